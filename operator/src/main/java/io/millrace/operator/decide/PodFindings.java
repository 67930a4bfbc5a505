package io.millrace.operator.decide;

import io.millrace.operator.Reason;
import io.millrace.protocol.TaskError;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** What is to be said about Pods and tasks that are not well. */
final class PodFindings {

  /** A running task that says nothing for this long is called unreachable. */
  private static final Duration SILENCE = Duration.ofSeconds(60);

  /** An error that a task reported is shown for this long. */
  private static final Duration SHOWN = Duration.ofMinutes(2);

  private PodFindings() {}

  static void collect(Draft draft) {
    Instant now = draft.observation().now();
    for (ObservedPod pod : draft.observation().pods()) {
      if (!pod.trouble().isEmpty() && pod.phase() != ObservedPod.Phase.SUCCEEDED) {
        draft.find(Reason.PodFailed, "Pod %s: %s".formatted(pod.name(), pod.trouble()));
      }
      List<TaskError> errors = pod.report() == null ? List.of() : pod.report().errors();
      errors.stream()
          .filter(error -> error.time().plus(SHOWN).isAfter(now))
          .forEach(
              error ->
                  draft.find(
                      Reason.TaskFailed,
                      "task %s: %s: %s".formatted(pod.name(), error.reason(), error.message())));
      Instant heard = pod.reportedAt() == null ? pod.createdAt() : pod.reportedAt();
      boolean expected = pod.reportedAt() != null || pod.phase() == ObservedPod.Phase.RUNNING;
      if (!pod.hasEnded() && expected && heard.plus(SILENCE).isBefore(now)) {
        draft.find(
            Reason.TaskUnreachable,
            "task %s has not answered since %s; expected a report every few seconds. See the log of its Pod, and whether a NetworkPolicy keeps the operator from it"
                .formatted(pod.name(), heard));
      }
    }
  }
}
