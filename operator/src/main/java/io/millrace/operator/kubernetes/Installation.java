package io.millrace.operator.kubernetes;

import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;

/** The id of this installation, by which ledgers of one operator are told from those of another. */
public final class Installation {

  private Installation() {}

  /**
   * The UID of the operator's namespace. It outlives an uninstallation, and a copy of the namespace
   * in another cluster has another one, so that the copy does not take over what the original still
   * writes.
   *
   * @throws IllegalStateException when the namespace cannot be read
   */
  public static String id(KubernetesClient client, String namespace) {
    try {
      Namespace found = client.namespaces().withName(namespace).get();
      if (found != null) {
        return found.getMetadata().getUid();
      }
    } catch (KubernetesClientException e) {
      if (e.getCode() != HttpCode.FORBIDDEN) {
        throw e;
      }
    }
    throw new IllegalStateException(
        "namespace %s cannot be read, whose UID is the id of the installation; expected it to be there, and a Role that may get it. Grant that, or set MILLRACE_INSTALLATION_ID"
            .formatted(namespace));
  }
}
