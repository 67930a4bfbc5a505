package io.millrace.operator.decide;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How long a task group's partitions were not read at its last rollover: from when the first of
 * them was told to stand still, in whatever group, until its next generation polled first.
 *
 * @param since when it began; absent while nothing stands still
 * @param generation the generation that ends it, or before that the one that it follows; -1 for
 *     none
 * @param lastMillis how long the last one was; absent before the first
 */
public record Gap(@Nullable Instant since, int generation, @Nullable Long lastMillis) {

  public static final Gap NONE = new Gap(null, -1, null);

  /** Begins, unless it has begun already. */
  Gap beginning(Instant now, int following) {
    return since == null ? new Gap(now, following, lastMillis) : this;
  }

  /** Is not measured: nothing is to read on. */
  Gap abandoned() {
    return since == null ? this : new Gap(null, generation, lastMillis);
  }

  /** Ends with the first poll of {@code open}; one that has not begun does not. */
  Gap ending(Instant polled, Generation open) {
    return since == null
        ? this
        : new Gap(null, open.number(), Duration.between(since, polled).toMillis());
  }

  /** Whether a gap was measured between {@code before} and this. */
  public boolean isMeasuredAfter(Gap before) {
    return before.since() != null && since == null && generation != before.generation();
  }
}
