package io.millrace.operator.status;

import io.millrace.operator.Reason;
import io.millrace.operator.decide.Attempt;
import io.millrace.operator.decide.Finding;
import io.millrace.operator.decide.Generation;
import io.millrace.operator.decide.NamedPartitions;
import io.millrace.operator.decide.ObservedPod;
import io.millrace.operator.decide.PodTrouble;
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
import java.util.stream.Stream;

/** What is said of how much is read, and of what keeps the rest from it. */
final class ReadGroups {

  private static final int MOST_NAMED = 5;

  /** Reasons for which a task group may have no task that reads. */
  private static final Set<Reason> CAUSES =
      Set.of(
          Reason.StreamUnreachable,
          Reason.StreamNotFound,
          Reason.StreamAuthenticationFailed,
          Reason.StreamAuthorizationFailed,
          Reason.StreamConfigurationInvalid,
          Reason.TopicChanged,
          Reason.PositionOutOfRange,
          Reason.DeepStorageUnavailable,
          Reason.PodFailed,
          Reason.PodUnschedulable,
          Reason.ImagePullFailed,
          Reason.PodConfigurationInvalid,
          Reason.OutOfMemory,
          Reason.PodEvicted,
          Reason.NodeLost,
          Reason.QuotaExceeded,
          Reason.PodRefused,
          Reason.CrashLoop,
          Reason.TaskFailed,
          Reason.TaskUnreachable,
          Reason.WaitingForCleanup,
          Reason.RunFailed);

  /** Reasons for which a partition that is new, or has moved, may have no generation yet. */
  private static final Set<Reason> WAITS = Set.of(Reason.SpecUpdateWaits, Reason.RolloverWaits);

  private static final String UNKNOWN =
      "Nothing is known that keeps their tasks from it: see the events and the log of their Pods";

  private static final String UNKNOWN_WAIT =
      UNKNOWN
          + ". With a stopTaskCount below taskCount their next tasks wait until others have"
          + " published";

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
    Finding cause = cause(situation, overdue);
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

  /** Trouble of their own Pods, or else what may be the cause. */
  private static Finding cause(Situation situation, UnreadGroups overdue) {
    boolean partial = situation.next().groups().stream().anyMatch(overdue::isPartial);
    return situation.next().groups().stream()
        .filter(overdue::contains)
        .flatMap(group -> troubles(situation, group, overdue))
        .findFirst()
        .or(() -> first(situation, partial ? WAITS : Set.of()))
        .or(() -> first(situation, CAUSES))
        .orElseGet(() -> new Finding(Reason.Starting, partial ? UNKNOWN_WAIT : UNKNOWN, false));
  }

  private static Optional<Finding> first(Situation situation, Set<Reason> reasons) {
    return situation.findings().stream()
        .filter(finding -> reasons.contains(finding.reason()))
        .findFirst();
  }

  /** Of Pods that are to read what is not read. */
  private static Stream<Finding> troubles(
      Situation situation, TaskGroup group, UnreadGroups overdue) {
    Optional<Generation> reader = overdue.isPartial(group) ? group.standby() : group.open();
    return reader.stream()
        .flatMap(of -> of.attempts().stream().flatMap(one -> pod(situation, group, of, one)))
        .flatMap(ReadGroups::trouble);
  }

  private static Stream<ObservedPod> pod(
      Situation situation, TaskGroup group, Generation generation, Attempt attempt) {
    return situation.observation().pod(group, generation, attempt).stream();
  }

  private static Stream<Finding> trouble(ObservedPod pod) {
    PodTrouble trouble = pod.trouble();
    return trouble == null
        ? Stream.empty()
        : Stream.of(
            new Finding(
                trouble.reason(), "Pod %s: %s".formatted(pod.name(), trouble.message()), false));
  }
}
