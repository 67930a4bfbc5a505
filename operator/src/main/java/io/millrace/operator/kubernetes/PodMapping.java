package io.millrace.operator.kubernetes;

import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Pod;
import io.millrace.operator.decide.ObservedPod;
import io.millrace.operator.observe.PodFacts;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Pods as the loop knows them. */
final class PodMapping {

  private PodMapping() {}

  static PodFacts facts(Pod pod) {
    return new PodFacts(
        pod.getMetadata().getName(),
        pod.getMetadata().getUid(),
        pod.getMetadata().getOwnerReferences().stream()
            .filter(reference -> Boolean.TRUE.equals(reference.getController()))
            .map(OwnerReference::getUid)
            .findFirst()
            .orElse(""),
        phase(pod.getStatus() == null ? null : pod.getStatus().getPhase()),
        grace(pod.getMetadata()),
        Objects.requireNonNullElse(
            ResourceMapping.instant(pod.getMetadata().getCreationTimestamp()), Instant.EPOCH),
        pod.getStatus() == null ? null : ResourceMapping.instant(pod.getStatus().getStartTime()),
        pod.getStatus() == null ? null : pod.getStatus().getPodIP(),
        PodDiagnosis.of(pod));
  }

  private static @Nullable Duration grace(ObjectMeta metadata) {
    if (metadata.getDeletionTimestamp() == null) {
      return null;
    }
    Long seconds = metadata.getDeletionGracePeriodSeconds();
    return Duration.ofSeconds(seconds == null ? 0 : seconds);
  }

  private static ObservedPod.Phase phase(@Nullable String phase) {
    return switch (phase == null ? "" : phase) {
      case "Running", "Unknown" -> ObservedPod.Phase.RUNNING;
      case "Succeeded" -> ObservedPod.Phase.SUCCEEDED;
      case "Failed" -> ObservedPod.Phase.FAILED;
      default -> ObservedPod.Phase.PENDING;
    };
  }
}
