package io.millrace.operator.decide;

import io.millrace.operator.Reason;
import io.millrace.protocol.TaskError;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/** What is to be said about Pods and tasks that are not well. */
final class PodFindings {

  /** An error that a task reported is shown for this long. */
  private static final Duration SHOWN = Duration.ofMinutes(2);

  private PodFindings() {}

  static void collect(Draft draft) {
    Instant now = draft.observation().now();
    for (TaskGroup group : draft.state().groups()) {
      for (Generation generation : group.generations()) {
        for (Attempt attempt : generation.attempts()) {
          crashLoop(draft, group, generation, attempt);
        }
        overdue(draft, group, generation);
      }
    }
    for (ObservedPod pod : draft.observation().pods()) {
      PodTrouble trouble = pod.trouble();
      if (trouble != null && pod.phase() != ObservedPod.Phase.SUCCEEDED) {
        draft.find(trouble.reason(), "Pod %s: %s".formatted(pod.name(), trouble.message()));
      }
      List<TaskError> errors = pod.report() == null ? List.of() : pod.report().errors();
      for (TaskError error : errors) {
        if (error.time().plus(SHOWN).isAfter(now)) {
          draft.find(
              Reason.TaskFailed,
              "task %s: %s: %s".formatted(pod.name(), error.reason(), error.message()));
        }
      }
      silence(draft, pod);
    }
  }

  private static void silence(Draft draft, ObservedPod pod) {
    Unanswered unanswered = pod.unanswered();
    if (unanswered == null
        || pod.hasEnded()
        || pod.isTerminating()
        || !isNeeded(draft.state(), pod.name())
        || !LostTouch.isSilent(pod, draft.observation().now())) {
      return;
    }
    String consequence =
        unanswered.isOutOfReach()
            ? "It is replaced if it does not answer before long"
            : "No other task answers either, so none is replaced: it may be the operator that is"
                + " cut off";
    draft.find(
        Reason.TaskUnreachable,
        "task %s has not answered since %s; expected a report every few seconds. %s. %s"
            .formatted(
                pod.name(),
                unanswered.since(),
                unanswered.refused()
                    ? "It refuses the operator's token: Secret %s-task-token was changed or deleted after the task started; leave it as it is"
                        .formatted(draft.observation().name())
                    : "See the log of its Pod, and whether a NetworkPolicy keeps the operator from it",
                consequence));
  }

  /**
   * A task whose rows are committed has ended, also where its node does not come to say so. One
   * that another has followed is not waited for once it is silent.
   */
  private static boolean isNeeded(SupervisorState state, PodName pod) {
    return state
        .group(pod.group())
        .flatMap(group -> group.generation(pod.generation()))
        .filter(generation -> generation.phase() != Phase.COMMITTED)
        .flatMap(generation -> generation.attempt(pod.attempt()))
        .isPresent();
  }

  private static void overdue(Draft draft, TaskGroup group, Generation generation) {
    Observation observation = draft.observation();
    if (observation.settings() == null) {
      return;
    }
    Instant now = observation.now();
    Duration completion = observation.settings().deadlines().completion();
    for (ObservedPod pod : observation.presentPods(group, generation)) {
      if (LostTouch.isOverdue(now, generation, pod, completion)) {
        draft.find(
            Reason.CompletionOverdue,
            "task %s has its end, and has come no nearer to it since %s; expected it to get on within %s (ioConfig.completionTimeout). See its log, and whether deep storage takes what it uploads"
                .formatted(pod.name(), pod.progressedAt(), completion));
      }
      if (LostTouch.isCommitOverdue(now, generation, pod, completion)) {
        draft.find(
            Reason.CommitOverdue,
            "task %s has prepared all up to its end since %s, and it is not committed; expected that within %s (ioConfig.completionTimeout). %s"
                .formatted(
                    pod.name(), pod.progressedAt(), completion, waitsFor(draft, generation)));
      }
    }
  }

  private static String waitsFor(Draft draft, Generation generation) {
    return generation.start() != null && generation.start().atOrBefore(draft.state().offsets())
        ? "See the other findings and the log of the operator for what keeps it from committing"
        : "What is read before its start has to be committed first: see what status.taskGroups says of that";
  }

  /** The finding lasts as long as the pause before the next try, which gets longer and longer. */
  private static void crashLoop(
      Draft draft, TaskGroup group, Generation generation, Attempt attempt) {
    Instant retryAt = attempt.retryAt();
    if (attempt.failures() > 0 && retryAt != null && draft.observation().now().isBefore(retryAt)) {
      draft.find(
          Reason.CrashLoop,
          "%s of task group %d failed in a row without committing anything of its generation %d; the next try is at %s. See recentErrors and events for why, and the log of a Pod that is still there"
              .formatted(
                  Counted.of(attempt.failures(), "task"),
                  group.id(),
                  generation.number(),
                  retryAt.truncatedTo(ChronoUnit.SECONDS)));
    }
  }
}
