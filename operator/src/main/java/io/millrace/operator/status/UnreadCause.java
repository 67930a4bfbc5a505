package io.millrace.operator.status;

import io.millrace.operator.Reason;
import io.millrace.operator.decide.Attempt;
import io.millrace.operator.decide.Finding;
import io.millrace.operator.decide.Generation;
import io.millrace.operator.decide.ObservedPod;
import io.millrace.operator.decide.PodTrouble;
import io.millrace.operator.decide.TaskGroup;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Says what keeps tasks from reading. */
final class UnreadCause {

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

  private UnreadCause() {}

  /** Trouble of the Pods of those groups, or else what may be the cause. */
  static Finding of(Situation situation, UnreadGroups overdue) {
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
        .flatMap(UnreadCause::trouble);
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
