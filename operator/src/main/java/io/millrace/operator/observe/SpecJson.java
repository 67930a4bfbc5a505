package io.millrace.operator.observe;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.millrace.crds.v1alpha1.StreamSupervisorSpec;
import java.util.TreeMap;

/** Specs as JSON trees, in one canonical form: equal specs have equal bytes. */
public final class SpecJson {

  private static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .addModule(new JavaTimeModule())
          .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
          .build();

  private SpecJson() {}

  /** {@code spec} as a tree whose objects are in the order of their keys. */
  public static ObjectNode tree(StreamSupervisorSpec spec) {
    return (ObjectNode) sorted(MAPPER.valueToTree(spec));
  }

  /**
   * The inverse of {@link #tree}.
   *
   * @throws JsonProcessingException if {@code tree} is not a spec
   */
  public static StreamSupervisorSpec spec(JsonNode tree) throws JsonProcessingException {
    return MAPPER.treeToValue(tree, StreamSupervisorSpec.class);
  }

  /** Any value as a tree, null for an absent one. */
  public static JsonNode anyTree(Object value) {
    return sorted(MAPPER.valueToTree(value));
  }

  public static String text(JsonNode tree) {
    try {
      return MAPPER.writeValueAsString(tree);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a JSON tree can always be written", e);
    }
  }

  public static JsonNode parse(String text) throws JsonProcessingException {
    return MAPPER.readTree(text);
  }

  private static JsonNode sorted(JsonNode node) {
    if (node.isObject()) {
      ObjectNode sorted = JsonNodeFactory.instance.objectNode();
      TreeMap<String, JsonNode> children = new TreeMap<>();
      node.properties().forEach(entry -> children.put(entry.getKey(), entry.getValue()));
      children.forEach((name, child) -> sorted.set(name, sorted(child)));
      return sorted;
    }
    if (node.isArray()) {
      ArrayNode sorted = JsonNodeFactory.instance.arrayNode();
      node.forEach(child -> sorted.add(sorted(child)));
      return sorted;
    }
    return node;
  }
}
