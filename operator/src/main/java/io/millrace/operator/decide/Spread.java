package io.millrace.operator.decide;

import io.millrace.streams.PartitionId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Partitions spread evenly over as many task groups as are wanted, of those that there are the ones
 * with the lowest numbers. A group keeps what it reads as far as its share goes; what is left over
 * goes to the others. So as few partitions move as can be, and groups differ by one at most.
 */
final class Spread {

  private final SupervisorState state;
  private final SortedSet<PartitionId> lost;
  private final SortedSet<PartitionId> partitions;
  private final int wanted;
  private final Map<PartitionId, Integer> owners;

  private Spread(SupervisorState state, SortedSet<PartitionId> lost, int taskCount) {
    this.state = state;
    this.lost = lost;
    this.partitions = state.offsets().partitions();
    partitions.removeAll(lost);
    this.wanted = Math.min(taskCount, partitions.size());
    this.owners = owners(state);
    owners.keySet().removeAll(lost);
  }

  /**
   * Of the committed partitions over {@code taskCount} groups, or one for each where that is less.
   *
   * @param lost what stays where it is until its group has done with it
   */
  static Spread of(SupervisorState state, SortedSet<PartitionId> lost, int taskCount) {
    return new Spread(state, lost, taskCount);
  }

  /** The group that each partition belongs to, of those that belong to one. */
  static Map<PartitionId, Integer> owners(SupervisorState state) {
    Map<PartitionId, Integer> owners = new HashMap<>();
    state
        .groups()
        .forEach(
            group -> group.partitions().forEach(partition -> owners.put(partition, group.id())));
    return owners;
  }

  /** Whether status has an even spread over the wanted number of groups already. */
  boolean stands() {
    int[] sizes = new int[wanted];
    for (PartitionId partition : partitions) {
      Integer owner = owners.get(partition);
      if (owner == null || owner >= wanted) {
        return false;
      }
      sizes[owner]++;
    }
    int most = IntStream.of(sizes).max().orElse(0);
    return owners.size() == partitions.size()
        && IntStream.of(sizes).allMatch(size -> most - size <= 1);
  }

  /**
   * All groups with the partitions that belong to them from now on. Those that are not wanted have
   * none, and stay, so that their generation numbers are never used again.
   *
   * @param fresh makes a group of a number that there is none of
   */
  List<TaskGroup> groups(IntFunction<TaskGroup> fresh) {
    List<SortedSet<PartitionId>> shares = shares();
    Map<Integer, TaskGroup> groups = new TreeMap<>();
    state.groups().forEach(group -> groups.put(group.id(), group));
    IntStream.range(0, wanted).forEach(id -> groups.computeIfAbsent(id, fresh::apply));
    return groups.values().stream()
        .map(group -> group.withPartitions(share(group, shares)))
        .toList();
  }

  private SortedSet<PartitionId> share(TaskGroup group, List<SortedSet<PartitionId>> shares) {
    SortedSet<PartitionId> share = new TreeSet<>(group.partitions());
    share.retainAll(lost);
    if (group.id() < wanted) {
      share.addAll(shares.get(group.id()));
    }
    return share;
  }

  private List<SortedSet<PartitionId>> shares() {
    Map<PartitionId, Integer> readers = readers();
    List<SortedSet<PartitionId>> kept = new ArrayList<>();
    IntStream.range(0, wanted).forEach(id -> kept.add(new TreeSet<>()));
    for (PartitionId partition : partitions) {
      home(partition, readers).ifPresent(id -> kept.get(id).add(partition));
    }
    int[] quotas = quotas(kept);
    List<PartitionId> left = new ArrayList<>(partitions);
    List<SortedSet<PartitionId>> shares = new ArrayList<>();
    for (int id = 0; id < wanted; id++) {
      int here = id;
      SortedSet<PartitionId> share =
          kept.get(id).stream()
              .sorted(
                  Comparator.comparing(
                      (PartitionId partition) -> !isOf(here, readers.get(partition))))
              .limit(quotas[id])
              .collect(Collectors.toCollection(TreeSet::new));
      left.removeAll(share);
      shares.add(share);
    }
    left.forEach(partition -> shares.get(smallestWithRoom(shares, quotas)).add(partition));
    return shares;
  }

  /**
   * The groups whose open generations read the partitions, which they may not belong to any more.
   */
  private Map<PartitionId, Integer> readers() {
    Map<PartitionId, Integer> readers = new HashMap<>();
    state
        .groups()
        .forEach(
            group ->
                group
                    .open()
                    .ifPresent(
                        open ->
                            open.partitions()
                                .forEach(partition -> readers.put(partition, group.id()))));
    return readers;
  }

  /** The group that a partition stays in, if it has room. */
  private Optional<Integer> home(PartitionId partition, Map<PartitionId, Integer> readers) {
    return Optional.ofNullable(readers.get(partition))
        .filter(id -> id < wanted)
        .or(() -> Optional.ofNullable(owners.get(partition)).filter(id -> id < wanted));
  }

  /** How many partitions each group gets; the larger shares go to those that have most. */
  private int[] quotas(List<SortedSet<PartitionId>> kept) {
    int[] quotas = new int[wanted];
    int larger = partitions.size() % wanted;
    List<Integer> bySize =
        IntStream.range(0, wanted)
            .boxed()
            .sorted(Comparator.comparingInt((Integer id) -> -kept.get(id).size()))
            .toList();
    for (int rank = 0; rank < wanted; rank++) {
      quotas[bySize.get(rank)] = partitions.size() / wanted + (rank < larger ? 1 : 0);
    }
    return quotas;
  }

  private int smallestWithRoom(List<SortedSet<PartitionId>> shares, int[] quotas) {
    return IntStream.range(0, wanted)
        .boxed()
        .filter(id -> shares.get(id).size() < quotas[id])
        .min(
            Comparator.comparingInt((Integer id) -> shares.get(id).size())
                .thenComparing(Comparator.naturalOrder()))
        .orElseThrow();
  }

  private static boolean isOf(int group, @Nullable Integer reader) {
    return reader != null && reader == group;
  }
}
