package io.millrace.quickstart.podrunner;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import java.net.HttpURLConnection;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Looks up owners by the references to them, for the kinds that own anything here. */
final class OwnerKinds {

  private static final ResourceDefinitionContext SUPERVISOR =
      namespaced("millrace.io", "v1alpha1", "StreamSupervisor", "streamsupervisors");

  private static final Map<String, ResourceDefinitionContext> KINDS =
      Map.of(
          "StreamSupervisor", SUPERVISOR,
          "ConfigMap", namespaced("", "v1", "ConfigMap", "configmaps"),
          "ControllerRevision",
              namespaced("apps", "v1", "ControllerRevision", "controllerrevisions"),
          "Pod", namespaced("", "v1", "Pod", "pods"));

  private final KubernetesClient client;
  private final String namespace;

  OwnerKinds(KubernetesClient client, String namespace) {
    this.client = client;
    this.namespace = namespace;
  }

  /** Whether the owner is there, under the same UID. */
  boolean exists(OwnerReference reference) {
    ResourceDefinitionContext context = KINDS.get(reference.getKind());
    if (context == null) {
      return true;
    }
    GenericKubernetesResource owner =
        client
            .genericKubernetesResources(context)
            .inNamespace(namespace)
            .withName(reference.getName())
            .get();
    return owner != null && reference.getUid().equals(owner.getMetadata().getUid());
  }

  /** Supervisors that are deleted and wait for their dependents. */
  List<GenericKubernetesResource> deletedInForeground(String finalizer) {
    try {
      return client
          .genericKubernetesResources(SUPERVISOR)
          .inNamespace(namespace)
          .list()
          .getItems()
          .stream()
          .filter(owner -> owner.getMetadata().getDeletionTimestamp() != null)
          .filter(owner -> owner.getMetadata().getFinalizers().contains(finalizer))
          .toList();
    } catch (KubernetesClientException e) {
      if (e.getCode() == HttpURLConnection.HTTP_NOT_FOUND) {
        return List.of();
      }
      throw e;
    }
  }

  void removeFinalizer(GenericKubernetesResource owner, String finalizer) {
    client
        .genericKubernetesResources(SUPERVISOR)
        .inNamespace(namespace)
        .withName(owner.getMetadata().getName())
        .edit(
            current -> {
              if (Objects.equals(current.getMetadata().getUid(), owner.getMetadata().getUid())) {
                current.getMetadata().getFinalizers().remove(finalizer);
              }
              return current;
            });
  }

  private static ResourceDefinitionContext namespaced(
      String group, String version, String kind, String plural) {
    return new ResourceDefinitionContext.Builder()
        .withGroup(group)
        .withVersion(version)
        .withKind(kind)
        .withPlural(plural)
        .withNamespaced(true)
        .build();
  }
}
