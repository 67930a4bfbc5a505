package io.millrace.runner.loop;

import java.time.Duration;
import java.time.Instant;

/**
 * Tells when the sequence being read has been read for long enough. Used by one thread at a time.
 */
final class SequenceClock {

  private final Duration period;
  private int sequence = -1;
  private Instant began = Instant.MIN;

  /**
   * @param period {@link TaskSettings#sequencePeriod()}
   */
  SequenceClock(Duration period) {
    this.period = period;
  }

  /**
   * Whether the period is over since the sequence began, or since this was last asked with that
   * answer: so a sequence that has nothing to hand off waits for a whole period again. So does one
   * whose beginning lies ahead, since the clock was set back.
   */
  boolean isOver(int number, Instant now) {
    if (number != sequence || now.isBefore(began)) {
      sequence = number;
      began = now;
    }
    boolean over = Duration.between(began, now).compareTo(period) >= 0;
    if (over) {
      began = now;
    }
    return over;
  }
}
