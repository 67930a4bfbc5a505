package io.millrace.operator.kubernetes;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.Map;
import java.util.function.Supplier;

/** The id of this installation, by which ledgers of one operator are told from those of another. */
public final class Installation {

  private static final String NAME = "millrace-installation";
  private static final String KEY = "id";

  private Installation() {}

  /**
   * The id that the ConfigMap holds; a new one, written there, when there is none.
   *
   * @param ids makes ids
   */
  public static String id(KubernetesClient client, String namespace, Supplier<String> ids) {
    ConfigMap found = read(client, namespace);
    if (found == null) {
      try {
        found =
            client
                .resource(
                    new ConfigMapBuilder()
                        .withNewMetadata()
                        .withNamespace(namespace)
                        .withName(NAME)
                        .endMetadata()
                        .withData(Map.of(KEY, ids.get()))
                        .build())
                .create();
      } catch (KubernetesClientException e) {
        if (!HttpCode.isConflict(e)) {
          throw e;
        }
        found = read(client, namespace);
      }
    }
    String id = found == null || found.getData() == null ? null : found.getData().get(KEY);
    if (id == null || id.isBlank()) {
      throw new IllegalStateException(
          "ConfigMap %s/%s has no key %s; expected the installation's id. Restore it, or set MILLRACE_INSTALLATION_ID"
              .formatted(namespace, NAME, KEY));
    }
    return id;
  }

  private static ConfigMap read(KubernetesClient client, String namespace) {
    return client.configMaps().inNamespace(namespace).withName(NAME).get();
  }
}
