package io.millrace.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.millrace.protocol.Scheduler.Cancellable;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class VirtualSchedulerTest {

  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  private final VirtualScheduler scheduler = new VirtualScheduler(START);
  private final List<String> done = new ArrayList<>();

  @Test
  void nothingRunsBeforeItsTime() {
    scheduler.after(Duration.ofSeconds(2), () -> done.add("later"));
    scheduler.execute(() -> done.add("now"));
    assertThat(done).isEmpty();

    scheduler.runDue();
    assertThat(done).containsExactly("now");
    scheduler.advance(Duration.ofSeconds(1));
    assertThat(done).containsExactly("now");
    scheduler.advance(Duration.ofSeconds(1));

    assertThat(done).containsExactly("now", "later");
    assertThat(scheduler.instant()).isEqualTo(START.plusSeconds(2));
  }

  @Test
  void workOfOneInstantRunsInTheOrderInWhichItWasHandedOver() {
    for (int i = 0; i < 5; i++) {
      String name = Integer.toString(i);
      scheduler.after(Duration.ofSeconds(1), () -> done.add(name));
    }

    scheduler.advance(Duration.ofSeconds(1));

    assertThat(done).containsExactly("0", "1", "2", "3", "4");
  }

  @Test
  void workSeesTheTimeAtWhichItIsDue() {
    scheduler.after(Duration.ofSeconds(3), () -> done.add(scheduler.instant().toString()));

    scheduler.advance(Duration.ofMinutes(1));

    assertThat(done).containsExactly("2026-01-01T00:00:03Z");
  }

  @Test
  void repeatedWorkWaitsForItsDelayAndCanBeCalledOff() {
    Cancellable repeated =
        scheduler.withFixedDelay(
            Duration.ofSeconds(1), Duration.ofSeconds(10), () -> done.add("again"));
    scheduler.advance(Duration.ofSeconds(25));
    assertThat(done).hasSize(3);

    repeated.cancel();
    scheduler.advance(Duration.ofMinutes(5));

    assertThat(done).hasSize(3);
    assertThat(scheduler.pending()).isZero();
  }

  @Test
  void workThatWasCalledOffDoesNotRun() {
    scheduler.after(Duration.ofSeconds(1), () -> done.add("never")).cancel();

    scheduler.advance(Duration.ofSeconds(2));

    assertThat(done).isEmpty();
  }

  @Test
  void runUntilStopsAtTheConditionAndTellsWhenItNeverHeld() {
    scheduler.withFixedDelay(Duration.ZERO, Duration.ofSeconds(1), () -> done.add("tick"));

    assertThat(scheduler.runUntil(() -> done.size() == 4, Duration.ofMinutes(1))).isTrue();
    assertThat(scheduler.instant()).isEqualTo(START.plusSeconds(3));
    assertThat(scheduler.runUntil(() -> false, Duration.ofSeconds(10))).isFalse();
    assertThat(scheduler.instant()).isEqualTo(START.plusSeconds(13));
  }

  @Test
  void whatWorkThrowsReachesTheCaller() {
    scheduler.execute(
        () -> {
          throw new IllegalStateException("broken");
        });

    assertThatIllegalStateException().isThrownBy(scheduler::runDue).withMessage("broken");
  }

  @Test
  void workThatNeverEndsAtOneInstantIsNoticed() {
    scheduler.execute(this::forEver);

    assertThatIllegalStateException().isThrownBy(scheduler::runDue);
  }

  private void forEver() {
    scheduler.execute(this::forEver);
  }
}
