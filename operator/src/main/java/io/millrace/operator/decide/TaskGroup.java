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
    for (Generation generation : generations) {
      if (generation.phase().isOpen()) {
        return Optional.of(generation);
      }
    }
    return Optional.empty();
  }

  /** The generation that is started ahead, if any. */
  public Optional<Generation> standby() {
    for (Generation generation : generations) {
      if (generation.phase() == Phase.STANDBY) {
        return Optional.of(generation);
      }
    }
    return Optional.empty();
  }

  public Optional<Generation> generation(int number) {
    for (Generation generation : generations) {
      if (generation.number() == number) {
        return Optional.of(generation);
      }
    }
    return Optional.empty();
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

  @SuppressWarnings("ReferenceEquality") // the very same, which is what unchanged means here
  TaskGroup with(Gap next) {
    return next == gap
        ? this
        : new TaskGroup(id, epoch, partitions, nextGeneration, generations, next);
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

  /** Where {@code change} leaves every generation as it is, this group itself. */
  @SuppressWarnings("ReferenceEquality") // the very same, which is what unchanged means here
  TaskGroup mapping(UnaryOperator<Generation> change) {
    List<Generation> next = Mapping.each(generations, change);
    return next == generations
        ? this
        : new TaskGroup(id, epoch, partitions, nextGeneration, next, gap);
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
