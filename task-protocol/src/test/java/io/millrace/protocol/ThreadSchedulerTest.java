package io.millrace.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.protocol.Scheduler.Cancellable;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ThreadSchedulerTest {

  private static final long LIMIT_SECONDS = 60;

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void workRunsBesideTheCallerAndMayBlock(boolean virtual) throws InterruptedException {
    try (ThreadScheduler scheduler = scheduler(virtual)) {
      CountDownLatch held = new CountDownLatch(1);
      CountDownLatch done = new CountDownLatch(2);
      scheduler.execute(
          () -> {
            await(held);
            done.countDown();
          });
      scheduler.execute(done::countDown);
      held.countDown();

      assertThat(done.await(LIMIT_SECONDS, TimeUnit.SECONDS)).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void repeatedWorkGoesOnAfterItThrewAndEndsWhenItIsCalledOff(boolean virtual)
      throws InterruptedException {
    try (ThreadScheduler scheduler = scheduler(virtual)) {
      CountDownLatch runs = new CountDownLatch(3);
      AtomicInteger after = new AtomicInteger();
      Cancellable repeated =
          scheduler.withFixedDelay(
              Duration.ZERO,
              Duration.ofMillis(1),
              () -> {
                runs.countDown();
                after.incrementAndGet();
                throw new IllegalStateException("broken every time");
              });
      assertThat(runs.await(LIMIT_SECONDS, TimeUnit.SECONDS)).isTrue();

      repeated.cancel();

      CountDownLatch later = new CountDownLatch(1);
      scheduler.after(Duration.ofMillis(50), later::countDown);
      assertThat(later.await(LIMIT_SECONDS, TimeUnit.SECONDS)).isTrue();
      int settled = after.get();
      CountDownLatch muchLater = new CountDownLatch(1);
      scheduler.after(Duration.ofMillis(50), muchLater::countDown);
      assertThat(muchLater.await(LIMIT_SECONDS, TimeUnit.SECONDS)).isTrue();
      assertThat(after.get()).isEqualTo(settled);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aDelayLongerThanNanosecondsCanCountIsTaken(boolean virtual) throws InterruptedException {
    try (ThreadScheduler scheduler = scheduler(virtual)) {
      AtomicInteger runs = new AtomicInteger();
      scheduler.after(Duration.ofDays(Integer.MAX_VALUE), runs::incrementAndGet);
      CountDownLatch other = new CountDownLatch(1);
      scheduler.after(Duration.ZERO, other::countDown);

      assertThat(other.await(LIMIT_SECONDS, TimeUnit.SECONDS)).isTrue();
      assertThat(runs).hasValue(0);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void afterItIsClosedNothingMoreRuns(boolean virtual) {
    ThreadScheduler scheduler = scheduler(virtual);
    scheduler.close();
    AtomicInteger runs = new AtomicInteger();

    scheduler.execute(runs::incrementAndGet);
    scheduler.after(Duration.ZERO, runs::incrementAndGet).cancel();

    assertThat(runs).hasValue(0);
  }

  private static ThreadScheduler scheduler(boolean virtual) {
    return virtual
        ? ThreadScheduler.onVirtualThreads("test")
        : ThreadScheduler.onPlatformThreads("test");
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
