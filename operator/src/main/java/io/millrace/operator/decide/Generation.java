package io.millrace.operator.decide;

import io.millrace.protocol.MessageTimeBounds;
import io.millrace.streams.PartitionId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The n-th set of tasks of a task group. Partitions, revision, number of replicas, start,
 * checkpoints and end are written once and never change; a checkpoint that is committed is
 * forgotten.
 *
 * @param number never used again within the group
 * @param revision the accepted spec that its tasks run under
 * @param phase where it is
 * @param partitions what it reads
 * @param start where its range begins; absent while it is a standby
 * @param checkpoints recorded boundaries between start and end, oldest first, as far as they are
 *     not committed; with one replica none, since its task cuts where it likes
 * @param end where its range ends; absent until it is recorded
 * @param createdAt when it was decided on
 * @param startedAt when it began to read: what {@code taskDuration} counts from; absent before
 * @param assignment number of the newest assignment
 * @param attempts the present try of each replica; no two have the same number
 * @param committed paths of its manifests that were committed
 * @param messageTimeBounds event times that its sequences accept; changed only while all that was
 *     read is committed
 */
public record Generation(
    int number,
    String revision,
    Phase phase,
    SortedSet<PartitionId> partitions,
    @Nullable Positions start,
    List<Positions> checkpoints,
    @Nullable Positions end,
    Instant createdAt,
    @Nullable Instant startedAt,
    long assignment,
    List<Attempt> attempts,
    List<String> committed,
    MessageTimeBounds messageTimeBounds) {

  public Generation {
    partitions = Collections.unmodifiableSortedSet(new TreeSet<>(partitions));
    checkpoints = List.copyOf(checkpoints);
    attempts = List.copyOf(attempts);
    committed = List.copyOf(committed);
  }

  /** How many tasks read the same. */
  public int replicas() {
    return attempts.size();
  }

  /** The present attempt of this number, if there is one. */
  public Optional<Attempt> attempt(int wanted) {
    for (Attempt attempt : attempts) {
      if (attempt.number() == wanted) {
        return Optional.of(attempt);
      }
    }
    return Optional.empty();
  }

  /** The highest number of an attempt so far. */
  public int newestAttempt() {
    int newest = -1;
    for (Attempt attempt : attempts) {
      newest = Math.max(newest, attempt.number());
    }
    return newest;
  }

  /** The newest recorded boundary behind which nothing is read without another one to come. */
  Positions newestBoundary() {
    if (start == null) {
      throw new IllegalStateException("generation " + number + " has no start, nor a boundary");
    }
    return checkpoints.isEmpty() ? start : checkpoints.getLast();
  }

  /**
   * Where the sequence that is read now begins: at the newest boundary, or further on where rows
   * were lost after it.
   */
  Positions openFrom(Positions committedPositions) {
    return newestBoundary().laterOf(reached(committedPositions));
  }

  /**
   * Whether a sequence may end there: with one replica anywhere, with several at a recorded
   * boundary.
   */
  boolean mayEndAt(Positions positions) {
    return replicas() == 1
        || checkpoints.stream().anyMatch(positions::equalWithin)
        || (end != null && positions.equalWithin(end));
  }

  /** The attempts that a generation begins with, one for each replica. */
  static List<Attempt> firstAttempts(int replicas, @Nullable Positions start, Instant now) {
    return IntStream.range(0, replicas)
        .mapToObj(number -> new Attempt(number, start, now, 0, null))
        .toList();
  }

  /**
   * The committed positions as far as they are this generation's: where another one has committed
   * beyond its end, its end.
   */
  Positions reached(Positions committed) {
    Positions own = committed.only(partitions);
    return end == null ? own : own.earlierOf(end);
  }

  Generation in(Phase next) {
    return changed(
        next,
        start,
        checkpoints,
        end,
        startedAt,
        assignment,
        attempts,
        committed,
        messageTimeBounds);
  }

  Generation startingAt(Positions from, Instant now, MessageTimeBounds bounds) {
    List<Attempt> begun = attempts.stream().map(attempt -> attempt.startingAt(from)).toList();
    return changed(
        Phase.READING, from, checkpoints, end, now, assignment, begun, committed, bounds);
  }

  /** With one more checkpoint, reading on. */
  Generation checkpointAt(Positions checkpoint) {
    List<Positions> more = new ArrayList<>(checkpoints);
    more.add(checkpoint);
    return withCheckpoints(Phase.READING, more);
  }

  /**
   * Without the checkpoints that are committed: nothing can end there any more. The newest one
   * stays, since the next one has to lie ahead of it.
   */
  Generation forgetting(Positions reached) {
    int first = 0;
    while (first < checkpoints.size() - 1 && checkpoints.get(first).atOrBefore(reached)) {
      first++;
    }
    return withCheckpoints(phase, checkpoints.subList(first, checkpoints.size()));
  }

  Generation endingAt(Positions to) {
    return changed(
        Phase.FINISHING,
        start,
        checkpoints,
        to,
        startedAt,
        assignment,
        attempts,
        committed,
        messageTimeBounds);
  }

  /** With a later bound of what is accepted; the earliest event time stays. */
  Generation acceptingUpTo(Instant latest) {
    return changed(
        phase,
        start,
        checkpoints,
        end,
        startedAt,
        assignment,
        attempts,
        committed,
        new MessageTimeBounds(messageTimeBounds.minimum(), latest));
  }

  Generation readingSince(@Nullable Instant since) {
    return changed(
        phase, start, checkpoints, end, since, assignment, attempts, committed, messageTimeBounds);
  }

  /** With another attempt, or a changed one, of the replica that {@code old} was. */
  Generation replacing(Attempt old, Attempt next) {
    return with(
        attempts.stream()
            .map(each -> each.number() == old.number() ? next : each)
            .toArray(Attempt[]::new));
  }

  Generation withCommitted(List<String> paths) {
    return changed(
        phase, start, checkpoints, end, startedAt, assignment, attempts, paths, messageTimeBounds);
  }

  Generation withAssignment(long next) {
    return changed(
        phase, start, checkpoints, end, startedAt, next, attempts, committed, messageTimeBounds);
  }

  /** With these attempts, one of each replica. */
  Generation with(Attempt... present) {
    return changed(
        phase,
        start,
        checkpoints,
        end,
        startedAt,
        assignment,
        List.of(present),
        committed,
        messageTimeBounds);
  }

  private Generation withCheckpoints(Phase next, List<Positions> present) {
    return changed(
        next, start, present, end, startedAt, assignment, attempts, committed, messageTimeBounds);
  }

  /** Number, revision, partitions and time of creation stay. */
  private Generation changed(
      Phase nextPhase,
      @Nullable Positions nextStart,
      List<Positions> nextCheckpoints,
      @Nullable Positions nextEnd,
      @Nullable Instant nextStartedAt,
      long nextAssignment,
      List<Attempt> nextAttempts,
      List<String> nextCommitted,
      MessageTimeBounds nextBounds) {
    return new Generation(
        number,
        revision,
        nextPhase,
        partitions,
        nextStart,
        nextCheckpoints,
        nextEnd,
        createdAt,
        nextStartedAt,
        nextAssignment,
        nextAttempts,
        nextCommitted,
        nextBounds);
  }
}
