package io.millrace.operator.decide;

import io.millrace.operator.Reason;
import io.millrace.streams.PartitionId;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which group a partition belongs to is written down, and does not depend on its place in a list.
 * It changes with the number of task groups, for as few partitions as can be.
 */
final class GroupRules {

  private GroupRules() {}

  static void apply(Draft draft) {
    Observation observation = draft.observation();
    SupervisorState state = draft.state();
    Set<PartitionId> partitions = state.offsets().byPartition().keySet();
    if (observation.settings() == null
        || observation.winding()
        || !(observation.stream() instanceof StreamObservation.Known)
        || partitions.isEmpty()) {
      return;
    }
    Spread spread =
        Spread.of(
            state,
            LostTopics.partitions(observation),
            TaskCounts.wanted(state, observation.settings()));
    if (spread.stands()) {
      return;
    }
    Map<PartitionId, Integer> before = Spread.owners(state);
    List<TaskGroup> groups =
        spread.groups(
            id ->
                new TaskGroup(
                    id,
                    state.epoch(),
                    new TreeSet<>(),
                    firstFreeGeneration(draft, id, 0),
                    List.of()));
    draft.become(state.withGroups(groups));
    Map<PartitionId, Integer> after = Spread.owners(draft.state());
    long moved =
        before.entrySet().stream()
            .filter(owner -> !owner.getValue().equals(after.get(owner.getKey())))
            .count();
    if (moved > 0) {
      draft.announce(
          Reason.Rescaled,
          "%s over %s now, %s before; %s to another group"
              .formatted(
                  Counted.of(partitions.size(), "partition"),
                  Counted.of(draft.state().reading(), "task group"),
                  state.reading(),
                  moved == 1 ? "1 moves" : moved + " move"));
    }
  }

  /** Takes generations from the list whose end is committed and whose Pods are gone. */
  static void retire(Draft draft) {
    Observation observation = draft.observation();
    draft.changeGroups(
        group -> {
          TaskGroup left = group;
          for (Generation generation : group.generations()) {
            if (generation.phase() == Phase.COMMITTED
                && observation.pods(group, generation).isEmpty()) {
              left = left.without(generation.number());
            }
          }
          return left;
        });
  }

  /**
   * The group without its generations: nothing that they prepared can commit any more, and its next
   * one begins at what is committed.
   */
  static TaskGroup anew(Draft draft, TaskGroup group, long epoch) {
    return new TaskGroup(
        group.id(),
        epoch,
        group.partitions(),
        firstFreeGeneration(draft, group.id(), group.nextGeneration()),
        List.of(),
        group.gap().abandoned());
  }

  /** A generation number that neither status nor any Pod of the group has used. */
  static int firstFreeGeneration(Draft draft, int group, int atLeast) {
    return draft.observation().pods().stream()
        .filter(pod -> pod.name().group() == group)
        .mapToInt(pod -> pod.name().generation() + 1)
        .reduce(atLeast, Math::max);
  }
}
