package io.millrace.operator.decide;

import io.millrace.streams.PartitionId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.UnaryOperator;

/**
 * The partitions that one set of tasks reads together.
 *
 * @param id from 0
 * @param epoch the group's fence number
 * @param partitions what its next generation reads; none when the number of groups was lowered
 * @param nextGeneration number of the next generation
 * @param generations those whose end is not committed and whose Pods are not gone, oldest first
 * @param gap how long it was not read at its last rollover
 */
public record TaskGroup(
    int id,
    long epoch,
    SortedSet<PartitionId> partitions,
    int nextGeneration,
    List<Generation> generations,
    Gap gap) {

  /** One that has not rolled over yet. */
  public TaskGroup(
      int id,
      long epoch,
      SortedSet<PartitionId> partitions,
      int nextGeneration,
      List<Generation> generations) {
    this(id, epoch, partitions, nextGeneration, generations, Gap.NONE);
  }

  public TaskGroup {
    partitions = Collections.unmodifiableSortedSet(new TreeSet<>(partitions));
    generations = List.copyOf(generations);
  }

  /** The generation that reads without an end, if any. */
  public Optional<Generation> open() {
    return generations.stream().filter(generation -> generation.phase().isOpen()).findFirst();
  }

  /** The generation that is started ahead, if any. */
  public Optional<Generation> standby() {
    return generations.stream()
        .filter(generation -> generation.phase() == Phase.STANDBY)
        .findFirst();
  }

  public Optional<Generation> generation(int number) {
    return generations.stream().filter(generation -> generation.number() == number).findFirst();
  }

  /** Whether an end is recorded and not committed. */
  public boolean isFinishing() {
    return generations.stream().anyMatch(generation -> generation.phase() == Phase.FINISHING);
  }

  /** Whether it has no partitions: its last generation ends, and none follows. */
  public boolean isEmpty() {
    return partitions.isEmpty();
  }

  TaskGroup withPartitions(SortedSet<PartitionId> next) {
    return new TaskGroup(id, epoch, next, nextGeneration, generations, gap);
  }

  TaskGroup with(Gap next) {
    return new TaskGroup(id, epoch, partitions, nextGeneration, generations, next);
  }

  TaskGroup adding(Generation generation) {
    List<Generation> more = new ArrayList<>(generations);
    more.add(generation);
    return new TaskGroup(
        id, epoch, partitions, Math.max(nextGeneration, generation.number() + 1), more, gap);
  }

  TaskGroup replacing(Generation generation) {
    return mapping(old -> old.number() == generation.number() ? generation : old);
  }

  TaskGroup mapping(UnaryOperator<Generation> change) {
    return new TaskGroup(
        id, epoch, partitions, nextGeneration, generations.stream().map(change).toList(), gap);
  }

  TaskGroup withoutStandby() {
    return standby().map(standby -> without(standby.number())).orElse(this);
  }

  TaskGroup without(int number) {
    return new TaskGroup(
        id,
        epoch,
        partitions,
        nextGeneration,
        generations.stream().filter(generation -> generation.number() != number).toList(),
        gap);
  }
}
