package io.millrace.deepstorage;

/** Opens the deep storage that settings ask for. */
public final class DeepStorages {

  private DeepStorages() {}

  /**
   * Opens a deep storage without speaking to it: whether it answers shows at its first use.
   *
   * @throws DeepStorageException when the settings are not enough, for example without a region
   */
  public static DeepStorage open(DeepStorageSettings settings) throws DeepStorageException {
    return switch (settings) {
      case DeepStorageSettings.Local local -> new LocalDeepStorage(local);
      case DeepStorageSettings.S3 s3 -> new S3DeepStorage(s3);
    };
  }
}
