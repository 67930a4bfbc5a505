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
    return new Generation(
        number,
        revision,
        next,
        partitions,
        start,
        end,
        createdAt,
        startedAt,
        assignment,
        attempt,
        committed,
        messageTimeBounds);
  }

  Generation startingAt(Positions from, Instant now, MessageTimeBounds bounds) {
    return new Generation(
            number,
            revision,
            Phase.READING,
            partitions,
            from,
            end,
            createdAt,
            startedAt,
            assignment,
            attempt.startingAt(from),
            committed,
            bounds)
        .readingSince(now);
  }

  Generation endingAt(Positions to) {
    return new Generation(
        number,
        revision,
        Phase.FINISHING,
        partitions,
        start,
        to,
        createdAt,
        startedAt,
        assignment,
        attempt,
        committed,
        messageTimeBounds);
  }

  Generation readingSince(@Nullable Instant since) {
    return new Generation(
        number,
        revision,
        phase,
        partitions,
        start,
        end,
        createdAt,
        since,
        assignment,
        attempt,
        committed,
        messageTimeBounds);
  }

  Generation with(Attempt next) {
    return new Generation(
        number,
        revision,
        phase,
        partitions,
        start,
        end,
        createdAt,
        startedAt,
        assignment,
        next,
        committed,
        messageTimeBounds);
  }

  Generation withCommitted(List<String> paths) {
    return new Generation(
        number,
        revision,
        phase,
        partitions,
        start,
        end,
        createdAt,
        startedAt,
        assignment,
        attempt,
        paths,
        messageTimeBounds);
  }

  Generation withAssignment(long next) {
    return new Generation(
        number,
        revision,
        phase,
        partitions,
        start,
        end,
        createdAt,
        startedAt,
        next,
        attempt,
        committed,
        messageTimeBounds);
  }
}
