package io.millrace.quickstart.podrunner;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes what a controller manager would: Pods, ConfigMaps, Secrets, Services and
 * ControllerRevisions all of whose owners are gone, and, when an owner is deleted in the
 * foreground, its dependents before it. An owner of a kind that it does not know counts as there.
 * It asks the server each time, never a cache, so that a late watch event deletes nothing.
 */
final class OwnerReferenceCollector implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(OwnerReferenceCollector.class);
  private static final Duration PERIOD = Duration.ofSeconds(2);
  private static final String FOREGROUND = "foregroundDeletion";

  private final KubernetesClient client;
  private final String namespace;
  private final OwnerKinds kinds;
  private final ScheduledExecutorService executor =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("owner-reference-collector").factory());

  OwnerReferenceCollector(KubernetesClient client, String namespace) {
    this.client = client;
    this.namespace = namespace;
    this.kinds = new OwnerKinds(client, namespace);
  }

  void start() {
    var unused =
        executor.scheduleWithFixedDelay(
            this::collectSafely, 0, PERIOD.toMillis(), TimeUnit.MILLISECONDS);
  }

  @Override
  public void close() {
    executor.shutdownNow();
  }

  private void collectSafely() {
    try {
      collect();
    } catch (KubernetesClientException e) {
      LOG.debug("collecting again later: {}", e.getMessage());
    }
  }

  /** Looks at everything once. */
  void collect() {
    List<HasMetadata> dependents = dependents();
    for (HasMetadata dependent : dependents) {
      if (dependent.getMetadata().getDeletionTimestamp() == null
          && dependent.getMetadata().getOwnerReferences().stream().noneMatch(kinds::exists)) {
        delete(dependent);
      }
    }
    for (GenericKubernetesResource owner : kinds.deletedInForeground(FOREGROUND)) {
      deleteInForeground(owner, dependents);
    }
  }

  private List<HasMetadata> dependents() {
    return Stream.of(
            client.pods().inNamespace(namespace).list().getItems(),
            client.configMaps().inNamespace(namespace).list().getItems(),
            client.secrets().inNamespace(namespace).list().getItems(),
            client.services().inNamespace(namespace).list().getItems(),
            client.apps().controllerRevisions().inNamespace(namespace).list().getItems())
        .<HasMetadata>flatMap(List::stream)
        .filter(object -> !object.getMetadata().getOwnerReferences().isEmpty())
        .toList();
  }

  private void deleteInForeground(GenericKubernetesResource owner, List<HasMetadata> dependents) {
    List<HasMetadata> own =
        dependents.stream().filter(dependent -> reference(dependent, owner) != null).toList();
    own.stream()
        .filter(dependent -> dependent.getMetadata().getDeletionTimestamp() == null)
        .forEach(this::delete);
    boolean isBlocked =
        own.stream()
            .map(dependent -> reference(dependent, owner))
            .filter(Objects::nonNull)
            .anyMatch(reference -> Boolean.TRUE.equals(reference.getBlockOwnerDeletion()));
    if (!isBlocked) {
      kinds.removeFinalizer(owner, FOREGROUND);
    }
  }

  private static @Nullable OwnerReference reference(HasMetadata dependent, HasMetadata owner) {
    return dependent.getMetadata().getOwnerReferences().stream()
        .filter(reference -> owner.getMetadata().getUid().equals(reference.getUid()))
        .findFirst()
        .orElse(null);
  }

  private void delete(HasMetadata dependent) {
    try {
      LOG.info(
          "deleting {} {}: its owner is gone",
          dependent.getKind(),
          dependent.getMetadata().getName());
      client
          .resource(dependent)
          .lockResourceVersion(dependent.getMetadata().getResourceVersion())
          .delete();
    } catch (KubernetesClientException e) {
      if (e.getCode() != HttpURLConnection.HTTP_CONFLICT
          && e.getCode() != HttpURLConnection.HTTP_NOT_FOUND) {
        throw e;
      }
    }
  }
}
