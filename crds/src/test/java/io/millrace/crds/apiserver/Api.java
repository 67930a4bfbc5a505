package io.millrace.crds.apiserver;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.millrace.crds.v1alpha1.StreamSupervisor;

/**
 * Writes resources as plain JSON, so that the Java model changes nothing about them.
 *
 * @param client of the server
 */
record Api(KubernetesClient client) {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final ResourceDefinitionContext SUPERVISORS =
      new ResourceDefinitionContext.Builder()
          .withGroup(StreamSupervisor.GROUP)
          .withVersion(StreamSupervisor.VERSION)
          .withKind(StreamSupervisor.KIND)
          .withPlural(StreamSupervisor.PLURAL)
          .withNamespaced(true)
          .build();

  /** Has the server check it, and stores nothing. */
  ObjectNode tryCreate(ObjectNode resource) {
    return json(
        client
            .genericKubernetesResources(SUPERVISORS)
            .inNamespace("default")
            .resource(generic(resource))
            .dryRun(true)
            .create());
  }

  ObjectNode create(ObjectNode resource) {
    return json(resource(resource).create());
  }

  ObjectNode update(ObjectNode resource) {
    return json(resource(resource).update());
  }

  /** Writes the status subresource. */
  ObjectNode updateStatus(ObjectNode resource) {
    return json(resource(resource).updateStatus());
  }

  ObjectNode get(String name) {
    return json(
        client.genericKubernetesResources(SUPERVISORS).inNamespace("default").withName(name).get());
  }

  private Resource<GenericKubernetesResource> resource(ObjectNode resource) {
    return client
        .genericKubernetesResources(SUPERVISORS)
        .inNamespace("default")
        .resource(generic(resource));
  }

  private static GenericKubernetesResource generic(ObjectNode resource) {
    return JSON.convertValue(resource, GenericKubernetesResource.class);
  }

  private static ObjectNode json(GenericKubernetesResource resource) {
    return JSON.valueToTree(resource);
  }
}
