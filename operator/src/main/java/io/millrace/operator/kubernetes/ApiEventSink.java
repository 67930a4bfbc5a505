package io.millrace.operator.kubernetes;

import io.fabric8.kubernetes.api.model.MicroTime;
import io.fabric8.kubernetes.api.model.ObjectReferenceBuilder;
import io.fabric8.kubernetes.api.model.events.v1.EventBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.millrace.crds.v1alpha1.StreamSupervisor;
import io.millrace.operator.observe.SupervisorResource;
import io.millrace.operator.status.Event;
import io.millrace.operator.status.EventSink;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes events.k8s.io/v1 events. */
public final class ApiEventSink implements EventSink {

  private static final Logger LOG = LoggerFactory.getLogger(ApiEventSink.class);
  private static final DateTimeFormatter MICROS =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

  private final KubernetesClient client;
  private final String instance;
  private final InstantSource clock;

  /**
   * @param instance name of this operator
   */
  public ApiEventSink(KubernetesClient client, String instance, InstantSource clock) {
    this.client = client;
    this.instance = instance;
    this.clock = clock;
  }

  @Override
  public void publish(SupervisorResource about, Event event) {
    LOG.atLevel(event.warning() ? org.slf4j.event.Level.WARN : org.slf4j.event.Level.INFO)
        .addKeyValue("supervisor", about.key())
        .addKeyValue("reason", event.reason())
        .log("{}", event.note());
    try {
      client.resource(event(about, event)).create();
    } catch (KubernetesClientException e) {
      LOG.atWarn()
          .addKeyValue("supervisor", about.key())
          .addKeyValue("reason", event.reason())
          .setCause(e)
          .log("An event was not written");
    }
  }

  private io.fabric8.kubernetes.api.model.events.v1.Event event(
      SupervisorResource about, Event event) {
    return new EventBuilder()
        .withNewMetadata()
        .withNamespace(about.namespace())
        .withGenerateName(about.name() + "-")
        .endMetadata()
        .withEventTime(new MicroTime(MICROS.format(clock.instant())))
        .withType(event.warning() ? "Warning" : "Normal")
        .withReason(event.reason().name())
        .withAction("Reconcile")
        .withNote(event.note())
        .withReportingController("millrace.io/operator")
        .withReportingInstance(instance)
        .withRegarding(
            new ObjectReferenceBuilder()
                .withApiVersion(StreamSupervisor.GROUP + "/" + StreamSupervisor.VERSION)
                .withKind(StreamSupervisor.KIND)
                .withNamespace(about.namespace())
                .withName(about.name())
                .withUid(about.uid())
                .withResourceVersion(about.resourceVersion())
                .build())
        .build();
  }
}
