package io.millrace.operator.kubernetes;

import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.millrace.crds.v1alpha1.StreamSupervisor;
import io.millrace.crds.v1alpha1.status.StreamSupervisorStatus;
import io.millrace.operator.decide.EarlyHandoff;
import io.millrace.operator.observe.SupervisorResource;
import io.millrace.operator.task.TaskLabels;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Between the custom resource as the client knows it and as the loop knows it. */
final class ResourceMapping {

  /** Finalizer of a deletion that waits for what the resource owns. */
  private static final String FOREGROUND = "foregroundDeletion";

  private ResourceMapping() {}

  static SupervisorResource of(StreamSupervisor resource) {
    ObjectMeta metadata = resource.getMetadata();
    return new SupervisorResource(
        metadata.getNamespace(),
        metadata.getName(),
        metadata.getUid(),
        metadata.getGeneration() == null ? 0 : metadata.getGeneration(),
        metadata.getResourceVersion(),
        instant(metadata.getCreationTimestamp()),
        instant(metadata.getDeletionTimestamp()),
        metadata.getFinalizers().contains(FOREGROUND),
        handoff(resource),
        resource.getSpec(),
        resource.getStatus());
  }

  /**
   * For a write that is refused when the API server has another version or another resource of its
   * name.
   */
  static StreamSupervisor with(SupervisorResource resource, StreamSupervisorStatus status) {
    StreamSupervisor written = new StreamSupervisor();
    written.setMetadata(
        new ObjectMetaBuilder()
            .withNamespace(resource.namespace())
            .withName(resource.name())
            .withUid(resource.uid())
            .withResourceVersion(resource.resourceVersion())
            .build());
    written.setSpec(resource.spec());
    written.setStatus(status);
    return written;
  }

  /** Metadata of something that goes when the supervisor goes. */
  static ObjectMeta owned(SupervisorResource owner, String name) {
    return new ObjectMetaBuilder()
        .withNamespace(owner.namespace())
        .withName(name)
        .withLabels(
            Map.of(
                TaskLabels.SUPERVISOR,
                owner.name(),
                "app.kubernetes.io/managed-by",
                "millrace-operator"))
        .withOwnerReferences(reference(owner))
        .build();
  }

  /** What asks for an early handoff; absent when nothing does. */
  static @Nullable String handoff(StreamSupervisor resource) {
    Map<String, String> annotations = resource.getMetadata().getAnnotations();
    return annotations == null ? null : annotations.get(EarlyHandoff.ANNOTATION);
  }

  static @Nullable Instant instant(@Nullable String time) {
    return time == null ? null : Instant.parse(time);
  }

  private static OwnerReference reference(SupervisorResource owner) {
    return new OwnerReferenceBuilder()
        .withApiVersion(StreamSupervisor.GROUP + "/" + StreamSupervisor.VERSION)
        .withKind(StreamSupervisor.KIND)
        .withName(owner.name())
        .withUid(owner.uid())
        .withController(true)
        .withBlockOwnerDeletion(true)
        .build();
  }
}
