package io.millrace.quickstart.podrunner;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Reads the ConfigMaps and Secrets that a Pod names, as bytes by key. */
final class References {

  private final KubernetesClient client;
  private final String namespace;

  References(KubernetesClient client, String namespace) {
    this.client = client;
    this.namespace = namespace;
  }

  /**
   * @throws PodStartException when it is not there and not optional
   */
  Map<String, byte[]> configMap(String name, boolean optional) throws PodStartException {
    ConfigMap map = client.configMaps().inNamespace(namespace).withName(name).get();
    return required("configmap", name, optional, Optional.ofNullable(map).map(References::content));
  }

  /**
   * @throws PodStartException when it is not there and not optional
   */
  Map<String, byte[]> secret(String name, boolean optional) throws PodStartException {
    Secret secret = client.secrets().inNamespace(namespace).withName(name).get();
    return required("secret", name, optional, Optional.ofNullable(secret).map(References::content));
  }

  private static Map<String, byte[]> required(
      String kind, String name, boolean optional, Optional<Map<String, byte[]>> content)
      throws PodStartException {
    if (content.isEmpty() && !optional) {
      throw new PodStartException(
          PodStartException.CONFIG, "%s \"%s\" not found".formatted(kind, name));
    }
    return content.orElse(Map.of());
  }

  private static Map<String, byte[]> content(ConfigMap map) {
    Map<String, byte[]> content = new TreeMap<>();
    if (map.getData() != null) {
      map.getData()
          .forEach((key, value) -> content.put(key, value.getBytes(StandardCharsets.UTF_8)));
    }
    if (map.getBinaryData() != null) {
      map.getBinaryData()
          .forEach((key, value) -> content.put(key, Base64.getDecoder().decode(value)));
    }
    return content;
  }

  private static Map<String, byte[]> content(Secret secret) {
    Map<String, byte[]> content = new TreeMap<>();
    if (secret.getData() != null) {
      secret.getData().forEach((key, value) -> content.put(key, Base64.getDecoder().decode(value)));
    }
    return content;
  }
}
