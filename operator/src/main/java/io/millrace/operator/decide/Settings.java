package io.millrace.operator.decide;

import io.millrace.operator.autoscale.AutoscalerSettings;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What the loop needs of an accepted spec, defaults resolved.
 *
 * @param dataSource the Druid datasource
 * @param taskCount number of task groups while no autoscaler decides, at least 1
 * @param replicas how many tasks read the same, at least 1
 * @param taskDuration how long a generation reads
 * @param stopTaskCount how many groups may have an end that is recorded and not committed, at least
 *     1; absent for all of them
 * @param useEarliestOffset where the first generation starts a partition that was there from the
 *     beginning
 * @param resetOffsetAutomatically whether reading goes on elsewhere by itself where positions are
 *     not in the stream any more
 * @param lateMessageRejectionPeriod lower bound before now; absent when open
 * @param lateMessageRejectionStart absolute lower bound; absent when open
 * @param earlyMessageRejectionPeriod upper bound after the planned end; absent when open
 * @param autoscaler what decides the number of task groups; absent when it is off
 * @param idleAfter how long nothing must have arrived until no task is kept; absent for ever
 * @param deadlines how long a task is waited for
 */
public record Settings(
    String dataSource,
    int taskCount,
    int replicas,
    Duration taskDuration,
    @Nullable Integer stopTaskCount,
    boolean useEarliestOffset,
    boolean resetOffsetAutomatically,
    @Nullable Duration lateMessageRejectionPeriod,
    @Nullable Instant lateMessageRejectionStart,
    @Nullable Duration earlyMessageRejectionPeriod,
    @Nullable AutoscalerSettings autoscaler,
    @Nullable Duration idleAfter,
    Deadlines deadlines) {

  /** Those without an autoscaler, of a supervisor that is never idle and waits as long as usual. */
  public Settings(
      String dataSource,
      int taskCount,
      int replicas,
      Duration taskDuration,
      @Nullable Integer stopTaskCount,
      boolean useEarliestOffset,
      boolean resetOffsetAutomatically,
      @Nullable Duration lateMessageRejectionPeriod,
      @Nullable Instant lateMessageRejectionStart,
      @Nullable Duration earlyMessageRejectionPeriod) {
    this(
        dataSource,
        taskCount,
        replicas,
        taskDuration,
        stopTaskCount,
        useEarliestOffset,
        resetOffsetAutomatically,
        lateMessageRejectionPeriod,
        lateMessageRejectionStart,
        earlyMessageRejectionPeriod,
        null,
        null,
        Deadlines.USUAL);
  }
}
