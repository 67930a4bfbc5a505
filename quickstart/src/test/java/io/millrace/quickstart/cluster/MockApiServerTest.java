package io.millrace.quickstart.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.DeleteOptionsBuilder;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.millrace.crds.v1alpha1.StreamSupervisor;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Failure case 36 on the mock: what exactly-once hangs on is refused there too. */
class MockApiServerTest {

  private final KubernetesClient client = TestApiServers.MOCK.sharedOrSkipped().newClient();

  @AfterEach
  void close() {
    client.close();
  }

  @Test
  void statusUpdateWithAStaleVersionIsRefused() {
    Pod stale = create("stale");
    client.pods().resource(withPhase(stale, "Running")).updateStatus();

    assertThatThrownBy(() -> client.pods().resource(withPhase(stale, "Failed")).updateStatus())
        .isInstanceOfSatisfying(
            KubernetesClientException.class, e -> assertThat(e.getCode()).isEqualTo(409));
    assertThat(client.pods().withName("stale").get().getStatus().getPhase()).isEqualTo("Running");
  }

  @Test
  void statusUpdateWithThePresentVersionIsTaken() {
    Pod pod = create("present");

    Pod updated = client.pods().resource(withPhase(pod, "Running")).updateStatus();

    assertThat(updated.getStatus().getPhase()).isEqualTo("Running");
    assertThat(updated.getMetadata().getResourceVersion())
        .isNotEqualTo(pod.getMetadata().getResourceVersion());
  }

  @Test
  void statusUpdateOfAnotherObjectOfTheSameNameIsRefused() {
    Pod old = create("reborn");
    client.pods().withName("reborn").delete();
    create("reborn");
    Pod withoutVersion =
        new PodBuilder(withPhase(old, "Failed"))
            .editMetadata()
            .withResourceVersion(null)
            .endMetadata()
            .build();

    assertThatThrownBy(
            () ->
                client.raw("/api/v1/namespaces/default/pods/reborn/status", "PUT", withoutVersion))
        .isInstanceOfSatisfying(
            KubernetesClientException.class, e -> assertThat(e.getCode()).isEqualTo(409));
  }

  @Test
  void deletionChecksItsPreconditions() {
    create("guarded");

    assertThatThrownBy(
            () ->
                client.raw(
                    "/api/v1/namespaces/default/pods/guarded",
                    "DELETE",
                    new DeleteOptionsBuilder()
                        .withNewPreconditions()
                        .withUid("another")
                        .endPreconditions()
                        .build()))
        .isInstanceOfSatisfying(
            KubernetesClientException.class, e -> assertThat(e.getCode()).isEqualTo(409));
    assertThat(client.pods().withName("guarded").get()).isNotNull();
  }

  @Test
  void commandsToLookAroundAreAnswered() throws Exception {
    create("looked-at-pod");
    StreamSupervisor supervisor = new StreamSupervisor();
    supervisor.setMetadata(new ObjectMetaBuilder().withName("looked-at").build());
    client.resource(supervisor).inNamespace("default").create();

    List<String> commands =
        TestApiServers.MOCK.sharedOrSkipped().commands(Path.of("unused"), "default", "looked-at");

    assertThat(commands).hasSize(2);
    for (String command : commands) {
      assertThat(command).startsWith("curl --silent http://");
      URI uri = URI.create(command.substring(command.lastIndexOf(' ') + 1));
      try (InputStream body = uri.toURL().openStream()) {
        assertThat(new String(body.readAllBytes(), StandardCharsets.UTF_8)).contains("looked-at");
      }
    }
  }

  private Pod create(String name) {
    return client
        .pods()
        .resource(
            new PodBuilder()
                .withNewMetadata()
                .withName(name)
                .endMetadata()
                .withNewSpec()
                .addNewContainer()
                .withName("main")
                .withImage("none")
                .endContainer()
                .endSpec()
                .build())
        .create();
  }

  private static Pod withPhase(Pod pod, String phase) {
    return new PodBuilder(pod).editOrNewStatus().withPhase(phase).endStatus().build();
  }
}
