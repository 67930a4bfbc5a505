package io.millrace.quickstart.podrunner;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvFromSource;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarSource;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Resolves a container's environment: {@code envFrom}, then {@code env} in its order, with {@code
 * $(VAR)} expanded.
 */
final class ContainerEnvironment {

  private final Container container;
  private final References references;
  private final DownwardApi downward;

  ContainerEnvironment(Container container, References references, DownwardApi downward) {
    this.container = container;
    this.references = references;
    this.downward = downward;
  }

  /**
   * @throws PodStartException when something that it refers to is missing
   */
  Map<String, String> variables() throws PodStartException {
    Map<String, String> variables = new LinkedHashMap<>();
    for (EnvFromSource source : container.getEnvFrom()) {
      addAll(source, variables);
    }
    for (EnvVar variable : container.getEnv()) {
      Optional<String> value = value(variable, variables);
      value.ifPresent(text -> variables.put(variable.getName(), text));
    }
    return variables;
  }

  private void addAll(EnvFromSource source, Map<String, String> variables)
      throws PodStartException {
    String prefix = source.getPrefix() == null ? "" : source.getPrefix();
    if (source.getConfigMapRef() != null) {
      put(
          prefix,
          references.configMap(
              source.getConfigMapRef().getName(), isTrue(source.getConfigMapRef().getOptional())),
          variables);
    }
    if (source.getSecretRef() != null) {
      put(
          prefix,
          references.secret(
              source.getSecretRef().getName(), isTrue(source.getSecretRef().getOptional())),
          variables);
    }
  }

  private static void put(
      String prefix, Map<String, byte[]> content, Map<String, String> variables) {
    content.forEach((key, value) -> variables.put(prefix + key, text(value)));
  }

  private Optional<String> value(EnvVar variable, Map<String, String> earlier)
      throws PodStartException {
    if (variable.getValueFrom() != null) {
      return valueFrom(variable.getName(), variable.getValueFrom());
    }
    return Optional.of(
        variable.getValue() == null ? "" : VariableExpansion.expand(variable.getValue(), earlier));
  }

  private Optional<String> valueFrom(String name, EnvVarSource source) throws PodStartException {
    if (source.getFieldRef() != null) {
      return Optional.of(downward.field(source.getFieldRef().getFieldPath()));
    }
    if (source.getResourceFieldRef() != null) {
      return Optional.of(downward.resource(source.getResourceFieldRef(), container));
    }
    if (source.getSecretKeyRef() != null) {
      var reference = source.getSecretKeyRef();
      boolean optional = isTrue(reference.getOptional());
      return key(
          "Secret",
          reference.getName(),
          reference.getKey(),
          optional,
          references.secret(reference.getName(), optional));
    }
    if (source.getConfigMapKeyRef() != null) {
      var reference = source.getConfigMapKeyRef();
      boolean optional = isTrue(reference.getOptional());
      return key(
          "ConfigMap",
          reference.getName(),
          reference.getKey(),
          optional,
          references.configMap(reference.getName(), optional));
    }
    throw new PodStartException(
        PodStartException.CONFIG,
        "env \"%s\" has a valueFrom that is not known; expected fieldRef, resourceFieldRef, secretKeyRef or configMapKeyRef"
            .formatted(name));
  }

  private static Optional<String> key(
      String kind, String name, String key, boolean optional, Map<String, byte[]> content)
      throws PodStartException {
    byte[] value = content.get(key);
    if (value == null && !optional) {
      throw new PodStartException(
          PodStartException.CONFIG, "couldn't find key %s in %s %s".formatted(key, kind, name));
    }
    return Optional.ofNullable(value).map(ContainerEnvironment::text);
  }

  private static String text(byte[] value) {
    return new String(value, StandardCharsets.UTF_8);
  }

  private static boolean isTrue(Boolean value) {
    return Boolean.TRUE.equals(value);
  }
}
