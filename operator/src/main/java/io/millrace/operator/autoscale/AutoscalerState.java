package io.millrace.operator.autoscale;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an autoscaler must not forget when another operator takes over.
 *
 * @param taskCount the wanted number of task groups
 * @param since from when on its delays count; absent while the supervisor is suspended
 * @param samples lag in the window, oldest first
 * @param decidedAt when it was decided last; absent before
 * @param changedAt when the count was changed last; absent before
 * @param required what lag asked for when it was decided last
 * @param hold why that was not done; absent when it was, or nothing was asked for
 * @param reason why, in words
 */
public record AutoscalerState(
    int taskCount,
    @Nullable Instant since,
    List<LagSample> samples,
    @Nullable Instant decidedAt,
    @Nullable Instant changedAt,
    int required,
    @Nullable Hold hold,
    String reason) {

  public AutoscalerState {
    samples = List.copyOf(samples);
  }

  /** One that begins. */
  public static AutoscalerState starting(int taskCount, String reason) {
    return new AutoscalerState(taskCount, null, List.of(), null, null, taskCount, null, reason);
  }

  /** The same, with delays that count from {@code instant} on and nothing measured. */
  public AutoscalerState since(@Nullable Instant instant) {
    return new AutoscalerState(
        taskCount, instant, List.of(), decidedAt, changedAt, required, hold, reason);
  }

  /** The same with other samples. */
  public AutoscalerState with(List<LagSample> next) {
    return new AutoscalerState(
        taskCount, since, next, decidedAt, changedAt, required, hold, reason);
  }

  /** The same after a decision that changed nothing. */
  public AutoscalerState holding(Instant now, int asked, @Nullable Hold why, String words) {
    return new AutoscalerState(taskCount, since, samples, now, changedAt, asked, why, words);
  }

  /** The same after a change: lag is measured anew with as many task groups as there are then. */
  public AutoscalerState changed(Instant now, int next, String words) {
    return new AutoscalerState(next, since, List.of(), now, now, next, null, words);
  }
}
