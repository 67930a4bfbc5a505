package io.millrace.operator.kubernetes;

import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.ContainerStateWaiting;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.PodStatus;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Why a Pod does not start or has failed, in words for people. */
final class PodTrouble {

  private static final int LONGEST = 600;

  /** Exit status of a process that SIGTERM ended. */
  private static final int TERMINATED = 143;

  /** What every Pod waits for on its way. */
  private static final List<String> ORDINARY = List.of("ContainerCreating", "PodInitializing");

  private PodTrouble() {}

  static String of(Pod pod) {
    PodStatus status = pod.getStatus();
    if (status == null) {
      return "";
    }
    String trouble =
        Stream.of(fate(status), ended(pod, status), waiting(status), unschedulable(status))
            .flatMap(Optional::stream)
            .findFirst()
            .orElse("");
    return trouble.length() <= LONGEST ? trouble : trouble.substring(0, LONGEST) + "…";
  }

  /** What befell the Pod as a whole: evicted, or its node is lost. */
  private static Optional<String> fate(PodStatus status) {
    return Optional.ofNullable(status.getReason()).map(reason -> said(reason, status.getMessage()));
  }

  private static Optional<String> ended(Pod pod, PodStatus status) {
    boolean wasAsked = pod.getMetadata().getDeletionTimestamp() != null;
    return containers(status)
        .map(
            container -> container.getState() == null ? null : container.getState().getTerminated())
        .filter(ended -> ended != null && ended.getExitCode() != 0)
        .filter(ended -> !(wasAsked && ended.getExitCode() == TERMINATED))
        .map(PodTrouble::exit)
        .findFirst();
  }

  private static String exit(@Nullable ContainerStateTerminated ended) {
    if (ended == null) {
      return "";
    }
    String message = ended.getMessage() == null ? "" : ": " + ended.getMessage().strip();
    return "its process ended with exit status %d (%s)%s"
        .formatted(ended.getExitCode(), ended.getReason(), message);
  }

  private static Optional<String> waiting(PodStatus status) {
    return containers(status)
        .flatMap(
            container ->
                Optional.ofNullable(container.getState()).map(state -> state.getWaiting()).stream())
        .filter(waiting -> waiting.getReason() != null && !ORDINARY.contains(waiting.getReason()))
        .map((ContainerStateWaiting waiting) -> said(waiting.getReason(), waiting.getMessage()))
        .findFirst();
  }

  private static Optional<String> unschedulable(PodStatus status) {
    return status.getConditions().stream()
        .filter(
            condition ->
                "PodScheduled".equals(condition.getType()) && "False".equals(condition.getStatus()))
        .map((PodCondition condition) -> said(condition.getReason(), condition.getMessage()))
        .findFirst();
  }

  private static Stream<ContainerStatus> containers(PodStatus status) {
    return Stream.concat(
        status.getInitContainerStatuses().stream(), status.getContainerStatuses().stream());
  }

  private static String said(@Nullable String reason, @Nullable String message) {
    return message == null || message.isBlank() ? String.valueOf(reason) : reason + ": " + message;
  }
}
