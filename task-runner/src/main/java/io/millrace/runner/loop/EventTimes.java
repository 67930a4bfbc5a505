package io.millrace.runner.loop;

import io.millrace.protocol.MessageTimeBounds;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * The event times that sequences accept. They are the generation's until its time is well over and
 * nobody has rolled it over; then the latest one moves on by whole durations, so that no row is
 * rejected for being on time. The earliest one stays: the generation began when it began.
 *
 * @param taskDuration how long a generation reads; zero where nothing moves
 * @param early how far behind its planned end events are accepted
 */
public record EventTimes(Duration taskDuration, Duration early) {

  /** Bounds that never move. */
  public static final EventTimes FIXED = new EventTimes(Duration.ZERO, Duration.ZERO);

  /**
   * What a sequence that begins now accepts.
   *
   * @param now the operator's time
   * @param bounds what the generation accepts, or a sequence before
   */
  MessageTimeBounds at(Instant now, MessageTimeBounds bounds) {
    Instant maximum = bounds.maximum();
    if (maximum == null || over(bounds).filter(over -> !now.isBefore(over)).isEmpty()) {
      return bounds;
    }
    long durations = Duration.between(maximum.minus(early), now).dividedBy(taskDuration) + 1;
    return new MessageTimeBounds(
        bounds.minimum(), maximum.plus(taskDuration.multipliedBy(durations)));
  }

  /** The operator's time at which the bounds are over; empty when they never are. */
  Optional<Instant> over(MessageTimeBounds bounds) {
    return plannedEnd(bounds).map(end -> end.plus(early.dividedBy(2)));
  }

  /** The operator's time at which the generation began; empty when its bounds do not tell. */
  Optional<Instant> begin(MessageTimeBounds generation) {
    return plannedEnd(generation).map(end -> end.minus(taskDuration));
  }

  private Optional<Instant> plannedEnd(MessageTimeBounds bounds) {
    return taskDuration.isZero()
        ? Optional.empty()
        : Optional.ofNullable(bounds.maximum()).map(maximum -> maximum.minus(early));
  }
}
