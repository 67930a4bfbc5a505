package io.millrace.operator.status;

import io.millrace.crds.v1alpha1.status.TaskGroupStatus;
import io.millrace.operator.decide.Generation;
import io.millrace.operator.decide.Reading;
import io.millrace.operator.decide.TaskGroup;
import io.millrace.operator.decide.Transit;
import io.millrace.streams.PartitionId;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Task groups of whose partitions no task reads all, or any, though it should, by number, and since
 * when. Status remembers that, so that neither a Pod that is replaced nor an operator that starts
 * begins to count anew.
 */
record UnreadGroups(SortedMap<Integer, Unread> groups) {

  /**
   * A group that is not read for so long makes the supervisor not ready. The longest pause between
   * two tries of a task is as long, and a node that is added for a Pod, with the image to be
   * pulled, takes minutes: what is over sooner is nothing to call somebody for.
   */
  static final Duration LIMIT = Duration.ofMinutes(5);

  /**
   * A rollover is over sooner, and so is one that takes in a partition that is new or has moved.
   * Neither is written down for this alone.
   */
  static final Duration ROLLOVER = Duration.ofSeconds(30);

  static final UnreadGroups NONE = new UnreadGroups(Collections.emptySortedMap());

  /**
   * What is not read of a task group.
   *
   * @param since since when
   * @param partitions those that its generation leaves out, where its others are read; empty where
   *     none is
   */
  record Unread(Instant since, SortedSet<PartitionId> partitions) {

    Unread {
      partitions = Collections.unmodifiableSortedSet(new TreeSet<>(partitions));
    }

    /** Whether the other partitions of the group are read. */
    boolean isPartial() {
      return !partitions.isEmpty();
    }
  }

  UnreadGroups {
    groups = Collections.unmodifiableSortedMap(new TreeMap<>(groups));
  }

  static UnreadGroups of(Situation situation) {
    boolean rests =
        situation.isDeleting() || situation.observation().suspend() || situation.isIdle();
    if (rests) {
      return NONE;
    }
    Map<Integer, Instant> before = before(situation);
    Transit transit = Transit.of(situation.next());
    Set<PartitionId> lost = situation.observation().lostPartitions();
    SortedMap<Integer, Unread> groups = new TreeMap<>();
    for (TaskGroup group : situation.next().groups()) {
      SortedSet<PartitionId> left = transit.unread(group);
      left.removeAll(lost);
      unread(situation, group, left, before.get(group.id()))
          .ifPresent(unread -> groups.put(group.id(), unread));
    }
    return new UnreadGroups(groups);
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

  /** What another group reads on until it hands it over is that one's. */
  private static Optional<Unread> unread(
      Situation situation, TaskGroup group, SortedSet<PartitionId> left, @Nullable Instant before) {
    Reading open =
        group
            .open()
            .map(generation -> Reading.of(situation.observation(), group, generation))
            .orElse(left.isEmpty() ? Reading.READS : Reading.NOBODY);
    if (open == Reading.NOBODY) {
      return Optional.ofNullable(before)
          .or(() -> begin(situation, nobodySince(group)))
          .map(since -> new Unread(since, Collections.emptySortedSet()));
    }
    if (!left.isEmpty()) {
      return Optional.ofNullable(before)
          .or(() -> beginToLeaveOut(situation, group))
          .map(since -> new Unread(since, left));
    }
    return open == Reading.READS
        ? Optional.empty()
        : Optional.ofNullable(before).map(since -> new Unread(since, Collections.emptySortedSet()));
  }

  private static Optional<Instant> begin(Situation situation, Optional<Instant> known) {
    return known.isEmpty()
        ? Optional.of(situation.now())
        : known.filter(since -> !situation.now().isBefore(since.plus(ROLLOVER)));
  }

  /**
   * A successor that nobody has begun to read is not read since its predecessor stood still, and
   * one without a predecessor since it was decided on.
   */
  private static Optional<Instant> nobodySince(TaskGroup group) {
    Instant stillSince = group.gap().since();
    Optional<Generation> open = group.open();
    return stillSince != null
            && open.filter(each -> each.number() > group.gap().generation()).isPresent()
        ? Optional.of(stillSince)
        : open.filter(each -> each.startedAt() == null).map(Generation::createdAt);
  }

  /**
   * What a generation leaves out is not read since who read it stood still, or since a standby gets
   * ready for it. Before its turn has come it is not told while others are at theirs.
   */
  private static Optional<Instant> beginToLeaveOut(Situation situation, TaskGroup group) {
    Optional<Instant> known =
        Optional.ofNullable(group.gap().since())
            .or(() -> group.standby().map(Generation::createdAt));
    boolean othersRollOver =
        situation.next().groups().stream()
            .flatMap(UnreadGroups::rollingOverSince)
            .anyMatch(since -> situation.now().isBefore(since.plus(ROLLOVER)));
    return known.isEmpty() && othersRollOver ? Optional.empty() : begin(situation, known);
  }

  private static Stream<Instant> rollingOverSince(TaskGroup group) {
    return Stream.concat(
        Stream.ofNullable(group.gap().since()),
        group.standby().map(Generation::createdAt).stream());
  }

  boolean contains(TaskGroup group) {
    return groups.containsKey(group.id());
  }

  /** Whether no task reads any partition of the group. */
  boolean isUnread(TaskGroup group) {
    Unread unread = groups.get(group.id());
    return unread != null && !unread.isPartial();
  }

  /** Whether a task reads what its generation has, and that leaves something out. */
  boolean isPartial(TaskGroup group) {
    return contains(group) && !isUnread(group);
  }

  /** Since when a group is not read, or not all of it; absent while it is. */
  @Nullable Instant since(TaskGroup group) {
    Unread unread = groups.get(group.id());
    return unread == null ? null : unread.since();
  }

  boolean isEmpty() {
    return groups.isEmpty();
  }

  /** Those that are not read for {@link #LIMIT}. */
  UnreadGroups overdue(Instant now) {
    SortedMap<Integer, Unread> overdue = new TreeMap<>(groups);
    overdue.values().removeIf(unread -> now.isBefore(unread.since().plus(LIMIT)));
    return new UnreadGroups(overdue);
  }
}
