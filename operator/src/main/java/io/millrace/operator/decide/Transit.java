package io.millrace.operator.decide;

import io.millrace.streams.PartitionId;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Partitions on their way from one task group to another: nobody reads one for its new group before
 * the end of what reads it in its old one is recorded.
 */
public final class Transit {

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

  public static Transit of(SupervisorState state) {
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

  /** Partitions of {@code group} that no open generation reads, of whatever group. */
  public SortedSet<PartitionId> unread(TaskGroup group) {
    SortedSet<PartitionId> unread = new TreeSet<>(group.partitions());
    unread.removeAll(readers.keySet());
    return unread;
  }

  /**
   * The groups that read on where generations of the groups {@code dropped} were to end, and have
   * no way to there without those: a partition had moved between them. So with what followed them
   * in turn.
   */
  static Set<Integer> following(SupervisorState state, Set<Integer> dropped) {
    Set<Integer> gone = new HashSet<>(dropped);
    boolean more = true;
    while (more) {
      List<Positions> missing = missing(state, gone);
      more =
          gone.addAll(
              state.groups().stream()
                  .filter(group -> group.generations().stream().anyMatch(g -> isBehind(g, missing)))
                  .map(TaskGroup::id)
                  .toList());
    }
    gone.removeAll(dropped);
    return gone;
  }

  /**
   * Ends of the generations of some groups, of the partitions that are not committed up to there.
   */
  private static List<Positions> missing(SupervisorState state, Set<Integer> groups) {
    return state.groups().stream()
        .filter(group -> groups.contains(group.id()))
        .flatMap(group -> group.generations().stream())
        .flatMap(generation -> Stream.ofNullable(generation.end()))
        .map(
            end -> end.only(end.partitions().stream().filter(p -> isAhead(state, end, p)).toList()))
        .toList();
  }

  private static boolean isAhead(SupervisorState state, Positions end, PartitionId partition) {
    return end.at(partition).compareTo(state.offsets().at(partition)) > 0;
  }

  private static boolean isBehind(Generation generation, List<Positions> ends) {
    Positions start = generation.start();
    return start != null
        && ends.stream()
            .anyMatch(
                end ->
                    end.partitions().stream()
                        .anyMatch(
                            partition ->
                                start.has(partition)
                                    && start.at(partition).compareTo(end.at(partition)) >= 0));
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
