package io.millrace.operator.kubernetes;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.ContainerStateWaiting;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.api.model.Quantity;
import io.millrace.operator.Reason;
import io.millrace.operator.decide.PodTrouble;
import io.millrace.operator.task.TaskPods;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Why a Pod does not start or has failed, told by the fields that Kubernetes means for it, never by
 * the words of a message.
 */
final class PodDiagnosis {

  private static final int LONGEST = 600;

  /** Exit status of a process that SIGTERM ended. */
  private static final int TERMINATED = 143;

  /** Exit status of a Java process whose option ExitOnOutOfMemoryError ended it. */
  private static final int JAVA_MEMORY_FULL = 3;

  private static final String OUT_OF_MEMORY = "OOMKilled";

  /** What every Pod waits for on its way. */
  private static final Set<String> ORDINARY = Set.of("ContainerCreating", "PodInitializing");

  private static final Set<String> OF_IMAGE =
      Set.of(
          "ErrImagePull",
          "ImagePullBackOff",
          "InvalidImageName",
          "ErrImageNeverPull",
          "ImageInspectError",
          "RegistryUnavailable",
          "SignatureValidationFailed");

  /** What befell a whole Pod, by the reason in its status or of its disruption. */
  private static final Map<String, Reason> FATES =
      Map.of(
          "Evicted", Reason.PodEvicted,
          "Preempting", Reason.PodEvicted,
          "Terminated", Reason.PodEvicted,
          "NodeShutdown", Reason.PodEvicted,
          "EvictionByEvictionAPI", Reason.PodEvicted,
          "PreemptionByScheduler", Reason.PodEvicted,
          "TerminationByKubelet", Reason.PodEvicted,
          "NodeLost", Reason.NodeLost,
          "DeletionByTaintManager", Reason.NodeLost,
          "DeletionByPodGC", Reason.NodeLost);

  private PodDiagnosis() {}

  /** What ails {@code pod}; null when all is well, or when it does as it was asked. */
  static @Nullable PodTrouble of(Pod pod) {
    PodStatus status = pod.getStatus();
    if (status == null) {
      return null;
    }
    return Stream.<Supplier<Optional<PodTrouble>>>of(
            () -> fate(status),
            () -> disruption(status),
            () -> unknown(status),
            () -> ended(pod, status),
            () -> waiting(status),
            () -> unschedulable(status))
        .map(Supplier::get)
        .flatMap(Optional::stream)
        .findFirst()
        .map(PodDiagnosis::shortened)
        .orElse(null);
  }

  /** What befell the Pod as a whole, in its last words. */
  private static Optional<PodTrouble> fate(PodStatus status) {
    return Optional.ofNullable(status.getReason())
        .map(
            reason ->
                new PodTrouble(
                    FATES.getOrDefault(reason, Reason.PodFailed),
                    said(reason, status.getMessage())));
  }

  /** Why somebody in the cluster takes it away. */
  private static Optional<PodTrouble> disruption(PodStatus status) {
    return condition(status, "DisruptionTarget", "True")
        .map(
            condition ->
                new PodTrouble(
                    FATES.getOrDefault(
                        Objects.requireNonNullElse(condition.getReason(), ""), Reason.PodEvicted),
                    said(condition.getReason(), condition.getMessage())));
  }

  private static Optional<PodTrouble> unknown(PodStatus status) {
    return "Unknown".equals(status.getPhase())
        ? Optional.of(new PodTrouble(Reason.NodeLost, "its node says nothing of it any more"))
        : Optional.empty();
  }

  private static Optional<PodTrouble> ended(Pod pod, PodStatus status) {
    boolean wasAsked = pod.getMetadata().getDeletionTimestamp() != null;
    return containers(status)
        .filter(container -> container.getState() != null)
        .filter(container -> container.getState().getTerminated() != null)
        .filter(container -> hasFailed(container.getState().getTerminated(), wasAsked))
        .map(container -> exit(pod, container.getName(), container.getState().getTerminated()))
        .findFirst();
  }

  private static boolean hasFailed(ContainerStateTerminated ended, boolean wasAsked) {
    boolean didAsAsked = wasAsked && ended.getExitCode() == TERMINATED;
    return ended.getExitCode() != 0 && !didAsAsked;
  }

