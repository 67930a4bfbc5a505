package io.millrace.deepstorage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.deepstorage.DeepStorageException.Kind;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class FakeDeepStorageTest extends DeepStorageContract {

  private final FakeDeepStorage storage = new FakeDeepStorage();

  @Override
  DeepStorage storage() {
    return storage;
  }

  @Override
  Map<String, byte[]> segmentAt(String path, DeepStorage.Location location) {
    assertThat(location)
        .isEqualTo(new DeepStorage.Location.S3Object(FakeDeepStorage.BUCKET, path + "/index.zip"));
    return storage.pushed(path);
  }

  @Test
  void failsWithTheKindThatItIsToldUntilItHeals() throws Exception {
    storage.failWith(Kind.FULL);

    assertThatThrownBy(() -> storage.createIfAbsent("a", bytes("x")))
        .satisfies(e -> assertThat(((DeepStorageException) e).kind()).isEqualTo(Kind.FULL));

    storage.heal();
    assertThat(storage.createIfAbsent("a", bytes("x"))).isTrue();
  }

  @Test
  void uploadThatBreaksOffNeverShows() throws Exception {
    storage.breakOffNextUpload();

    assertThatThrownBy(() -> storage.push("a", SampleSegment.in(scratch, 10)))
        .isInstanceOf(DeepStorageException.class);

    assertThat(storage.list("")).isEmpty();
  }

  @Test
  void changeWhoseAnswerIsLostHasTakenPlace() throws Exception {
    storage.loseNextAnswer();

    assertThatThrownBy(() -> storage.createIfAbsent("a", bytes("x")))
        .isInstanceOf(DeepStorageException.class);

    assertThat(storage.createIfAbsent("a", bytes("x"))).isFalse();
    assertThat(storage.files()).containsOnlyKeys("a");
  }

  @Test
  void callsWaitAtTheGate() throws Exception {
    CountDownLatch gate = new CountDownLatch(1);
    storage.holdUntil(gate);
    try (ExecutorService thread = Executors.newSingleThreadExecutor()) {
      Future<Boolean> slow = thread.submit(() -> storage.createIfAbsent("a", bytes("x")));
      assertThat(storage.files()).isEmpty();
      assertThat(slow.isDone()).isFalse();

      gate.countDown();

      assertThat(slow.get()).isTrue();
    }
    assertThat(storage.calls()).containsExactly("createIfAbsent a");
  }
}
