package io.millrace.operator.status;

import io.millrace.operator.autoscale.AutoscalerSettings;
import io.millrace.operator.decide.Settings;
import io.millrace.operator.decide.TaskCounts;

/**
 * What a supervisor needs room for at its busiest: with as many task groups as its spec lets the
 * autoscaler ask for, where that is on.
 *
 * @param workers Druid's rule of thumb: reading and publishing tasks of every replica
 * @param pods what rollovers take, which come one after the other: those that read, those that
 *     finish, and the standbys of one group
 */
public record Capacity(long workers, long pods) {

  /**
   * @param partitions how many partitions are known, since no task group is without one; 0 while
   *     none is
   */
  public static Capacity of(Settings settings, int partitions) {
    AutoscalerSettings autoscaler = settings.autoscaler();
    int asked = autoscaler == null ? settings.taskCount() : autoscaler.taskCountMax();
    long replicas = settings.replicas();
    long groups = partitions == 0 ? asked : Math.min(asked, partitions);
    long finishing = Math.min(TaskCounts.stopping(asked, settings), groups);
    return new Capacity(2 * replicas * groups, replicas * (groups + finishing + 1));
  }
}
