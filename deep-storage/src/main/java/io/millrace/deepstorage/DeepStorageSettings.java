package io.millrace.deepstorage;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Which deep storage, and how to reach it. */
public sealed interface DeepStorageSettings {

  /**
   * A directory, which every process that uses it has mounted at the same path.
   *
   * @param volume the directory or the volume's mount; it must be there
   * @param folder folder in it, made by the first write; empty for the volume's root
   */
  record Local(Path volume, String folder) implements DeepStorageSettings {

    public Local {
      folder = folder.replaceAll("^/+|/+$", "");
      if (List.of(folder.split("/", -1)).contains("..")) {
        throw new IllegalArgumentException(
            "Deep storage property path: found '%s', expected a folder inside the volume"
                .formatted(folder));
      }
    }

    /** All of a directory. */
    public Local(Path volume) {
      this(volume, "");
    }

    /** The directory that paths are relative to. */
    public Path base() {
      return folder.isEmpty() ? volume : volume.resolve(folder);
    }
  }

  /**
   * A bucket in S3, or in a store that speaks its protocol and honours {@code If-None-Match: *}.
   *
   * @param bucket the bucket; it must be there
   * @param baseKey what every key begins with, without a {@code /} at either end; empty for none
   * @param region the region, empty for what the SDK finds in its environment
   * @param endpoint address of another store than AWS
   * @param addressing how the bucket's name stands in a request
   * @param credentials whom to be
   */
  record S3(
      String bucket,
      String baseKey,
      Optional<String> region,
      Optional<URI> endpoint,
      Addressing addressing,
      Credentials credentials)
      implements DeepStorageSettings {

    public S3 {
      if (bucket.isBlank() || bucket.indexOf('/') >= 0) {
        throw new IllegalArgumentException(
            "Deep storage property bucket: found '%s', expected the name of a bucket, without 's3://' and '/'"
                .formatted(bucket));
      }
      baseKey = baseKey.replaceAll("^/+|/+$", "");
      endpoint.ifPresent(S3::checkEndpoint);
    }

    /** A bucket in AWS, with region and credentials as the SDK finds them. */
    public static S3 of(String bucket, String baseKey) {
      return new S3(
          bucket,
          baseKey,
          Optional.empty(),
          Optional.empty(),
          Addressing.VIRTUAL_HOST,
          new Credentials.FromEnvironment());
    }

    public S3 inRegion(String name) {
      return new S3(bucket, baseKey, Optional.of(name), endpoint, addressing, credentials);
    }

    public S3 at(URI address) {
      return new S3(bucket, baseKey, region, Optional.of(address), addressing, credentials);
    }

    public S3 addressedBy(Addressing style) {
      return new S3(bucket, baseKey, region, endpoint, style, credentials);
    }

    public S3 as(Credentials who) {
      return new S3(bucket, baseKey, region, endpoint, addressing, who);
    }

    private static void checkEndpoint(URI address) {
      String scheme = address.getScheme();
      boolean web = "http".equals(scheme) || "https".equals(scheme);
      if (!web || address.getHost() == null || address.getUserInfo() != null) {
        throw new IllegalArgumentException(
            "Deep storage property endpoint: expected an address like https://s3.example.org:9000, without a user or password in it");
      }
    }
  }

  /** How the bucket's name stands in a request. */
  enum Addressing {
    /** In the host name, as AWS wants it. */
    VIRTUAL_HOST,
    /** In the path ({@code pathStyleAccess}), as most other stores want it. */
    PATH
  }

  /** Whom to be. No text form shows a secret. */
  sealed interface Credentials {

    /** The SDK's default chain: environment, web identity token, container and instance profile. */
    record FromEnvironment() implements Credentials {}

    /**
     * A fixed key.
     *
     * @param sessionToken of temporary credentials, else empty
     */
    record Fixed(String accessKeyId, String secretAccessKey, Optional<String> sessionToken)
        implements Credentials {

      @Override
      public String toString() {
        return "Fixed[hidden]";
      }
    }
  }
}
