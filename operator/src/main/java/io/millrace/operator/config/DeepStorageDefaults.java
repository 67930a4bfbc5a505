package io.millrace.operator.config;

import io.millrace.crds.v1alpha1.DeepStorage;
import io.millrace.crds.v1alpha1.LocalStorage;
import io.millrace.crds.v1alpha1.S3Storage;
import io.millrace.crds.v1alpha1.SecretKeyRef;
import io.millrace.crds.v1alpha1.SecretValue;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Deep storage of supervisors whose spec names none, and what the operator has mounted.
 *
 * @param fallback what such a supervisor gets; absent when each has to name its own
 * @param mounted the claim that the operator has mounted; absent when none
 */
public record DeepStorageDefaults(@Nullable DeepStorage fallback, @Nullable MountedClaim mounted) {

  public static final DeepStorageDefaults NONE = new DeepStorageDefaults(null, null);

  /**
   * A claim of the operator's Pod. Only Pods of the same namespace can mount it too.
   *
   * @param namespace the operator's own namespace
   * @param name name of the PersistentVolumeClaim
   * @param folder where the operator has mounted it
   */
  public record MountedClaim(String namespace, String name, Path folder) {}

  /**
   * The claim that the operator has mounted, for itself and as what supervisors get.
   *
   * @param path folder in the volume; absent for its root
   */
  public static DeepStorageDefaults claim(MountedClaim mounted, @Nullable String path) {
    LocalStorage storage = new LocalStorage(mounted.name(), path);
    return new DeepStorageDefaults(new DeepStorage(DeepStorage.Type.LOCAL, storage, null), mounted);
  }

  static DeepStorageDefaults read(EnvironmentReader reader, String ownNamespace) {
    return switch (reader.oneOf(Variable.DEEP_STORAGE_TYPE, List.of("local", "s3"))) {
      case "local" -> local(reader, ownNamespace);
      case "s3" -> new DeepStorageDefaults(s3(reader), null);
      default -> NONE;
    };
  }

  private static DeepStorageDefaults local(EnvironmentReader reader, String ownNamespace) {
    String claim =
        reader.required(Variable.DEEP_STORAGE_CLAIM, "the name of a PersistentVolumeClaim");
    String mount =
        reader.required(Variable.DEEP_STORAGE_DIR, "the folder that the claim is mounted at");
    if (!mount.isEmpty() && !Path.of(mount).isAbsolute()) {
      reader.problem(Variable.DEEP_STORAGE_DIR, mount, "an absolute path");
    }
    return claim(
        new MountedClaim(ownNamespace, claim, Path.of(mount)),
        reader.optional(Variable.DEEP_STORAGE_PATH).orElse(null));
  }

  private static DeepStorage s3(EnvironmentReader reader) {
    String bucket = reader.required(Variable.DEEP_STORAGE_BUCKET, "the name of a bucket");
    String secret = reader.optional(Variable.DEEP_STORAGE_SECRET).orElse("");
    return new DeepStorage(
        DeepStorage.Type.S3,
        null,
        new S3Storage(
            bucket,
            reader.optional(Variable.DEEP_STORAGE_BASE_KEY).orElse(null),
            reader.optional(Variable.DEEP_STORAGE_REGION).orElse(null),
            endpoint(reader),
            reader.truth(Variable.DEEP_STORAGE_PATH_STYLE_ACCESS),
            secretValue(secret, "accessKeyId"),
            secretValue(secret, "secretAccessKey")));
  }

  private static @Nullable String endpoint(EnvironmentReader reader) {
    String endpoint = reader.optional(Variable.DEEP_STORAGE_ENDPOINT).orElse("");
    if (endpoint.isEmpty()) {
      return null;
    }
    try {
      URI address = new URI(endpoint);
      if (address.getHost() != null && List.of("http", "https").contains(address.getScheme())) {
        return endpoint;
      }
    } catch (java.net.URISyntaxException e) {
      // told below
    }
    reader.problem(
        Variable.DEEP_STORAGE_ENDPOINT, endpoint, "an address such as https://s3.example.org:9000");
    return null;
  }

  private static @Nullable SecretValue secretValue(String secret, String key) {
    return secret.isEmpty() ? null : new SecretValue(new SecretKeyRef(secret, key));
  }
}
