package io.millrace.runner.loop;

import io.millrace.protocol.MessageTimeBounds;
import io.millrace.runner.life.Work;
import java.time.Instant;
import java.util.Optional;

/**
 * The event times that the sequences of a task accept by now. A task alone moves them on by itself;
 * one of several replicas accepts only what all of them are told. Thread-safe.
 */
final class AcceptedTimes {

  private final TaskSettings settings;
  private final OperatorTime time;

  AcceptedTimes(TaskSettings settings, OperatorTime time) {
    this.settings = settings;
    this.time = time;
  }

  /** What a sequence accepts that begins now; with other replicas always the same. */
  MessageTimeBounds ofNextSequence(Work work) {
    MessageTimeBounds told = work.assignment().messageTimeBounds();
    return settings.decidesAlone() ? now(told) : told;
  }

  /** Whether a sequence with these bounds has to end, since the task moves them on. */
  boolean mustEnd(MessageTimeBounds bounds) {
    return settings.decidesAlone() && areOver(bounds);
  }

  /**
   * The latest event time to go on with, when the generation's event times are over and nobody has
   * said where to stop: with other replicas the task waits until it is told the same as they,
   * rather than reject rows for being on time. What lies before a boundary others have read.
   */
  Optional<Instant> wanted(Work work) {
    MessageTimeBounds told = work.assignment().messageTimeBounds();
    return settings.decidesAlone() || work.limit().isPresent() || work.draining() || !areOver(told)
        ? Optional.empty()
        : Optional.ofNullable(now(told).maximum());
  }

  private boolean areOver(MessageTimeBounds bounds) {
    return !now(bounds).equals(bounds);
  }

  private MessageTimeBounds now(MessageTimeBounds bounds) {
    return settings.eventTimes().at(time.atLeast(), bounds);
  }
}
