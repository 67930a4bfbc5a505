package io.millrace.operator.autoscale;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Says how many task groups there should be. A pure function: whether its answer is followed now,
 * or waits, is decided by others. Two that are equal answer alike.
 */
public interface AutoscalerStrategy {

  /** The count that {@code question} asks for, never outside of its bounds. */
  Proposal propose(Question question);

  /**
   * What a strategy knows.
   *
   * @param now the time
   * @param taskCount the wanted count so far, however many tasks live
   * @param taskCountMin least count
   * @param taskCountMax highest count
   * @param partitions number of partitions, more task groups than which have nothing to read
   * @param samples lag in the window, oldest first
   * @param changedAt when the count was changed last; absent before
   */
  record Question(
      Instant now,
      int taskCount,
      int taskCountMin,
      int taskCountMax,
      int partitions,
      List<LagSample> samples,
      @Nullable Instant changedAt) {

    public Question {
      samples = List.copyOf(samples);
    }
  }

  /**
   * An answer.
   *
   * @param taskCount the count that is asked for; the present one when all is well
   * @param hold why a count at a bound is kept though lag asks for another; absent otherwise
   * @param reason the numbers that led to it, as a sentence without a subject
   */
  record Proposal(int taskCount, @Nullable Hold hold, String reason) {}
}
