package io.millrace.operator.kubernetes;

import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.millrace.crds.v1alpha1.SecretKeyRef;
import io.millrace.operator.stream.SecretUnreadableException;
import io.millrace.operator.stream.Secrets;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/** Reads single Secrets from the API server. */
public final class ApiSecrets implements Secrets {

  private final KubernetesClient client;

  public ApiSecrets(KubernetesClient client) {
    this.client = client;
  }

  @Override
  public Optional<String> value(String namespace, SecretKeyRef reference)
      throws SecretUnreadableException {
    try {
      Secret secret = client.secrets().inNamespace(namespace).withName(reference.name()).get();
      return Optional.ofNullable(secret)
          .map(Secret::getData)
          .map(data -> data.get(reference.key()))
          .map(value -> new String(Base64.getDecoder().decode(value), StandardCharsets.UTF_8));
    } catch (KubernetesClientException e) {
      throw new SecretUnreadableException(
          "Secret %s/%s cannot be read: the API server answered %d"
              .formatted(namespace, reference.name(), e.getCode()),
          e);
    }
  }
}
