package io.millrace.deepstorage;

import static io.millrace.deepstorage.DeepStorageContract.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.deepstorage.DeepStorageException.Kind;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An S3 store behind a network that breaks. */
class S3DeepStorageTroubleTest {

  private static final S3Timeouts SHORT =
      new S3Timeouts(Duration.ofSeconds(1), Duration.ofSeconds(1), Duration.ofSeconds(3));

  private static S3Emulator emulator;

  @TempDir Path scratch;
  private CuttingProxy proxy;
  private DeepStorageSettings.S3 settings;
  private DeepStorage storage;
  private DeepStorage direct;

  @BeforeAll
  static void start() throws Exception {
    emulator = S3Emulator.startOrSkip();
  }

  @AfterAll
  static void stop() {
    if (emulator != null) {
      emulator.close();
    }
  }

  @BeforeEach
  void open() throws Exception {
    proxy = new CuttingProxy(emulator.port());
    DeepStorageSettings.S3 straight = emulator.settings(UUID.randomUUID().toString());
    settings = straight.at(proxy.address());
    direct = new S3DeepStorage(straight);
    storage = new S3DeepStorage(settings);
    storage.createIfAbsent("warm", bytes("the store has shown what it can"));
  }

  @AfterEach
  void close() throws Exception {
    storage.close();
    direct.close();
    proxy.close();
  }

  @Test
  @DisplayName("case 39: an upload that broke off half-way is never visible (S3)")
  void uploadThatBreaksOffIsNeverVisible() throws Exception {
    Path segment = SampleSegment.in(scratch, 2 << 20);
    proxy.cutUploadsAfter(200_000);

    assertFails(Kind.UNREACHABLE, () -> storage.push("ds/0", segment));
    assertFails(
        Kind.UNREACHABLE, () -> storage.createIfAbsent("ns/file", SampleSegment.noise(1 << 20)));

    assertThat(direct.list("")).containsExactly("warm");
    assertThat(scratch).as("no temporary file is left").isDirectoryNotContaining("glob:**.zip");
    proxy.heal();
    assertThat(storage.push("ds/0", segment)).isNotNull();
    assertThat(direct.list("")).containsExactly("ds/0", "warm");
  }

  @Test
  @DisplayName(
      "case 7: the answer to a write that took place is lost, and the next attempt recognises it")
  void writeWhoseAnswerIsLostIsRecognisedAsOurs() throws Exception {
    proxy.swallowAnswers(1);

    assertThat(storage.createIfAbsent("ns/file", bytes("mine"))).isTrue();

    proxy.swallowAnswers(1);
    assertThat(storage.push("ds/0", SampleSegment.in(scratch, 10))).isNotNull();
  }

  @Test
  void lostAnswerDoesNotMakeAnothersFileOurs() throws Exception {
    direct.createIfAbsent("ns/file", bytes("same content"));
    proxy.swallowAnswers(1);

    assertThat(storage.createIfAbsent("ns/file", bytes("same content"))).isFalse();
  }

  @Test
  @DisplayName("case 39: deep storage slow")
  void silentStoreIsGivenUpInBoundedTime() throws Exception {
    try (DeepStorage impatient = new S3DeepStorage(settings, SHORT)) {
      proxy.fallSilent();
      long begin = System.nanoTime();

      assertFails(Kind.UNREACHABLE, () -> impatient.read("warm"));
      assertFails(
          Kind.UNREACHABLE, () -> impatient.push("ds/0", SampleSegment.in(scratch, 1 << 20)));

      assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(45));
    }
  }

  @Test
  @DisplayName("case 39: deep storage unreachable")
  void closedPortIsUnreachableAndHeals() throws Exception {
    proxy.close();

    assertFails(Kind.UNREACHABLE, () -> storage.read("warm"));
    assertFails(Kind.UNREACHABLE, () -> storage.list(""));
    assertFails(Kind.UNREACHABLE, () -> storage.delete("warm"));
    assertThat(direct.read("warm")).isPresent();
  }

  @Test
  void bucketThatIsNotThereIsAWrongSetting() throws Exception {
    DeepStorageSettings.S3 elsewhere =
        new DeepStorageSettings.S3(
            "absent-bucket",
            "",
            settings.region(),
            settings.endpoint(),
            settings.addressing(),
            settings.credentials());
    try (DeepStorage absent = new S3DeepStorage(elsewhere)) {
      assertFails(Kind.CONFIGURATION, () -> absent.read("a"));
      assertFails(Kind.CONFIGURATION, () -> absent.list(""));
      assertFails(Kind.CONFIGURATION, () -> absent.createIfAbsent("a", bytes("x")));
    }
  }

  private static void assertFails(Kind kind, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOf(DeepStorageException.class)
        .satisfies(
            thrown ->
                assertThat(((DeepStorageException) thrown).kind())
                    .as(thrown.getMessage())
                    .isEqualTo(kind))
        .hasMessageContaining("s3://")
        .message()
        .doesNotContain("test-secret");
  }
}
