package io.millrace.operator.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodIP;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.millrace.crds.v1alpha1.StreamSupervisor;
import io.millrace.crds.v1alpha1.StreamSupervisorSpec;
import io.millrace.crds.v1alpha1.status.StreamSupervisorStatus;
import io.millrace.protocol.TaskState;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.awaitility.Awaitility;
import org.awaitility.core.ThrowingRunnable;

/**
 * A namespace of the real API server with one supervisor {@code events}; plays user and kubelet in
 * it.
 */
public final class ServedNamespace {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int MOST_EDITS = 10;

  private final KubernetesClient admin;
  private final String name;
  private final FakeTasks tasks;

  public ServedNamespace(KubernetesClient admin, String name, FakeTasks tasks) {
    this.admin = admin;
    this.name = name;
    this.tasks = tasks;
  }

  public String name() {
    return name;
  }

  public void create(StreamSupervisorSpec spec) {
    StreamSupervisor resource = Supervisors.good();
    resource.getMetadata().setNamespace(name);
    resource.setSpec(spec);
    admin.resource(resource).create();
  }

  public void edit(StreamSupervisorSpec spec) {
    edit(resource -> resource.setSpec(spec));
  }

  /** Edits it, and again where the operator's write was faster. */
  public void edit(Consumer<StreamSupervisor> change) {
    for (int tries = 1; ; tries++) {
      try {
        supervisor()
            .edit(
                resource -> {
                  change.accept(resource);
                  return resource;
                });
        return;
      } catch (KubernetesClientException e) {
        if (e.getCode() != HttpURLConnection.HTTP_CONFLICT || tries == MOST_EDITS) {
          throw e;
        }
      }
    }
  }

  public Resource<StreamSupervisor> supervisor() {
    return admin.resources(StreamSupervisor.class).inNamespace(name).withName("events");
  }

  public StreamSupervisorStatus status() {
    return Objects.requireNonNull(supervisor().get().getStatus());
  }

  public Optional<Condition> condition(String type) {
    return status().conditions().stream()
        .filter(condition -> condition.getType().equals(type))
        .findFirst();
  }

  public List<Pod> pods() {
    return admin.pods().inNamespace(name).list().getItems();
  }

  /** Deletes a Pod, and waits until the API server has none of its UID any more. */
  public void deletePod(String pod) {
    String uid = admin.pods().inNamespace(name).withName(pod).get().getMetadata().getUid();
    admin.pods().inNamespace(name).withName(pod).withGracePeriod(0).delete();
    eventually(
        () -> assertThat(pods()).noneMatch(present -> present.getMetadata().getUid().equals(uid)));
  }

  public List<String> events() {
    return admin.events().v1().events().inNamespace(name).list().getItems().stream()
        .map(event -> event.getReason() + ": " + event.getNote())
        .toList();
  }

  /** Starts every Pod as a kubelet would; its task reads as soon as it has its start. */
  public void runPods() {
    int number = 1;
    for (Pod pod : pods()) {
      String address = "10.1.0." + number++;
      tasks.says(pod.getMetadata().getUid(), TaskState.READY, Map.of(), null);
      admin
          .resource(pod)
          .editStatus(
              present ->
                  new PodBuilder(present)
                      .editOrNewStatus()
                      .withPhase("Running")
                      .withPodIP(address)
                      .withPodIPs(new PodIP(address))
                      .endStatus()
                      .build());
    }
    for (Pod pod : pods()) {
      String uid = pod.getMetadata().getUid();
      eventually(() -> assertThat(tasks.assigned(uid)).isNotEmpty());
      Map<String, String> start = tasks.assigned(uid).get(0).start();
      tasks.says(uid, TaskState.READING, start == null ? Map.of() : start, Instant.now());
    }
  }

  /** Polls until {@code assertion} holds. */
  public static void eventually(ThrowingRunnable assertion) {
    Awaitility.await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(100))
        .untilAsserted(assertion);
  }
}
