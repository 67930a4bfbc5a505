package io.millrace.operator.act;

import io.millrace.crds.v1alpha1.LocalStorage;
import io.millrace.crds.v1alpha1.S3Storage;
import io.millrace.crds.v1alpha1.SecretValue;
import io.millrace.deepstorage.DeepStorage;
import io.millrace.deepstorage.DeepStorageException;
import io.millrace.deepstorage.DeepStorageSettings;
import io.millrace.deepstorage.DeepStorageSettings.Addressing;
import io.millrace.deepstorage.DeepStorageSettings.Credentials;
import io.millrace.deepstorage.DeepStorages;
import io.millrace.operator.config.DeepStorageDefaults.MountedClaim;
import io.millrace.operator.stream.SecretUnreadableException;
import io.millrace.operator.stream.Secrets;
import java.net.URI;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Opens deep storage: a claim where the operator has it mounted, a bucket with the credentials of
 * its Secret.
 */
public final class ReachableDeepStorage implements DeepStorageOpener {

  private final @Nullable MountedClaim mounted;
  private final Secrets secrets;

  /**
   * @param mounted the claim that the operator has mounted; absent when none
   */
  public ReachableDeepStorage(@Nullable MountedClaim mounted, Secrets secrets) {
    this.mounted = mounted;
    this.secrets = secrets;
  }

  @Override
  public DeepStorage open(String namespace, io.millrace.crds.v1alpha1.DeepStorage storage)
      throws DeepStorageException {
    LocalStorage local = storage.local();
    S3Storage s3 = storage.s3();
    if (local != null) {
      MountedClaim claim = mounted(namespace, local);
      String folder = local.path();
      return DeepStorages.open(
          new DeepStorageSettings.Local(claim.folder(), folder == null ? "" : folder));
    }
    if (s3 != null) {
      return DeepStorages.open(settings(namespace, s3));
    }
    throw configuration(
        "the deep storage in status has neither local nor s3; expected one of them");
  }

  private MountedClaim mounted(String namespace, LocalStorage local) throws DeepStorageException {
    if (mounted != null
        && mounted.namespace().equals(namespace)
        && mounted.name().equals(local.claimName())) {
      return mounted;
    }
    throw configuration(
        "the deep storage in status is claim %s of namespace %s; expected %s"
            .formatted(
                local.claimName(),
                namespace,
                mounted == null
                    ? "s3: the operator has no claim mounted"
                    : "claim %s of namespace %s, which the operator has mounted, or s3"
                        .formatted(mounted.name(), mounted.namespace())));
  }

  private DeepStorageSettings.S3 settings(String namespace, S3Storage s3)
      throws DeepStorageException {
    return new DeepStorageSettings.S3(
        s3.bucket(),
        s3.baseKey() == null ? "" : s3.baseKey(),
        Optional.ofNullable(s3.region()),
        Optional.ofNullable(s3.endpoint()).map(URI::create),
        s3.usesPathStyle() ? Addressing.PATH : Addressing.VIRTUAL_HOST,
        credentials(namespace, s3));
  }

  private Credentials credentials(String namespace, S3Storage s3) throws DeepStorageException {
    SecretValue id = s3.accessKeyId();
    SecretValue key = s3.secretAccessKey();
    if (id == null || key == null) {
      return new Credentials.FromEnvironment();
    }
    return new Credentials.Fixed(value(namespace, id), value(namespace, key), Optional.empty());
  }

  private String value(String namespace, SecretValue value) throws DeepStorageException {
    try {
      return secrets
          .value(namespace, value.secretKeyRef())
          .orElseThrow(
              () ->
                  configuration(
                      "key %s of Secret %s/%s is not there; create it"
                          .formatted(
                              value.secretKeyRef().key(), namespace, value.secretKeyRef().name())));
    } catch (SecretUnreadableException e) {
      throw new DeepStorageException(
          DeepStorageException.Kind.UNREACHABLE, String.valueOf(e.getMessage()), e);
    }
  }

  private static DeepStorageException configuration(String message) {
    return new DeepStorageException(DeepStorageException.Kind.CONFIGURATION, message, null);
  }
}
