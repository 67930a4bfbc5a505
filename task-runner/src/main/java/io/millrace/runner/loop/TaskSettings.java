package io.millrace.runner.loop;

import java.time.Duration;

/**
 * What the loop is told by the supervisor's specification and the Pod.
 *
 * @param dataSource the Druid datasource
 * @param decidesAlone whether the group has no other replica
 * @param maxRowsPerSegment rows in one segment from which a sequence is cut
 * @param maxTotalRows rows in all segments of a sequence from which it is cut
 * @param sequencePeriod time after which a sequence is cut, see {@link #sequencePeriod(Duration,
 *     Duration)}
 * @param eventTimes how accepted event times move on when nobody rolls the task over
 * @param pollTimeout how long a poll waits for records
 * @param idlePause time between a poll that found nothing and the next one; zero where polls wait
 *     by themselves
 * @param drainTime from being asked to end until the task ends whatever is left
 * @param identityCheckPeriod time between two looks at whether the stream is still the same
 * @param backoff between tries of what may heal
 */
public record TaskSettings(
    String dataSource,
    boolean decidesAlone,
    long maxRowsPerSegment,
    long maxTotalRows,
    Duration sequencePeriod,
    EventTimes eventTimes,
    Duration pollTimeout,
    Duration idlePause,
    Duration drainTime,
    Duration identityCheckPeriod,
    Backoff backoff) {

  /** A draining task of several replicas waits at most this long for a boundary to be recorded. */
  private static final Duration BOUNDARY_WAIT = Duration.ofSeconds(15);

  /**
   * A rollover may come this much after {@code taskDuration} before a sequence is cut for it: more
   * than twice the two minutes for which the operator waits for a standby.
   */
  private static final Duration LATE_ROLLOVER = Duration.ofMinutes(5);

  /**
   * After what time a sequence is cut. A rollover publishes what was read, and one that comes in
   * time adds no sequence. One that waits, such as that to a changed spec whose tasks do not start,
   * must not keep back what is read meanwhile.
   */
  public static Duration sequencePeriod(Duration intermediateHandoffPeriod, Duration taskDuration) {
    Duration overdue = taskDuration.plus(LATE_ROLLOVER);
    return intermediateHandoffPeriod.compareTo(overdue) < 0 ? intermediateHandoffPeriod : overdue;
  }

  boolean isFull(OpenSequence sequence) {
    return holds(sequence, 1);
  }

  /** Whether it holds twice what it should. */
  boolean isOverfull(OpenSequence sequence) {
    return holds(sequence, 2);
  }

  Duration boundaryWait() {
    Duration half = drainTime.dividedBy(2);
    return half.compareTo(BOUNDARY_WAIT) < 0 ? half : BOUNDARY_WAIT;
  }

  private boolean holds(OpenSequence sequence, int times) {
    return sequence.builder().rowsInLargestSegment() / times >= maxRowsPerSegment
        || sequence.builder().totalRows() / times >= maxTotalRows;
  }
}
