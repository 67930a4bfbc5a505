package io.millrace.operator.kubernetes;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.millrace.crds.v1alpha1.StreamSupervisor;
import io.millrace.crds.v1alpha1.status.StreamSupervisorStatus;
import io.millrace.operator.act.StatusWrite;
import io.millrace.operator.act.StatusWriter;
import io.millrace.operator.observe.SupervisorResource;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Writes status by a PUT that carries the resource version, so that the API server refuses it when
 * the resource has moved on.
 */
public final class ApiStatusWriter implements StatusWriter {

  private final KubernetesClient client;
  private final String finalizer;

  public ApiStatusWriter(KubernetesClient client, String finalizer) {
    this.client = client;
    this.finalizer = finalizer;
  }

  @Override
  public StatusWrite write(SupervisorResource resource, StreamSupervisorStatus status) {
    try {
      StreamSupervisor written =
          client.resource(ResourceMapping.with(resource, status)).updateStatus();
      if (!status.equals(written.getStatus())) {
        throw new IllegalStateException(
            "the API server did not keep all of the status of %s: its CustomResourceDefinition is older than this operator. Apply the one that came with it: kubectl apply --server-side --force-conflicts -f helm/millrace/crds"
                .formatted(resource.key()));
      }
      return new StatusWrite.Written(ResourceMapping.of(written));
    } catch (KubernetesClientException e) {
      return refused(e);
    }
  }

  @Override
  public StatusWrite release(SupervisorResource resource) {
    StreamSupervisor stored = handle(resource).get();
    if (stored == null || !stored.getMetadata().getUid().equals(resource.uid())) {
      return new StatusWrite.Gone();
    }
    List<String> finalizers = stored.getMetadata().getFinalizers();
    if (!finalizers.contains(finalizer)) {
      return new StatusWrite.Gone();
    }
    if (!stored.getMetadata().getResourceVersion().equals(resource.resourceVersion())) {
      return new StatusWrite.Conflict();
    }
    Map<String, Object> metadata =
        Map.of(
            "resourceVersion",
            resource.resourceVersion(),
            "finalizers",
            finalizers.stream().filter(name -> !name.equals(finalizer)).toList());
    try {
      handle(resource)
          .patch(
              PatchContext.of(PatchType.JSON_MERGE),
              client.getKubernetesSerialization().asJson(Map.of("metadata", metadata)));
      return new StatusWrite.Written(resource);
    } catch (KubernetesClientException e) {
      return refused(e);
    }
  }

  @Override
  public Optional<SupervisorResource> read(SupervisorResource resource) {
    return Optional.ofNullable(handle(resource).get())
        .map(ResourceMapping::of)
        .filter(found -> found.uid().equals(resource.uid()));
  }

  private Resource<StreamSupervisor> handle(SupervisorResource resource) {
    return client
        .resources(StreamSupervisor.class)
        .inNamespace(resource.namespace())
        .withName(resource.name());
  }

  private static StatusWrite refused(KubernetesClientException e) {
    if (HttpCode.isConflict(e)) {
      return new StatusWrite.Conflict();
    }
    if (HttpCode.isNotFound(e)) {
      return new StatusWrite.Gone();
    }
    throw e;
  }
}
