package io.millrace.operator.kubernetes;

import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.inbound.SimpleInboundEventSource;
import io.millrace.crds.v1alpha1.StreamSupervisor;
import io.millrace.operator.observe.SupervisorKey;
import io.millrace.operator.supervisor.Trigger;

/** Turns news from beside the loop into events of the operator SDK. */
public final class TriggerSource implements Trigger {

  private final SimpleInboundEventSource<StreamSupervisor> source =
      new SimpleInboundEventSource<>("beside-the-loop");

  EventSource<?, StreamSupervisor> source() {
    return source;
  }

  @Override
  public void fire(SupervisorKey supervisor) {
    source.propagateEvent(new ResourceID(supervisor.name(), supervisor.namespace()));
  }
}
