package io.millrace.operator.status;

import io.millrace.operator.decide.Finding;
import io.millrace.operator.decide.Generation;
import io.millrace.operator.decide.NamedPartitions;
import io.millrace.operator.decide.SupervisorState;
import io.millrace.operator.decide.TaskGroup;
import io.millrace.operator.status.UnreadGroups.Unread;
import io.millrace.streams.PartitionId;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.stream.Collectors;

/** What is said of how much is read, and of what keeps the rest from it. */
final class ReadGroups {

  private static final int MOST_NAMED = 5;

  private ReadGroups() {}

  /** How many partitions are read, by how many task groups. */
  static String text(Situation situation, UnreadGroups unread) {
    SupervisorState next = situation.next();
    int known = next.offsets().byPartition().size();
    int read = read(situation, unread);
    return "%s partitions are read by %s task groups"
        .formatted(
            read == known ? known : "%d of %d".formatted(read, known), readers(situation, unread));
  }

  /**
   * How many partitions are read. What is on its way to another generation for a moment counts;
   * partitions of topics that are gone do not.
   */
  private static int read(Situation situation, UnreadGroups unread) {
    List<TaskGroup> groups = situation.next().groups();
    Set<PartitionId> read = new HashSet<>();
    groups.stream()
        .filter(group -> !unread.contains(group))
        .forEach(group -> read.addAll(group.partitions()));
    for (TaskGroup group : groups) {
      SortedSet<PartitionId> open =
          group.open().map(Generation::partitions).orElseGet(Collections::emptySortedSet);
      if (unread.isUnread(group)) {
        open.forEach(read::remove);
      } else {
        read.addAll(open);
      }
    }
    Set<PartitionId> lost = situation.observation().lostPartitions();
    read.removeIf(
        partition -> lost.contains(partition) || !situation.next().offsets().has(partition));
    return read.size();
  }

  private static String readers(Situation situation, UnreadGroups unread) {
    List<TaskGroup> groups = situation.next().groups();
    if (groups.stream().noneMatch(unread::isUnread)) {
      return Integer.toString(situation.next().reading());
    }
    long reading =
        groups.stream()
            .filter(group -> group.open().isPresent() && !unread.isUnread(group))
            .count();
    return "%d of %d".formatted(reading, counted(situation, unread));
  }

  /** How many task groups have anything to read. */
  private static long counted(Situation situation, UnreadGroups unread) {
    return situation.next().groups().stream()
        .filter(group -> !group.isEmpty() || group.open().isPresent() || unread.contains(group))
        .count();
  }

  /** Which task groups are not read for long, and why; empty while there are none. */
  static Optional<Finding> notRead(Situation situation, UnreadGroups unread) {
    UnreadGroups overdue = unread.overdue(situation.now());
    if (overdue.isEmpty()) {
      return Optional.empty();
    }
    Finding cause = UnreadCause.of(situation, overdue);
    int many = overdue.groups().size();
    boolean partial = overdue.groups().values().stream().anyMatch(Unread::isPartial);
    String message =
        "%d of %d task groups %s not read%s: %s. %s"
            .formatted(
                many,
                counted(situation, unread),
                many == 1 ? "is" : "are",
                partial ? " in full" : "",
                named(overdue),
                cause.message());
    return Optional.of(new Finding(cause.reason(), message, false));
  }

  private static String named(UnreadGroups overdue) {
    int more = overdue.groups().size() - MOST_NAMED;
    return overdue.groups().entrySet().stream()
        .limit(MOST_NAMED)
        .map(ReadGroups::named)
        .collect(Collectors.joining(", ", "", more > 0 ? ", and %d more".formatted(more) : ""));
  }

  private static String named(Map.Entry<Integer, Unread> group) {
    Unread unread = group.getValue();
    return "%sgroup %d since %s"
        .formatted(
            unread.isPartial() ? NamedPartitions.of(unread.partitions()) + " of " : "",
            group.getKey(),
            unread.since().truncatedTo(ChronoUnit.SECONDS));
  }
}
