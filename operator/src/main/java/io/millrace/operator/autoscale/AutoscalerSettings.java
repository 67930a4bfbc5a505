package io.millrace.operator.autoscale;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * An autoscaler that is switched on, defaults resolved.
 *
 * @param taskCountMin least count, at least 1
 * @param taskCountMax highest count, at least the least
 * @param taskCountStart first count, between the two
 * @param stopTaskCountRatio share of the task groups that may have an end that is recorded and not
 *     committed, above 0 and at most 1; absent where their number is given
 * @param betweenActions least time between two changes
 * @param startDelay time before the first sample
 * @param decisionPeriod time between two decisions
 * @param window which samples are kept
 * @param strategy what decides
 */
public record AutoscalerSettings(
    int taskCountMin,
    int taskCountMax,
    int taskCountStart,
    @Nullable Double stopTaskCountRatio,
    Duration betweenActions,
    Duration startDelay,
    Duration decisionPeriod,
    LagWindow window,
    AutoscalerStrategy strategy) {

  /** {@code taskCount}, or the bound that it is beyond. */
  public int within(int taskCount) {
    return Math.min(Math.max(taskCount, taskCountMin), taskCountMax);
  }
}
