package io.millrace.runner;

import io.millrace.crds.v1alpha1.DeepStorage;
import io.millrace.crds.v1alpha1.LocalStorage;
import io.millrace.crds.v1alpha1.S3Storage;
import io.millrace.deepstorage.DeepStorageSettings;
import io.millrace.protocol.TaskVariables;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Which deep storage a specification asks for. */
final class DeepStorageAccess {

  private DeepStorageAccess() {}

  /**
   * @param mount where a claim is mounted
   */
  static DeepStorageSettings settings(@Nullable DeepStorage asked, Optional<Path> mount)
      throws ConfigurationException {
    if (asked != null && asked.type() == DeepStorage.Type.S3) {
      return s3(asked.s3());
    }
    LocalStorage local = asked == null ? null : asked.local();
    Path base =
        mount.orElseThrow(
            () ->
                new ConfigurationException(
                    List.of(
                        "%s is not set, and deep storage is local; expected where its claim is mounted"
                            .formatted(TaskVariables.DEEP_STORAGE_DIR))));
    String folder = local == null ? null : local.path();
    try {
      return new DeepStorageSettings.Local(base, folder == null ? "" : folder);
    } catch (IllegalArgumentException e) {
      throw new ConfigurationException(
          List.of(
              "deepStorage.local.path is '%s', which leads out of the volume; expected a folder in it"
                  .formatted(folder)));
    }
  }

  private static DeepStorageSettings s3(@Nullable S3Storage asked) throws ConfigurationException {
    if (asked == null) {
      throw new ConfigurationException(
          List.of("deepStorage has type s3 and no s3; expected at least deepStorage.s3.bucket"));
    }
    String baseKey = asked.baseKey();
    String endpoint = asked.endpoint();
    try {
      return new DeepStorageSettings.S3(
          asked.bucket(),
          baseKey == null ? "" : baseKey,
          Optional.ofNullable(asked.region()),
          endpoint == null ? Optional.empty() : Optional.of(URI.create(endpoint)),
          asked.usesPathStyle()
              ? DeepStorageSettings.Addressing.PATH
              : DeepStorageSettings.Addressing.VIRTUAL_HOST,
          new DeepStorageSettings.Credentials.FromEnvironment());
    } catch (IllegalArgumentException e) {
      throw new ConfigurationException(List.of("deepStorage.s3: " + e.getMessage()));
    }
  }
}
