package io.millrace.operator.kubernetes;

import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.millrace.operator.observe.Observer;

/** Asks the API server whether a namespace is being deleted. */
public final class ApiNamespaces implements Observer.Namespaces {

  private final KubernetesClient client;

  public ApiNamespaces(KubernetesClient client) {
    this.client = client;
  }

  @Override
  public boolean isTerminating(String namespace) {
    try {
      Namespace found = client.namespaces().withName(namespace).get();
      return found == null || found.getMetadata().getDeletionTimestamp() != null;
    } catch (KubernetesClientException e) {
      if (e.getCode() == HttpCode.FORBIDDEN) {
        return false;
      }
      throw e;
    }
  }
}
