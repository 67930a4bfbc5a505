package io.millrace.operator.decide;

import io.millrace.protocol.MessageTimeBounds;
import io.millrace.streams.PartitionId;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The n-th set of tasks of a task group. Partitions, revision, start and end are written once and
 * never change.
 *
 * @param number never used again within the group
 * @param revision the accepted spec that its tasks run under
 * @param phase where it is
 * @param partitions what it reads
 * @param start where its range begins; absent while it is a standby
 * @param end where its range ends; absent until it is recorded
 * @param createdAt when it was decided on
 * @param startedAt when it began to read: what {@code taskDuration} counts from; absent before
 * @param assignment number of the newest assignment
 * @param attempt the present try
 * @param committed paths of its manifests that were committed
 * @param messageTimeBounds event times that its sequences accept
 */
public record Generation(
    int number,
    String revision,
    Phase phase,
    SortedSet<PartitionId> partitions,
    @Nullable Positions start,
    @Nullable Positions end,
    Instant createdAt,
    @Nullable Instant startedAt,
    long assignment,
    Attempt attempt,
    List<String> committed,
    MessageTimeBounds messageTimeBounds) {

  public Generation {
    partitions = Collections.unmodifiableSortedSet(new TreeSet<>(partitions));
    committed = List.copyOf(committed);
  }

  Generation in(Phase next) {
    return changed(next, start, end, startedAt, assignment, attempt, committed, messageTimeBounds);
  }

  Generation startingAt(Positions from, Instant now, MessageTimeBounds bounds) {
    return changed(
        Phase.READING, from, end, now, assignment, attempt.startingAt(from), committed, bounds);
  }

  Generation endingAt(Positions to) {
    return changed(
        Phase.FINISHING, start, to, startedAt, assignment, attempt, committed, messageTimeBounds);
  }

  Generation readingSince(@Nullable Instant since) {
    return changed(phase, start, end, since, assignment, attempt, committed, messageTimeBounds);
  }

  Generation with(Attempt next) {
    return changed(phase, start, end, startedAt, assignment, next, committed, messageTimeBounds);
  }

  Generation withCommitted(List<String> paths) {
    return changed(phase, start, end, startedAt, assignment, attempt, paths, messageTimeBounds);
  }

  Generation withAssignment(long next) {
    return changed(phase, start, end, startedAt, next, attempt, committed, messageTimeBounds);
  }

  /** Number, revision, partitions and time of creation never change. */
  private Generation changed(
      Phase nextPhase,
      @Nullable Positions nextStart,
      @Nullable Positions nextEnd,
      @Nullable Instant nextStartedAt,
      long nextAssignment,
      Attempt nextAttempt,
      List<String> nextCommitted,
      MessageTimeBounds nextBounds) {
    return new Generation(
        number,
        revision,
        nextPhase,
        partitions,
        nextStart,
        nextEnd,
        createdAt,
        nextStartedAt,
        nextAssignment,
        nextAttempt,
        nextCommitted,
        nextBounds);
  }
}
