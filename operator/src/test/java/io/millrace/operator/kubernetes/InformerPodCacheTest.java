package io.millrace.operator.kubernetes;

import static io.millrace.operator.testing.ServedNamespace.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.Operator;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.millrace.crds.v1alpha1.StreamSupervisor;
import io.millrace.operator.config.OperatorConfiguration.TaskSettings;
import io.millrace.operator.decide.PodName;
import io.millrace.operator.observe.PodFacts;
import io.millrace.operator.observe.SpecCheck;
import io.millrace.operator.observe.SpecVerdict;
import io.millrace.operator.observe.SupervisorKey;
import io.millrace.operator.observe.SupervisorResource;
import io.millrace.operator.task.TaskPod;
import io.millrace.operator.task.TaskPods;
import io.millrace.operator.testing.CountedWrites;
import io.millrace.operator.testing.LoopWorld;
import io.millrace.operator.testing.RealApiServer;
import io.millrace.operator.testing.Supervisors;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the watch of Pods knows, from its beginning to its end. */
class InformerPodCacheTest {

  private final RealApiServer server = RealApiServer.instance();
  private final String namespace = server.createNamespace();
  private final KubernetesClient client = server.asOperator(namespace, new CountedWrites());
  private final InformerPodCache cache = new InformerPodCache();
  private final Operator operator =
      new Operator(
          overrider -> overrider.withKubernetesClient(client).withCloseClientOnStop(false));
  private final SupervisorKey supervisor = new SupervisorKey(namespace, "events");

  @AfterEach
  void close() {
    operator.stop();
    client.close();
  }

  @Test
  void aWatchThatIsStoppedIsNotTakenForPodsThatAreGone() {
    createPod();
    operator.register(
        new Watching(), controller -> controller.settingNamespace(namespace).withFinalizer(null));
    operator.start();
    eventually(
        () ->
            assertThat(cache.pods(supervisor)).extracting(PodFacts::name).contains("events-0-0-0"));

    cache.close();
    operator.stop();

    assertThatThrownBy(() -> cache.pods(supervisor)).hasMessageContaining("ending");
  }

  private void createPod() {
    StreamSupervisor resource = Supervisors.good();
    resource.getMetadata().setNamespace(namespace);
    resource = server.admin().resource(resource).create();
    SupervisorResource owner = ResourceMapping.of(resource);
    SpecVerdict verdict =
        new SpecCheck(LoopWorld.CLAIM).check(Supervisors.KEY, owner.spec(), null, null);
    new ApiPodWriter(
            client, new TaskPods(new TaskSettings("millrace:1", Optional.empty(), 8100, 60)))
        .create(
            new TaskPod(
                namespace,
                owner.uid(),
                new PodName("events", 0, 0, 0),
                1,
                1,
                ((SpecVerdict.Good) verdict).spec()));
  }

  /** Watches Pods, and does nothing. */
  private final class Watching implements Reconciler<StreamSupervisor> {

    @Override
    public List<EventSource<?, StreamSupervisor>> prepareEventSources(
        EventSourceContext<StreamSupervisor> context) {
      return List.of(cache.source(context));
    }

    @Override
    public UpdateControl<StreamSupervisor> reconcile(
        StreamSupervisor resource, Context<StreamSupervisor> context) {
      return UpdateControl.noUpdate();
    }
  }
}