  private static PodTrouble exit(
      Pod pod, @Nullable String container, ContainerStateTerminated ended) {
    String status =
        "its process ended with exit status %d (%s)"
            .formatted(ended.getExitCode(), ended.getReason());
    if (OUT_OF_MEMORY.equals(ended.getReason())) {
      // it was killed before it could say anything: its message is but the end of its log
      return new PodTrouble(
          Reason.OutOfMemory,
          "it used more memory than %s. Raise spec.taskTemplate.resources.limits.memory, or lower maxRowsInMemory or maxBytesInMemory; %s"
              .formatted(memoryLimit(pod, container), status));
    }
    String message = ended.getMessage() == null ? "" : ": " + ended.getMessage().strip();
    String exit = status + message;
    if (ended.getExitCode() == JAVA_MEMORY_FULL && TaskPods.CONTAINER.equals(container)) {
      return new PodTrouble(
          Reason.OutOfMemory,
          "its Java memory, mostly the heap%s, was full. Raise spec.taskTemplate.resources.limits.memory, of which the heap is a share (MILLRACE_TASK_HEAP_PERCENT of the operator), or lower maxRowsInMemory or maxBytesInMemory; %s"
              .formatted(heapOption(pod), exit));
    }
    return PodTrouble.failed(exit);
  }

  /** How large the heap may get, as far as its command says; of several options the last counts. */
  private static String heapOption(Pod pod) {
    return container(pod, TaskPods.CONTAINER)
        .flatMap(task -> task.getCommand().stream())
        .filter(option -> option.startsWith("-Xmx"))
        .reduce((first, last) -> last)
        .map(" (%s)"::formatted)
        .orElse("");
  }

  private static Stream<Container> container(Pod pod, @Nullable String name) {
    return Optional.ofNullable(pod.getSpec()).stream()
        .flatMap(spec -> spec.getContainers().stream())
        .filter(each -> Objects.equals(each.getName(), name));
  }

  private static String memoryLimit(Pod pod, @Nullable String container) {
    return container(pod, container)
        .map(Container::getResources)
        .filter(Objects::nonNull)
        .flatMap(resources -> limit(resources.getLimits()).stream())
        .findFirst()
        .map(limit -> "its limit of " + limit)
        .orElse("its node had, and has no limit of its own");
  }

  private static Optional<Quantity> limit(@Nullable Map<String, Quantity> limits) {
    return Optional.ofNullable(limits).map(each -> each.get("memory"));
  }

  private static Optional<PodTrouble> waiting(PodStatus status) {
    return containers(status)
        .flatMap(
            container ->
                Optional.ofNullable(container.getState()).map(state -> state.getWaiting()).stream())
        .filter(waiting -> waiting.getReason() != null && !ORDINARY.contains(waiting.getReason()))
        .map(PodDiagnosis::waiting)
        .findFirst();
  }

  private static PodTrouble waiting(ContainerStateWaiting waiting) {
    String reason = waiting.getReason();
    Reason kind =
        OF_IMAGE.contains(reason)
            ? Reason.ImagePullFailed
            : "CreateContainerConfigError".equals(reason)
                ? Reason.PodConfigurationInvalid
                : Reason.PodFailed;
    return new PodTrouble(kind, said(reason, waiting.getMessage()));
  }

  private static Optional<PodTrouble> unschedulable(PodStatus status) {
    return condition(status, "PodScheduled", "False")
        .map(
            condition ->
                new PodTrouble(
                    Reason.PodUnschedulable, said(condition.getReason(), condition.getMessage())));
  }

  private static Optional<PodCondition> condition(PodStatus status, String type, String value) {
    return status.getConditions().stream()
        .filter(
            condition -> type.equals(condition.getType()) && value.equals(condition.getStatus()))
        .findFirst();
  }

  private static Stream<ContainerStatus> containers(PodStatus status) {
    return Stream.of(status.getInitContainerStatuses(), status.getContainerStatuses())
        .flatMap(List::stream);
  }

  private static String said(@Nullable String reason, @Nullable String message) {
    return message == null || message.isBlank() ? String.valueOf(reason) : reason + ": " + message;
  }

  private static PodTrouble shortened(PodTrouble trouble) {
    String message = trouble.message();
    return message.length() <= LONGEST
        ? trouble
        : new PodTrouble(trouble.reason(), message.substring(0, LONGEST) + "…");
  }
}
