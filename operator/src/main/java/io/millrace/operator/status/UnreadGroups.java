package io.millrace.operator.status;

import io.millrace.crds.v1alpha1.status.TaskGroupStatus;
import io.millrace.operator.decide.Generation;
import io.millrace.operator.decide.Reading;
import io.millrace.operator.decide.TaskGroup;
import io.millrace.streams.PartitionId;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Task groups whose partitions no task reads though it should, by number, and since when. Status
 * remembers it, so that neither a Pod that is replaced nor an operator that starts begins to count
 * anew.
 */
record UnreadGroups(SortedMap<Integer, Instant> since) {

  /**
   * A group that is not read for so long makes the supervisor not ready. The longest pause between
   * two tries of a task is as long, and a node that is added for a Pod, with the image to be
   * pulled, takes minutes: what is over sooner is nothing to call somebody for.
   */
  static final Duration LIMIT = Duration.ofMinutes(5);

  /** A rollover is over sooner, and is not written down for this alone. */
  static final Duration ROLLOVER = Duration.ofSeconds(30);

  static final UnreadGroups NONE = new UnreadGroups(Collections.emptySortedMap());

  UnreadGroups {
    since = Collections.unmodifiableSortedMap(new TreeMap<>(since));
  }

  static UnreadGroups of(Situation situation) {
    boolean rests =
        situation.isDeleting() || situation.observation().suspend() || situation.isIdle();
    if (rests) {
      return NONE;
    }
    Map<Integer, Instant> before = before(situation);
    SortedMap<Integer, Instant> since = new TreeMap<>();
    for (TaskGroup group : situation.next().groups()) {
      since(situation, group, before.get(group.id()))
          .ifPresent(instant -> since.put(group.id(), instant));
    }
    return new UnreadGroups(since);
  }

  private static Map<Integer, Instant> before(Situation situation) {
    Map<Integer, Instant> before = new HashMap<>();
    if (situation.previous() != null) {
      for (TaskGroupStatus group : situation.previous().taskGroups()) {
        if (group.unreadSince() != null) {
          before.put(group.id(), group.unreadSince());
        }
      }
    }
    return before;
  }

  private static Optional<Instant> since(
      Situation situation, TaskGroup group, @Nullable Instant before) {
    return switch (reading(situation, group)) {
      case READS -> Optional.empty();
      case UNHEARD -> Optional.ofNullable(before);
      case NOBODY -> Optional.ofNullable(before).or(() -> begin(situation, group));
    };
  }

  /** What another group reads on until it hands it over is that one's. */
  private static Reading reading(Situation situation, TaskGroup group) {
    Optional<Generation> open = group.open();
    if (open.isPresent()) {
      return Reading.of(situation.observation(), group, open.get());
    }
    return group.partitions().stream().allMatch(partition -> isOpen(situation, partition))
        ? Reading.READS
        : Reading.NOBODY;
  }

  private static boolean isOpen(Situation situation, PartitionId partition) {
    return situation.next().groups().stream()
        .flatMap(group -> group.open().stream())
        .anyMatch(open -> open.partitions().contains(partition));
  }

  /** A successor that nobody has begun to read is not read since its predecessor stood still. */
  private static Optional<Instant> begin(Situation situation, TaskGroup group) {
    Instant stillSince = group.gap().since();
    boolean rollsOver =
        group.open().filter(open -> open.number() > group.gap().generation()).isPresent();
    if (stillSince == null || !rollsOver) {
      return Optional.of(situation.now());
    }
    return Optional.of(stillSince).filter(begin -> !situation.now().isBefore(begin.plus(ROLLOVER)));
  }

  boolean contains(TaskGroup group) {
    return since.containsKey(group.id());
  }

  boolean isEmpty() {
    return since.isEmpty();
  }

  /** Those that are not read for {@link #LIMIT}. */
  UnreadGroups overdue(Instant now) {
    SortedMap<Integer, Instant> overdue = new TreeMap<>(since);
    overdue.values().removeIf(begin -> now.isBefore(begin.plus(LIMIT)));
    return new UnreadGroups(overdue);
  }
}
