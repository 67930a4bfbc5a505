package io.millrace.operator.decide;

import io.millrace.operator.Reason;
import io.millrace.protocol.LedgerEntry;
import io.millrace.streams.PartitionId;
import io.millrace.streams.Position;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What is done where the stream begins after a committed position: the rows between are lost, if no
 * task has read them already. Skipping is decided only when nothing that lives, and no manifest,
 * can move the position; and only up to where something that does begins.
 */
final class LostRangeRules {

  private LostRangeRules() {}

  static void apply(Draft draft) {
    Observation observation = draft.observation();
    if (!(observation.stream() instanceof StreamObservation.Known known)) {
      return;
    }
    SortedSet<PartitionId> passed = passed(observation, known);
    if (passed.isEmpty()) {
      return;
    }
    SortedMap<PartitionId, Position> goals = new TreeMap<>();
    passed.forEach(
        partition ->
            goal(observation, partition, known.earliest().at(partition))
                .ifPresent(goal -> goals.put(partition, goal)));
    boolean automatic =
        observation.settings() != null && observation.settings().resetOffsetAutomatically();
    if (!goals.isEmpty() && automatic) {
      skip(draft, new Positions(goals));
    } else {
      tell(draft, known, goals.isEmpty() ? passed : new TreeSet<>(goals.keySet()), goals.isEmpty());
    }
  }

  /**
   * Whether nobody can begin there any more. Who would is not started until the positions move: so
   * there comes a moment in which nobody lives who may have read what is lost.
   */
  static boolean isPassed(Observation observation, Positions start) {
    return observation.stream() instanceof StreamObservation.Known known
        && start.anyBefore(known.earliest())
        && start.anyBefore(known.earliest().without(LostTopics.partitions(observation)));
  }

  /** Partitions whose committed position the stream does not hold any more. */
  private static SortedSet<PartitionId> passed(
      Observation observation, StreamObservation.Known known) {
    Positions committed = observation.state().offsets();
    if (!committed.anyBefore(known.earliest())) {
      return Collections.emptySortedSet();
    }
    SortedSet<PartitionId> passed = new TreeSet<>(known.earliest().partitions());
    passed.removeAll(LostTopics.partitions(observation));
    passed.removeIf(
        partition ->
            !committed.has(partition)
                || committed.at(partition).compareTo(known.earliest().at(partition)) >= 0);
    return passed;
  }

  private static void skip(Draft draft, Positions goals) {
    Observation observation = draft.observation();
    boolean discards = observation.deletion() != null && observation.deletion().discard();
    if (discards || observation.state().commit() == null || !LedgerRules.mayCommit(observation)) {
      return;
    }
    SupervisorState state = draft.state();
    Positions from = state.offsets().only(goals.partitions());
    Commit commit =
        new Commit(
            state.commits() + 1,
            LedgerEntry.Kind.LOST,
            observation.now(),
            state.epoch(),
            from,
            goals,
            List.of(),
            0,
            0);
    List<LostRange> ranges =
        from.byPartition().entrySet().stream()
            .map(
                entry ->
                    new LostRange(
                        entry.getKey(),
                        entry.getValue(),
                        goals.at(entry.getKey()),
                        observation.now()))
            .toList();
    draft.become(state.committing(commit).withJumps(state.jumps().losing(ranges)));
    CommitRules.closeReached(draft);
    String text =
        ranges.stream()
            .map(r -> "partition %s from %s to %s".formatted(r.partition(), r.from(), r.to()))
            .toList()
            .toString();
    draft.warn(
        Reason.PositionsLost,
        "retention took rows before they were read, and reading goes on behind them, as resetOffsetAutomatically says: %s. Raise the retention of the topic, or see why reading lagged behind"
            .formatted(Excerpt.of(text, 600)));
  }

  private static void tell(
      Draft draft,
      StreamObservation.Known known,
      SortedSet<PartitionId> partitions,
      boolean mayBeHeld) {
    PartitionId first = partitions.first();
    String where =
        "partition %s%s is committed up to %s, and the stream begins at %s"
            .formatted(
                first,
                partitions.size() == 1 ? "" : " and %d more".formatted(partitions.size() - 1),
                draft.state().offsets().at(first),
                known.earliest().at(first));
    draft.find(
        Reason.PositionOutOfRange,
        mayBeHeld
            ? where
                + ": what lies between is lost to retention unless a task that is still there has"
                + " read it. Raise the retention of the topic, or shorten taskDuration"
            : where
                + ": what lies between is lost to retention. Nothing is skipped by itself: ask for"
                + " other positions with spec.reset, or set tuningConfig.resetOffsetAutomatically:"
                + " true to go on at the beginning, which records what was lost");
  }

  /**
   * Up to where {@code partition} can be skipped: the beginning of the stream, or earlier, where
   * rows begin that somebody holds. Empty while the committed position may yet move by itself.
   */
  private static Optional<Position> goal(
      Observation observation, PartitionId partition, Position earliest) {
    Position committed = observation.state().offsets().at(partition);
    HeldRows rows = new HeldRows(observation, partition);
    Position goal = earliest;
    for (TaskGroup group : observation.state().groups()) {
      for (Generation generation : group.generations()) {
        if (!generation.partitions().contains(partition)
            || generation.start() == null
            || generation.phase() == Phase.COMMITTED) {
          continue;
        }
        if (!AttemptRules.wasLookedFor(observation, group, generation)) {
          return Optional.empty();
        }
        Optional<SortedSet<Position>> held = rows.of(group, generation);
        if (held.isEmpty() || held.get().stream().anyMatch(at -> at.compareTo(committed) <= 0)) {
          return Optional.empty();
        }
        if (!held.get().isEmpty() && held.get().first().compareTo(goal) < 0) {
          goal = held.get().first();
        }
      }
    }
    return Optional.of(goal);
  }
}
