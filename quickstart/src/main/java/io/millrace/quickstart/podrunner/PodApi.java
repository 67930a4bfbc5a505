package io.millrace.quickstart.podrunner;

import io.fabric8.kubernetes.api.model.Binding;
import io.fabric8.kubernetes.api.model.BindingBuilder;
import io.fabric8.kubernetes.api.model.DeleteOptionsBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a Pod runner writes about one Pod. A server that does not answer is asked again until it
 * does, since a kubelet outlives it; a Pod of the same name with another UID counts as gone. Used
 * by one thread.
 */
final class PodApi {

  private static final Logger LOG = LoggerFactory.getLogger(PodApi.class);
  private static final long PAUSE_MILLIS = 500;

  private final KubernetesClient client;
  private final String namespace;
  private final String name;
  private final String uid;

  PodApi(KubernetesClient client, Pod pod) {
    this.client = client;
    this.namespace = pod.getMetadata().getNamespace();
    this.name = pod.getMetadata().getName();
    this.uid = pod.getMetadata().getUid();
  }

  /** The Pod as it is now, empty when it is gone. */
  Optional<Pod> read() throws InterruptedException {
    return untilAnswered(this::get);
  }

  /** Assigns the Pod to the node, as a scheduler does. */
  Optional<Pod> bind(String node) throws InterruptedException {
    return untilAnswered(
        () -> {
          Optional<Pod> pod = get();
          if (pod.isEmpty() || pod.get().getSpec().getNodeName() != null) {
            return pod;
          }
          client.bindings().inNamespace(namespace).resource(binding(node)).create();
          return get();
        });
  }

  /**
   * Replaces the status.
   *
   * @return the Pod as written, empty when it is gone
   */
  Optional<Pod> writeStatus(Function<Pod, PodStatus> status) throws InterruptedException {
    return untilAnswered(
        () -> {
          Optional<Pod> pod = get();
          if (pod.isEmpty()) {
            return pod;
          }
          Pod next = new PodBuilder(pod.get()).withStatus(status.apply(pod.get())).build();
          return Optional.of(client.pods().inNamespace(namespace).resource(next).updateStatus());
        });
  }

  /** Lets go of a Pod whose deletion was asked for. */
  void confirmDeletion() throws InterruptedException {
    untilAnswered(
        () -> {
          if (get().isEmpty()) {
            return Optional.empty();
          }
          client.raw(
              "/api/v1/namespaces/%s/pods/%s".formatted(namespace, name),
              "DELETE",
              new DeleteOptionsBuilder()
                  .withGracePeriodSeconds(0L)
                  .withNewPreconditions()
                  .withUid(uid)
                  .endPreconditions()
                  .build());
          return Optional.empty();
        });
  }

  private Binding binding(String node) {
    return new BindingBuilder()
        .withNewMetadata()
        .withName(name)
        .withNamespace(namespace)
        .withUid(uid)
        .endMetadata()
        .withNewTarget()
        .withApiVersion("v1")
        .withKind("Node")
        .withName(node)
        .endTarget()
        .build();
  }

  private Optional<Pod> get() {
    return Optional.ofNullable(client.pods().inNamespace(namespace).withName(name).get())
        .filter(pod -> uid.equals(pod.getMetadata().getUid()));
  }

  private Optional<Pod> untilAnswered(Callable<Optional<Pod>> call) throws InterruptedException {
    while (true) {
      try {
        return call.call();
      } catch (KubernetesClientException e) {
        if (e.getCode() == HttpURLConnection.HTTP_NOT_FOUND) {
          return Optional.empty();
        }
        if (e.getCode() == HttpURLConnection.HTTP_CONFLICT) {
          continue;
        }
        LOG.warn("asking again for Pod {}: {}", name, e.getMessage());
      } catch (InterruptedException e) {
        throw e;
      } catch (Exception e) {
        throw new IllegalStateException("unexpected answer about Pod " + name, e);
      }
      TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
    }
  }
}
