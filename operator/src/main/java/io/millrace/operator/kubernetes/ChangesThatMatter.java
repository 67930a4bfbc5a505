package io.millrace.operator.kubernetes;

import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.javaoperatorsdk.operator.processing.event.source.filter.OnUpdateFilter;
import io.millrace.crds.v1alpha1.StreamSupervisor;
import java.util.Objects;

/**
 * Which updates of a supervisor are followed by an iteration: those of its spec, its deletion, and
 * of what its annotation asks for, and all as long as its finalizer is not there. Above all not
 * those of its status, which are our own.
 */
public final class ChangesThatMatter implements OnUpdateFilter<StreamSupervisor> {

  @Override
  public boolean accept(StreamSupervisor now, StreamSupervisor before) {
    ObjectMeta after = now.getMetadata();
    ObjectMeta then = before.getMetadata();
    return !Objects.equals(after.getUid(), then.getUid())
        || !Objects.equals(after.getGeneration(), then.getGeneration())
        || !now.hasFinalizer(SupervisorReconciler.FINALIZER)
        || !before.hasFinalizer(SupervisorReconciler.FINALIZER)
        || !Objects.equals(after.getDeletionTimestamp(), then.getDeletionTimestamp())
        || !Objects.equals(ResourceMapping.handoff(now), ResourceMapping.handoff(before));
  }
}
