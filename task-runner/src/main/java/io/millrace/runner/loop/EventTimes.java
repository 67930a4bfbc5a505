package io.millrace.runner.loop;

import io.millrace.protocol.MessageTimeBounds;
import java.time.Duration;
import java.time.Instant;

/**
 * The event times that sequences accept. They are the generation's until its time is well over and
 * nobody has rolled it over; then they move on by whole durations, so that no row is rejected for
 * being on time. Only a task without other replicas may move them, since its clock is its own.
 *
 * @param taskDuration how long a generation reads
 * @param early how far behind its planned end events are accepted; zero when that is not limited
 * @param lowerMoves whether the lower bound follows the time
 */
public record EventTimes(Duration taskDuration, Duration early, boolean lowerMoves) {

  /** Bounds that never move. */
  public static final EventTimes FIXED = new EventTimes(Duration.ZERO, Duration.ZERO, false);

  /**
   * What a sequence that begins now accepts.
   *
   * @param generation what the generation accepts
   */
  MessageTimeBounds at(Instant now, MessageTimeBounds generation) {
    Instant maximum = generation.maximum();
    if (maximum == null || early.isZero() || taskDuration.isZero()) {
      return generation;
    }
    Instant plannedEnd = maximum.minus(early);
    if (now.isBefore(plannedEnd.plus(early.dividedBy(2)))) {
      return generation;
    }
    long durations = Duration.between(plannedEnd, now).dividedBy(taskDuration) + 1;
    Duration shift = taskDuration.multipliedBy(durations);
    Instant minimum = generation.minimum();
    return new MessageTimeBounds(
        minimum == null || !lowerMoves ? minimum : minimum.plus(shift), maximum.plus(shift));
  }
}
