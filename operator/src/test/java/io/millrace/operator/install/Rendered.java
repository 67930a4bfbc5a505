package io.millrace.operator.install;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Objects as they are installed, by {@code kind namespace/name}.
 *
 * @param objects the complete objects, whatever is in them
 */
record Rendered(Map<String, JsonNode> objects) {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** What says how an object was installed, and not what it is. */
  private static final List<String> INSTALLER_LABELS =
      List.of("helm.sh/chart", "app.kubernetes.io/managed-by");

  private static final String INSTALLER_ANNOTATION = "helm.sh/resource-policy";

  static Rendered of(String yaml) {
    KubernetesSerialization serialization = new KubernetesSerialization();
    Map<String, JsonNode> objects = new TreeMap<>();
    for (String document : yaml.split("(?m)^---\\s*$", -1)) {
      Map<?, ?> content = serialization.unmarshal(document, Map.class);
      if (content != null && !content.isEmpty()) {
        JsonNode object = JSON.valueToTree(content);
        objects.put(key(object), object);
      }
    }
    return new Rendered(objects);
  }

  JsonNode object(String kind, String name) {
    return Optional.ofNullable(objects.get(kind + " " + name))
        .orElseThrow(
            () -> new AssertionError("no %s %s among %s".formatted(kind, name, objects.keySet())));
  }

  Stream<String> keysOf(String kind) {
    return objects.keySet().stream().filter(key -> key.startsWith(kind + " "));
  }

  /**
   * The operator's variables by name; one that is taken from elsewhere as the JSON of its source.
   */
  Map<String, String> operatorVariables() {
    Map<String, String> variables = new TreeMap<>();
    for (JsonNode variable : operatorContainer().path("env")) {
      JsonNode value = variable.has("value") ? variable.get("value") : variable.path("valueFrom");
      variables.put(
          variable.path("name").asText(), value.isTextual() ? value.asText() : value.toString());
    }
    return variables;
  }

  JsonNode operatorContainer() {
    return object("Deployment", "millrace/millrace-operator")
        .at("/spec/template/spec/containers/0");
  }

  /** The same without what only says how it was installed, and without objects of these kinds. */
  Rendered comparable(String... kindsLeftOut) {
    Map<String, JsonNode> comparable = new TreeMap<>();
    objects.forEach(
        (key, object) -> {
          if (Stream.of(kindsLeftOut).noneMatch(kind -> key.startsWith(kind + " "))) {
            comparable.put(key, withoutInstaller(object.deepCopy()));
          }
        });
    return new Rendered(comparable);
  }

  private static JsonNode withoutInstaller(JsonNode object) {
    if (object.path("metadata").path("labels") instanceof ObjectNode labels) {
      labels.remove(INSTALLER_LABELS);
    }
    if (object.path("metadata").path("annotations") instanceof ObjectNode annotations) {
      annotations.remove(INSTALLER_ANNOTATION);
      if (annotations.isEmpty()) {
        ((ObjectNode) object.get("metadata")).remove("annotations");
      }
    }
    return object;
  }

  private static String key(JsonNode object) {
    JsonNode metadata = object.path("metadata");
    String namespace = metadata.has("namespace") ? metadata.get("namespace").asText() + "/" : "";
    return object.path("kind").asText() + " " + namespace + metadata.path("name").asText();
  }
}
