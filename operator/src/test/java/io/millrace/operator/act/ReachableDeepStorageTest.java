package io.millrace.operator.act;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.crds.v1alpha1.DeepStorage;
import io.millrace.crds.v1alpha1.LocalStorage;
import io.millrace.crds.v1alpha1.S3Storage;
import io.millrace.crds.v1alpha1.SecretKeyRef;
import io.millrace.crds.v1alpha1.SecretValue;
import io.millrace.deepstorage.DeepStorageException;
import io.millrace.operator.config.DeepStorageDefaults.MountedClaim;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReachableDeepStorageTest {

  @TempDir private Path mount;

  @Test
  void aClaimIsReachedWhereItIsMountedAndInItsFolderWhichTheFirstWriteMakes() throws Exception {
    ReachableDeepStorage opener =
        new ReachableDeepStorage(
            new MountedClaim("ns", "claim", mount), (namespace, reference) -> Optional.empty());

    try (io.millrace.deepstorage.DeepStorage storage =
        opener.open(
            "ns",
            new DeepStorage(DeepStorage.Type.LOCAL, new LocalStorage("claim", "/folder"), null))) {
      storage.createIfAbsent("ns/events/owner.json", new byte[] {1});
    }

    assertThat(mount.resolve("folder/ns/events/owner.json")).exists();
  }

  @Test
  void withoutAClaimNoneIsReached() {
    assertNotReached(null, "expected s3: the operator has no claim mounted");
  }

  @Test
  void anotherClaimThanTheOneOfTheSupervisorIsNotTakenForIt() {
    assertNotReached(
        new MountedClaim("ns", "other", mount), "expected claim other of namespace ns");
    assertNotReached(
        new MountedClaim("other", "claim", mount), "expected claim claim of namespace other");
  }

  @Test
  void aMissingCredentialIsNamedByItsSecretAndKey() {
    SecretValue value = new SecretValue(new SecretKeyRef("s3", "id"));
    S3Storage bucket = new S3Storage("segments", null, "eu-west-1", null, null, value, value);
    ReachableDeepStorage opener =
        new ReachableDeepStorage(null, (namespace, reference) -> Optional.empty());

    assertThatThrownBy(() -> opener.open("ns", new DeepStorage(DeepStorage.Type.S3, null, bucket)))
        .isInstanceOfSatisfying(
            DeepStorageException.class,
            e -> assertThat(e.kind()).isEqualTo(DeepStorageException.Kind.CONFIGURATION))
        .hasMessage("key id of Secret ns/s3 is not there; create it");
  }

  private static void assertNotReached(@Nullable MountedClaim mounted, String expected) {
    ReachableDeepStorage opener =
        new ReachableDeepStorage(mounted, (namespace, reference) -> Optional.empty());

    assertThatThrownBy(
            () ->
                opener.open(
                    "ns",
                    new DeepStorage(DeepStorage.Type.LOCAL, new LocalStorage("claim", null), null)))
        .isInstanceOf(DeepStorageException.class)
        .hasMessageContaining("claim claim of namespace ns; " + expected);
  }
}
