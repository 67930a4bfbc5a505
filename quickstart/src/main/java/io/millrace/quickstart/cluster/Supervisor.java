package io.millrace.quickstart.cluster;

import io.fabric8.kubernetes.api.model.DeletionPropagation;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.millrace.crds.v1alpha1.StreamSupervisor;
import io.millrace.crds.v1alpha1.status.StreamSupervisorStatus;
import io.millrace.deepstorage.DeepStorage;
import io.millrace.deepstorage.DeepStorageException;
import io.millrace.protocol.ManifestPaths;
import io.millrace.quickstart.proof.Ledger;
import io.millrace.quickstart.proof.SegmentOpener;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/** One StreamSupervisor of a {@link LocalCluster}, as its user sees it. */
public final class Supervisor {

  private static final int MOST_EDITS = 10;

  private final KubernetesClient client;
  private final DeepStorage storage;
  private final SegmentOpener segments;
  private final String namespace;
  private final String name;

  Supervisor(
      KubernetesClient client,
      DeepStorage storage,
      SegmentOpener segments,
      String namespace,
      String name) {
    this.client = client;
    this.storage = storage;
    this.segments = segments;
    this.namespace = namespace;
    this.name = name;
  }

  public String name() {
    return name;
  }

  public Optional<StreamSupervisor> read() {
    return Optional.ofNullable(
        client.resources(StreamSupervisor.class).inNamespace(namespace).withName(name).get());
  }

  public Optional<StreamSupervisorStatus> status() {
    return read().map(StreamSupervisor::getStatus);
  }

  /** Committed position of every partition. */
  public Map<String, Long> offsets() {
    Map<String, Long> offsets = new TreeMap<>();
    status()
        .ifPresent(
            status ->
                status
                    .offsets()
                    .forEach(
                        (partition, position) -> offsets.put(partition, Long.valueOf(position))));
    return offsets;
  }

  /** Number of the newest commit, the baseline counted in; 0 before. */
  public long commits() {
    return status().map(StreamSupervisorStatus::commit).map(commit -> commit.sequence()).orElse(0L);
  }

  /** Changes the spec, as {@code kubectl edit} does, and again when the operator was faster. */
  public void editSpec(Consumer<Map<String, Object>> change) {
    for (int tries = 1; ; tries++) {
      try {
        editSpecOnce(change);
        return;
      } catch (KubernetesClientException e) {
        if (e.getCode() != HttpURLConnection.HTTP_CONFLICT || tries == MOST_EDITS) {
          throw e;
        }
      }
    }
  }

  /** The same for what lies in one of its objects, such as {@code ioConfig}. */
  @SuppressWarnings("unchecked")
  public void editSpec(String object, Consumer<Map<String, Object>> change) {
    editSpec(spec -> change.accept((Map<String, Object>) Objects.requireNonNull(spec.get(object))));
  }

  /** Changes the number of task groups, as {@code kubectl scale} does. */
  public void scale(int taskCount) {
    client.resources(StreamSupervisor.class).inNamespace(namespace).withName(name).scale(taskCount);
  }

  @SuppressWarnings("unchecked")
  private void editSpecOnce(Consumer<Map<String, Object>> change) {
    client
        .genericKubernetesResources("millrace.io/v1alpha1", StreamSupervisor.KIND)
        .inNamespace(namespace)
        .withName(name)
        .edit(
            resource -> {
              change.accept((Map<String, Object>) resource.getAdditionalProperties().get("spec"));
              return resource;
            });
  }

  public void delete() {
    client
        .resources(StreamSupervisor.class)
        .inNamespace(namespace)
        .withName(name)
        .withPropagationPolicy(DeletionPropagation.BACKGROUND)
        .delete();
  }

  /** The chain of commits, read from deep storage. */
  public Ledger ledger() throws IOException {
    try {
      return Ledger.read(storage, paths());
    } catch (DeepStorageException e) {
      throw new IOException("deep storage cannot be read", e);
    }
  }

  /** The deep storage that it uses. */
  public DeepStorage storage() {
    return storage;
  }

  /** Opens what it has published. */
  public SegmentOpener segments() {
    return segments;
  }

  /** Where its files lie in deep storage. */
  public ManifestPaths paths() {
    return new ManifestPaths(namespace, name);
  }
}
