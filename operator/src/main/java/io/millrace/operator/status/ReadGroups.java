package io.millrace.operator.status;

import io.millrace.operator.Reason;
import io.millrace.operator.decide.Attempt;
import io.millrace.operator.decide.Finding;
import io.millrace.operator.decide.Generation;
import io.millrace.operator.decide.ObservedPod;
import io.millrace.operator.decide.PodTrouble;
import io.millrace.operator.decide.SupervisorState;
import io.millrace.operator.decide.TaskGroup;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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

  private ReadGroups() {}

  /** How many partitions are read, by how many task groups. */
  static String text(Situation situation, UnreadGroups unread) {
    SupervisorState next = situation.next();
    int partitions = next.offsets().byPartition().size();
    if (unread.isEmpty()) {
      return "%d partitions are read by %d task groups".formatted(partitions, next.reading());
    }
    List<TaskGroup> read =
        next.groups().stream()
            .filter(group -> group.open().isPresent() && !unread.contains(group))
            .toList();
    long readPartitions =
        read.stream()
            .flatMap(group -> group.open().stream())
            .flatMap(open -> open.partitions().stream())
            .distinct()
            .count();
    return "%d of %d partitions are read by %d of %d task groups"
        .formatted(readPartitions, partitions, read.size(), counted(situation, unread));
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
    int many = overdue.since().size();
    String message =
        "%d of %d task groups %s not read: %s. %s"
            .formatted(
                many,
                counted(situation, unread),
                many == 1 ? "is" : "are",
                named(overdue),
                cause.message());
    return Optional.of(new Finding(cause.reason(), message, false));
  }

  private static String named(UnreadGroups overdue) {
    int more = overdue.since().size() - MOST_NAMED;
    return overdue.since().entrySet().stream()
        .limit(MOST_NAMED)
        .map(ReadGroups::named)
        .collect(Collectors.joining(", ", "", more > 0 ? ", and %d more".formatted(more) : ""));
  }

  private static String named(Map.Entry<Integer, Instant> group) {
    return "group %d since %s"
        .formatted(group.getKey(), group.getValue().truncatedTo(ChronoUnit.SECONDS));
  }

  /** Trouble of their own Pods, or else what may be the cause. */
  private static Finding cause(Situation situation, UnreadGroups overdue) {
    return situation.next().groups().stream()
        .filter(overdue::contains)
        .flatMap(group -> troubles(situation, group))
        .findFirst()
        .or(
            () ->
                situation.findings().stream()
                    .filter(finding -> CAUSES.contains(finding.reason()))
                    .findFirst())
        .orElseGet(
            () ->
                new Finding(
                    Reason.Starting,
                    "Nothing is known that keeps their tasks from it: see the events and the log of"
                        + " their Pods",
                    false));
  }

  private static Stream<Finding> troubles(Situation situation, TaskGroup group) {
    return group.open().stream()
        .flatMap(open -> open.attempts().stream().flatMap(one -> pod(situation, group, open, one)))
        .flatMap(ReadGroups::trouble);
  }

  private static Stream<ObservedPod> pod(
      Situation situation, TaskGroup group, Generation open, Attempt attempt) {
    return situation.observation().pod(group, open, attempt).stream();
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
