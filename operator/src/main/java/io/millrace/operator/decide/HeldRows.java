package io.millrace.operator.decide;

import io.millrace.protocol.Prepared;
import io.millrace.streams.PartitionId;
import io.millrace.streams.Position;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Who holds rows of one partition that the stream does not have any more at its committed position,
 * so that they may still be committed: tasks that live, or may, and manifests.
 */
final class HeldRows {

  private final Observation observation;
  private final PartitionId partition;
  private final Positions committed;
  private final Set<String> committable = new HashSet<>();

  HeldRows(Observation observation, PartitionId partition) {
    this.observation = observation;
    this.partition = partition;
    this.committed = observation.state().offsets();
    findCommittable();
  }

  /**
   * Where everything begins that may still be committed of the partition by a generation. Empty
   * when that is not known.
   */
  Optional<SortedSet<Position>> of(TaskGroup group, Generation generation) {
    SortedSet<Position> held = new TreeSet<>();
    for (ObservedPod pod : living(group, generation)) {
      Optional<Positions> start = startOf(generation, pod);
      if (start.isEmpty()) {
        return Optional.empty();
      }
      add(held, start.get());
    }
    generation.attempts().stream()
        .filter(attempt -> isOnItsWay(group, generation, attempt))
        .forEach(attempt -> add(held, attempt.start()));
    Candidates.of(observation, group, generation).stream()
        .filter(this::holds)
        .forEach(prepared -> add(held, start(prepared)));
    return Optional.of(held);
  }

  /**
   * Whether a manifest keeps its rows from being given up. One that begins behind the committed
   * position does so in any case: nothing is skipped beyond its start.
   */
  private boolean holds(Prepared prepared) {
    Positions start = start(prepared);
    return !start.anyBefore(committed)
        && start.has(partition)
        && (start.at(partition).compareTo(committed.at(partition)) > 0
            || committable.contains(prepared.path()));
  }

  /**
   * Finds the manifests that may commit while the partition stays where it is. One that begins
   * ahead of what is committed of another partition may, only if that one comes to exactly there;
   * and what brings it there may be such a manifest too.
   */
  private void findCommittable() {
    List<Prepared> ahead =
        observation.state().groups().stream()
            .flatMap(
                group ->
                    group.generations().stream()
                        .filter(HeldRows::isUncommitted)
                        .flatMap(each -> Candidates.of(observation, group, each).stream()))
            .filter(prepared -> !start(prepared).anyBefore(committed))
            .toList();
    boolean more = true;
    while (more) {
      more = false;
      for (Prepared prepared : ahead) {
        if (!committable.contains(prepared.path()) && mayCommit(prepared, ahead)) {
          committable.add(prepared.path());
          more = true;
        }
      }
    }
  }

  private boolean mayCommit(Prepared prepared, List<Prepared> others) {
    Positions start = start(prepared);
    return start.partitions().stream()
        .filter(other -> start.at(other).compareTo(committed.at(other)) > 0)
        .allMatch(
            other ->
                others.stream()
                        .filter(one -> committable.contains(one.path()))
                        .anyMatch(one -> isAt(Positions.of(one.manifest().end()), other, start))
                    || observation.state().groups().stream()
                        .anyMatch(group -> mayBeBrought(group, other, start)));
  }

  /** Whether tasks of {@code group} may commit {@code other} up to {@code to}. */
  private boolean mayBeBrought(TaskGroup group, PartitionId other, Positions to) {
    return group.generations().stream()
        .filter(HeldRows::isUncommitted)
        .filter(generation -> passes(generation, other, to))
        .anyMatch(
            generation ->
                mayBeRead(group, generation)
                    || (endsWithoutPartition(generation) && hasBoundary(generation, other, to)));
  }

  /**
   * Whether a generation may commit {@code other} up to there: after its start, not past its end.
   */
  private static boolean passes(Generation generation, PartitionId other, Positions to) {
    Positions start = generation.start();
    Positions end = generation.end();
    return start != null
        && start.has(other)
        && start.at(other).compareTo(to.at(other)) < 0
        && (end == null || end.at(other).compareTo(to.at(other)) >= 0);
  }

  /** Whether somebody reads for a generation, may do so, or did and nobody knows how far. */
  private boolean mayBeRead(TaskGroup group, Generation generation) {
    return !AttemptRules.wasLookedFor(observation, group, generation)
        || !living(group, generation).isEmpty()
        || generation.attempts().stream()
            .anyMatch(attempt -> isOnItsWay(group, generation, attempt));
  }

  /** Pods that have not ended, without those of a node that is lost: they may stay for good. */
  private List<ObservedPod> living(TaskGroup group, Generation generation) {
    return observation.pods(group, generation).stream()
        .filter(pod -> !pod.hasEnded() && !pod.isOfLostNode(observation.now()))
        .toList();
  }

  /** Whether a new attempt can read to the end: one that is to read what is lost cannot begin. */
  private boolean endsWithoutPartition(Generation generation) {
    return !generation.partitions().contains(partition)
        || (generation.end() != null
            && committed.at(partition).compareTo(generation.end().at(partition)) >= 0);
  }

  private static boolean hasBoundary(Generation generation, PartitionId other, Positions at) {
    return (generation.end() != null && isAt(generation.end(), other, at))
        || generation.checkpoints().stream().anyMatch(boundary -> isAt(boundary, other, at));
  }

  private static boolean isAt(Positions positions, PartitionId other, Positions at) {
    return positions.has(other) && positions.at(other).compareTo(at.at(other)) == 0;
  }

  private static boolean isUncommitted(Generation generation) {
    return generation.start() != null && generation.phase() != Phase.COMMITTED;
  }

  private static Positions start(Prepared prepared) {
    return Positions.of(prepared.manifest().start());
  }

  private void add(SortedSet<Position> held, @Nullable Positions start) {
    if (start != null && start.has(partition)) {
      held.add(start.at(partition));
    }
  }

  /** Where the oldest rows of a living Pod begin, or will. Empty when nobody knows. */
  private static Optional<Positions> startOf(Generation generation, ObservedPod pod) {
    Optional<Attempt> present = generation.attempt(pod.name().attempt());
    Map<String, String> oldest = pod.report() == null ? null : pod.report().oldestStart();
    if (oldest != null) {
      return Optional.of(Positions.of(oldest));
    }
    if (present.isPresent()) {
      Positions start = present.get().start();
      return Optional.of(start == null ? Positions.NONE : start);
    }
    return pod.report() == null ? Optional.empty() : Optional.of(Positions.NONE);
  }

  /** Whether a present attempt's Pod may be there by now, and is not to be seen yet. */
  private boolean isOnItsWay(TaskGroup group, Generation generation, Attempt attempt) {
    boolean waits = attempt.retryAt() != null && observation.now().isBefore(attempt.retryAt());
    return !waits
        && observation.pod(group, generation, attempt).isEmpty()
        && AttemptRules.needsPod(generation, attempt)
        && !AttemptRules.isGone(observation, group, generation, attempt);
  }
}
