package io.millrace.quickstart.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.DeleteOptionsBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Failure case 36 on the mock: what exactly-once hangs on is refused there too. */
class MockApiServerTest {

  private final KubernetesClient client = TestApiServers.MOCK.server().newClient();

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
