package io.millrace.operator.decide;

import io.millrace.streams.PartitionId;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Partitions on their way from one task group to another: nobody reads one for its new group before
 * the end of what reads it in its old one is recorded.
 */
final class Transit {

  /** The group whose open generation reads a partition. */
  private final Map<PartitionId, Integer> readers = new HashMap<>();

  /** Groups that others wait for, by the group that waits. */
  private final Map<Integer, Set<Integer>> awaited = new HashMap<>();

  /** Groups that wait for another, by the other. */
  private final Map<Integer, Set<Integer>> waiting = new HashMap<>();

  private Transit(SupervisorState state) {
    for (TaskGroup group : state.groups()) {
      group
          .open()
          .ifPresent(
              open -> open.partitions().forEach(partition -> readers.put(partition, group.id())));
    }
    for (TaskGroup group : state.groups()) {
      for (PartitionId partition : group.partitions()) {
        Integer reader = readers.get(partition);
        if (reader != null && reader != group.id()) {
          awaited.computeIfAbsent(group.id(), absent -> new HashSet<>()).add(reader);
          waiting.computeIfAbsent(reader, absent -> new HashSet<>()).add(group.id());
        }
      }
    }
  }

  static Transit of(SupervisorState state) {
    return new Transit(state);
  }

  /**
   * What a generation of {@code group} would read if it began once the open generations of the
   * groups {@code ending} have ended: its partitions, without those that another group reads.
   */
  SortedSet<PartitionId> readable(TaskGroup group, Set<Integer> ending) {
    SortedSet<PartitionId> readable = new TreeSet<>();
    for (PartitionId partition : group.partitions()) {
      Integer reader = readers.get(partition);
      if (reader == null || reader == group.id() || ending.contains(reader)) {
        readable.add(partition);
      }
    }
    return readable;
  }

  /** The groups that read now what is {@code group}'s to read. */
  Set<Integer> awaitedBy(TaskGroup group) {
    return awaited.getOrDefault(group.id(), Set.of());
  }

  /** The groups whose partitions {@code group} reads now. */
  Set<Integer> waitingFor(TaskGroup group) {
    return waiting.getOrDefault(group.id(), Set.of());
  }

  /** Whether nobody reads some partition of {@code group}. */
  boolean hasUnread(TaskGroup group) {
    return group.partitions().stream().anyMatch(partition -> !readers.containsKey(partition));
  }

  /**
   * Where reading {@code partitions} goes on: at the latest recorded end, whoever read up to it,
   * else at what is committed.
   */
  static Positions start(SupervisorState state, Collection<PartitionId> partitions) {
    Positions start = state.offsets().only(partitions);
    for (TaskGroup group : state.groups()) {
      for (Generation generation : group.generations()) {
        if (generation.end() != null) {
          start = start.laterOf(generation.end());
        }
      }
    }
    return start;
  }
}
