package io.millrace.operator.decide;

import io.millrace.streams.PartitionId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * Which group a partition belongs to is written down once, and does not depend on its place in a
 * list.
 */
final class GroupRules {

  private GroupRules() {}

  static void apply(Draft draft) {
    Observation observation = draft.observation();
    if (observation.settings() == null
        || observation.winding()
        || !(observation.stream() instanceof StreamObservation.Known)) {
      return;
    }
    SortedSet<PartitionId> homeless = new TreeSet<>(draft.state().offsets().partitions());
    homeless.removeAll(LostTopics.partitions(observation));
    draft.state().groups().forEach(group -> homeless.removeAll(group.partitions()));
    for (PartitionId partition : homeless) {
      give(draft, partition, TaskCounts.wanted(draft.state(), observation.settings()));
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

  /** A generation number that neither status nor any Pod of the group has used. */
  static int firstFreeGeneration(Draft draft, int group, int atLeast) {
    return draft.observation().pods().stream()
        .filter(pod -> pod.name().group() == group)
        .mapToInt(pod -> pod.name().generation() + 1)
        .reduce(atLeast, Math::max);
  }

  private static void give(Draft draft, PartitionId partition, int taskCount) {
    List<TaskGroup> groups = new ArrayList<>(draft.state().groups());
    IntStream.range(0, taskCount)
        .filter(id -> draft.state().group(id).isEmpty())
        .mapToObj(
            id ->
                new TaskGroup(
                    id,
                    draft.state().epoch(),
                    new TreeSet<>(),
                    firstFreeGeneration(draft, id, 0),
                    List.of()))
        .forEach(groups::add);
    TaskGroup smallest =
        groups.stream()
            .filter(group -> group.id() < taskCount)
            .min(
                Comparator.comparingInt((TaskGroup group) -> group.partitions().size())
                    .thenComparingInt(TaskGroup::id))
            .orElseThrow();
    SortedSet<PartitionId> more = new TreeSet<>(smallest.partitions());
    more.add(partition);
    List<TaskGroup> next =
        groups.stream()
            .map(group -> group.id() == smallest.id() ? group.withPartitions(more) : group)
            .filter(
                group ->
                    !group.partitions().isEmpty() || draft.state().group(group.id()).isPresent())
            .sorted(Comparator.comparingInt(TaskGroup::id))
            .toList();
    draft.become(draft.state().withGroups(next));
  }
}
