package io.millrace.operator.decide;

import io.millrace.operator.autoscale.AutoscalerSettings;
import io.millrace.operator.autoscale.AutoscalerState;

/**
 * How many task groups there should be: as the autoscaler says while it is on, otherwise as the
 * spec says. Never how many tasks live.
 */
public final class TaskCounts {

  private TaskCounts() {}

  /** The wanted number of task groups, at least 1. */
  public static int wanted(SupervisorState state, Settings settings) {
    AutoscalerState autoscaler = state.autoscaler();
    return settings.autoscaler() == null || autoscaler == null
        ? settings.taskCount()
        : settings.autoscaler().within(autoscaler.taskCount());
  }

  /**
   * How many of {@code wanted} groups may have an end that is recorded and not committed, at least
   * 1; all of them where there is no limit.
   */
  public static int stopping(int wanted, Settings settings) {
    AutoscalerSettings autoscaler = settings.autoscaler();
    if (autoscaler != null && autoscaler.stopTaskCountRatio() != null) {
      return Math.max(1, (int) (wanted * autoscaler.stopTaskCountRatio()));
    }
    Integer limit = settings.stopTaskCount();
    return limit == null ? wanted : Math.min(limit, wanted);
  }

  /**
   * Whether partitions have yet to move to where the wanted number of task groups puts them.
   *
   * @param partitions how many there are to read
   */
  static boolean isRescaling(SupervisorState state, int partitions, Settings settings) {
    int expected = Math.min(wanted(state, settings), partitions);
    return state.reading() != expected
        || state.groups().stream()
            .anyMatch(
                group ->
                    group
                        .open()
                        .filter(open -> !open.partitions().equals(group.partitions()))
                        .isPresent());
  }
}
