package io.millrace.operator.decide;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/**
 * How long partitions are not read at a rollover. Tasks say that they polled first 300 s before
 * {@link Situation#NOW}; what lies outside of the operator's own times is its clock's fault.
 */
class GapTest {

  private static final Instant POLLED = Situation.NOW.minusSeconds(300);

  private final Exchange exchange = new Exchange("0 1");

  /** The group's task stands still since {@code before} its successor's first poll. */
  private void pausedBeforeThePoll(Duration before) {
    exchange.situation.now = POLLED.minus(before);
    exchange.situation.candidate = new Observation.Candidate("s-2", true);
    exchange.situation.settle();
    exchange.standbysAreReady();
    exchange.situation.settle();
    exchange.pause(0);
    exchange.situation.settle();
  }

  @Test
  void itIsFromThePauseToTheFirstPollOfWhatReadsOn() {
    rolledOver();
    assertThat(exchange.group(0).gap()).isEqualTo(new Gap(null, 2, 420L));
  }

  private void rolledOver() {
    pausedBeforeThePoll(Duration.ofMillis(420));
    assertThat(exchange.group(0).gap().since()).isEqualTo(POLLED.minusMillis(420));
    assertThat(exchange.group(0).gap().lastMillis()).isNull();

    exchange.situation.now = POLLED.plusSeconds(2);
    exchange.reads(0, 2);
    exchange.situation.settle();
  }

  @Test
  void itIsMeasuredOnce() {
    rolledOver();
    SupervisorState measured = exchange.situation.state;
    exchange.situation.now = exchange.situation.now.plusSeconds(20);
    assertThat(exchange.situation.decide().next()).isEqualTo(measured);
  }

  @Test
  void aTaskWhoseClockIsBehindPolledNotBeforeItsStartWasWrittenDown() {
    pausedBeforeThePoll(Duration.ofMinutes(-3));
    exchange.situation.now = exchange.situation.now.plusSeconds(1);
    exchange.reads(0, 2);
    exchange.situation.settle();
    assertThat(exchange.group(0).gap().lastMillis()).isZero();
  }

  @Test
  void aTaskWhoseClockIsAheadPolledNotAfterItSaidSo() {
    pausedBeforeThePoll(Duration.ofMinutes(3));
    exchange.situation.now = exchange.situation.now.plusMillis(700);
    exchange.reads(0, 2);
    exchange.situation.settle();
    assertThat(exchange.group(0).gap().lastMillis()).isEqualTo(700);
  }

  @Test
  void ofPartitionsThatMoveItBeginsWithThePauseOfTheGroupThatGivesThem() {
    Exchange both = new Exchange("0 1", "2 3");
    both.taskCount(1, 1);
    both.situation.now = POLLED.minusMillis(900);
    both.situation.settle();
    both.standbysAreReady();
    both.situation.settle();
    both.situation.now = POLLED.minusMillis(300);
    both.pause(1);
    both.situation.settle();
    both.pause(0);
    both.situation.settle();
    both.situation.now = POLLED.plusMillis(100);
    both.reads(0, 2);
    both.situation.settle();
    assertThat(both.group(0).gap().lastMillis()).isEqualTo(900);
    assertThat(both.group(1).gap()).as("nothing reads on there").isEqualTo(new Gap(null, 1, null));
  }

  @Test
  void aSuspensionIsNoGap() {
    exchange.situation.suspend = true;
    exchange.situation.settle();
    exchange.pause(0);
    exchange.situation.settle();
    exchange.situation.suspend = false;
    exchange.situation.settle();
    exchange.reads(0, 2);
    exchange.situation.settle();
    assertThat(exchange.group(0).gap()).isEqualTo(Gap.NONE);
  }
}
