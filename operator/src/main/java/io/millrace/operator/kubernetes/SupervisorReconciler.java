package io.millrace.operator.kubernetes;

import io.javaoperatorsdk.operator.api.reconciler.Cleaner;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.DeleteControl;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.IndexerResourceCache;
import io.millrace.crds.v1alpha1.StreamSupervisor;
import io.millrace.operator.observe.SupervisorKey;
import io.millrace.operator.supervisor.Outcome;
import io.millrace.operator.supervisor.RunLoop;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Hands supervisors from the operator SDK to the loop. Neither status nor finalizer is ever left to
 * the SDK, whose writes would not be guarded by the resource version; only the finalizer is added
 * by it, before the first iteration.
 */
public final class SupervisorReconciler
    implements Reconciler<StreamSupervisor>, Cleaner<StreamSupervisor> {

  /** Held until everything is published, or the deletion timeout has passed. */
  public static final String FINALIZER = StreamSupervisor.GROUP + "/publish";

  private final RunLoop loop;
  private final InformerPodCache pods;
  private final TriggerSource trigger;
  private volatile @Nullable IndexerResourceCache<StreamSupervisor> resources;

  public SupervisorReconciler(RunLoop loop, InformerPodCache pods, TriggerSource trigger) {
    this.loop = loop;
    this.pods = pods;
    this.trigger = trigger;
  }

  @Override
  public List<EventSource<?, StreamSupervisor>> prepareEventSources(
      EventSourceContext<StreamSupervisor> context) {
    resources = context.getPrimaryCache();
    return List.of(pods.source(context), trigger.source());
  }

  /** Whether a supervisor is there, as far as the watch knows. */
  public boolean exists(SupervisorKey supervisor) {
    IndexerResourceCache<StreamSupervisor> present = resources;
    return present == null
        || present.get(new ResourceID(supervisor.name(), supervisor.namespace())).isPresent();
  }

  @Override
  public UpdateControl<StreamSupervisor> reconcile(
      StreamSupervisor resource, Context<StreamSupervisor> context) {
    Outcome outcome = loop.iterate(ResourceMapping.of(resource));
    UpdateControl<StreamSupervisor> control = UpdateControl.noUpdate();
    return outcome.gone() ? control : control.rescheduleAfter(outcome.wakeUp());
  }

  @Override
  public DeleteControl cleanup(StreamSupervisor resource, Context<StreamSupervisor> context) {
    Outcome outcome = loop.iterate(ResourceMapping.of(resource));
    DeleteControl control = DeleteControl.noFinalizerRemoval();
    return outcome.gone() ? control : control.rescheduleAfter(outcome.wakeUp());
  }
}
