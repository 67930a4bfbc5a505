package io.millrace.quickstart.podrunner;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStateBuilder;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.ContainerStatusBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.PodConditionBuilder;
import io.fabric8.kubernetes.api.model.PodIP;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.api.model.PodStatusBuilder;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Makes the status that a kubelet would write. A condition keeps its transition time while its
 * status stays the same.
 */
final class PodStatuses {

  private static final String FALSE = "False";
  private static final String TRUE = "True";

  private PodStatuses() {}

  /** Not running yet. */
  static PodStatus waiting(Pod pod, String reason, String message, Instant now) {
    ContainerState state =
        new ContainerStateBuilder()
            .withNewWaiting()
            .withReason(reason)
            .withMessage(message)
            .endWaiting()
            .build();
    return from(pod, "Pending", now, FALSE, "ContainersNotReady")
        .withContainerStatuses(container(pod, state, Progress.STARTING, null))
        .build();
  }

  /** How far a container's process has come. */
  enum Progress {
    /** Its startup probe has not succeeded yet. */
    STARTING,
    /** It has started, and is not ready. */
    STARTED,
    /** It has started, and is ready. */
    READY
  }

  /** The container's process runs. */
  static PodStatus running(
      Pod pod, String podIp, ContainerProcess process, Progress progress, Instant now) {
    boolean ready = progress == Progress.READY;
    ContainerState state =
        new ContainerStateBuilder()
            .withNewRunning()
            .withStartedAt(seconds(process.startedAt()))
            .endRunning()
            .build();
    return from(pod, "Running", now, ready ? TRUE : FALSE, ready ? null : "ContainersNotReady")
        .withPodIP(podIp)
        .withPodIPs(new PodIP(podIp))
        .withHostIP("127.0.0.1")
        .withContainerStatuses(
            container(pod, state, progress, "process://" + process.handle().pid()))
        .build();
  }

  /** The container's process has ended. */
  static PodStatus terminated(Pod pod, Termination end, Instant now) {
    ContainerState state =
        new ContainerStateBuilder()
            .withNewTerminated()
            .withExitCode(end.exitCode())
            .withReason(end.reason())
            .withMessage(end.message().isEmpty() ? null : end.message())
            .withStartedAt(end.startedAt() == null ? null : seconds(end.startedAt()))
            .withFinishedAt(seconds(now))
            .endTerminated()
            .build();
    boolean succeeded = end.exitCode() == 0 && end.podReason() == null;
    return from(
            pod,
            succeeded ? "Succeeded" : "Failed",
            now,
            FALSE,
            succeeded ? "PodCompleted" : "PodFailed")
        .withReason(end.podReason())
        .withContainerStatuses(container(pod, state, Progress.STARTING, null))
        .build();
  }

  /** Refused before anything was started. */
  static PodStatus refused(Pod pod, String reason, String message, Instant now) {
    return from(pod, "Failed", now, FALSE, "PodFailed")
        .withReason(reason)
        .withMessage(message)
        .build();
  }

  /**
   * How a container ended.
   *
   * @param exitCode exit status of the process
   * @param reason {@code Completed}, {@code Error} or {@code StartError}
   * @param message its last word, may be empty
   * @param startedAt when it began; absent when it never did
   * @param podReason why the Pod as a whole was ended; absent when the container ended by itself
   */
  record Termination(
      int exitCode,
      String reason,
      String message,
      @Nullable Instant startedAt,
      @Nullable String podReason) {}

  private static PodStatusBuilder from(
      Pod pod, String phase, Instant now, String ready, @Nullable String reason) {
    PodStatus before = pod.getStatus() == null ? new PodStatus() : pod.getStatus();
    return new PodStatusBuilder(before)
        .withPhase(phase)
        .withStartTime(before.getStartTime() == null ? seconds(now) : before.getStartTime())
        .withConditions(
            condition(before, "PodScheduled", TRUE, null, now),
            condition(before, "Initialized", TRUE, null, now),
            condition(before, "ContainersReady", ready, reason, now),
            condition(before, "Ready", ready, reason, now));
  }

  private static PodCondition condition(
      PodStatus before, String type, String status, @Nullable String reason, Instant now) {
    String since =
        before.getConditions().stream()
            .filter(old -> type.equals(old.getType()) && Objects.equals(status, old.getStatus()))
            .map(PodCondition::getLastTransitionTime)
            .filter(Objects::nonNull)
            .findFirst()
            .orElse(seconds(now));
    return new PodConditionBuilder()
        .withType(type)
        .withStatus(status)
        .withReason(reason)
        .withLastTransitionTime(since)
        .build();
  }

  private static List<ContainerStatus> container(
      Pod pod, ContainerState state, Progress progress, @Nullable String id) {
    Container container = pod.getSpec().getContainers().getFirst();
    return List.of(
        new ContainerStatusBuilder()
            .withName(container.getName())
            .withImage(container.getImage())
            .withImageID("")
            .withReady(progress == Progress.READY)
            .withStarted(progress != Progress.STARTING)
            .withRestartCount(0)
            .withContainerID(id == null ? lastId(pod) : id)
            .withState(state)
            .withLastState(new ContainerState())
            .build());
  }

  private static @Nullable String lastId(Pod pod) {
    return pod.getStatus() == null
        ? null
        : pod.getStatus().getContainerStatuses().stream()
            .map(ContainerStatus::getContainerID)
            .filter(Objects::nonNull)
            .findFirst()
            .orElse(null);
  }

  private static String seconds(Instant time) {
    return time.truncatedTo(ChronoUnit.SECONDS).toString();
  }

  /** Whether a kubelet would not start, or start again, anything of this Pod. */
  static boolean isTerminal(Pod pod) {
    String phase = pod.getStatus() == null ? null : pod.getStatus().getPhase();
    return "Succeeded".equals(phase) || "Failed".equals(phase);
  }

  /** Whether its container was started at some time. */
  static boolean wasStarted(Pod pod) {
    return pod.getStatus() != null && "Running".equals(pod.getStatus().getPhase());
  }
}
