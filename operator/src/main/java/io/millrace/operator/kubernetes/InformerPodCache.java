package io.millrace.operator.kubernetes;

import io.fabric8.kubernetes.api.model.Pod;
import io.javaoperatorsdk.operator.api.config.informer.InformerEventSourceConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.informer.InformerEventSource;
import io.millrace.crds.v1alpha1.StreamSupervisor;
import io.millrace.operator.observe.PodCache;
import io.millrace.operator.observe.PodFacts;
import io.millrace.operator.observe.SupervisorKey;
import io.millrace.operator.task.TaskLabels;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The Pods with our label, kept by a watch; a change of one triggers its supervisor. Once closed it
 * knows of none and says so: the watch that is stopped has an empty list, which an iteration under
 * way would take for Pods that are gone.
 */
public final class InformerPodCache implements PodCache, AutoCloseable {

  /** Otherwise each pass of each supervisor would look at the Pods of all. */
  private static final String BY_SUPERVISOR = "supervisor";

  private volatile boolean closed;
  private volatile @Nullable InformerEventSource<Pod, StreamSupervisor> source;

  InformerEventSource<Pod, StreamSupervisor> source(EventSourceContext<StreamSupervisor> context) {
    InformerEventSource<Pod, StreamSupervisor> created =
        new InformerEventSource<>(
            InformerEventSourceConfiguration.from(Pod.class, StreamSupervisor.class)
                .withName("pods")
                .withLabelSelector(TaskLabels.SUPERVISOR)
                .withNamespacesInheritedFromController()
                .withSecondaryToPrimaryMapper(InformerPodCache::supervisorOf)
                .build(),
            context);
    created.addIndexers(Map.of(BY_SUPERVISOR, InformerPodCache::indexed));
    source = created;
    return created;
  }

  @Override
  public List<PodFacts> pods(SupervisorKey supervisor) {
    InformerEventSource<Pod, StreamSupervisor> present = source;
    if (present == null) {
      throw new IllegalStateException("Pods are only known once the watch has begun");
    }
    List<PodFacts> pods =
        present.byIndex(BY_SUPERVISOR, supervisor.toString()).stream()
            .map(PodMapping::facts)
            .toList();
    if (closed) {
      throw new IllegalStateException("the operator is ending, and its watch of Pods with it");
    }
    return pods;
  }

  /** Called before the watch is stopped. */
  @Override
  public void close() {
    closed = true;
  }

  private static Set<ResourceID> supervisorOf(Pod pod) {
    return label(pod)
        .map(name -> Set.of(new ResourceID(name, pod.getMetadata().getNamespace())))
        .orElse(Set.of());
  }

  private static List<String> indexed(Pod pod) {
    return label(pod)
        .map(name -> new SupervisorKey(pod.getMetadata().getNamespace(), name).toString())
        .map(List::of)
        .orElse(List.of());
  }

  private static Optional<String> label(Pod pod) {
    return Optional.ofNullable(pod.getMetadata().getLabels())
        .map(labels -> labels.get(TaskLabels.SUPERVISOR));
  }
}
