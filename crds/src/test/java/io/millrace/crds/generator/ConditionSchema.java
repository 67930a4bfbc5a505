package io.millrace.crds.generator;

import static io.millrace.crds.generator.SchemaParts.items;
import static io.millrace.crds.generator.SchemaParts.property;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Conditions by the API conventions: a list that is a map by type. */
final class ConditionSchema {

  private static final Map<String, String> DESCRIPTIONS =
      Map.of(
          "type", "Name of the condition.",
          "status", "True, False or Unknown.",
          "reason", "Why, in one word.",
          "message", "Why, in a sentence, and what to do.",
          "lastTransitionTime", "When status changed last.",
          "observedGeneration", "The generation of the resource that it is about.");

  private ConditionSchema() {}

  static void refine(JSONSchemaProps conditions) {
    conditions.setXKubernetesListType("map");
    conditions.setXKubernetesListMapKeys(List.of("type"));
    JSONSchemaProps condition = items(conditions);
    condition.setRequired(List.of("type", "status"));
    DESCRIPTIONS.forEach(
        (name, description) -> property(condition, name).setDescription(description));
    property(condition, "lastTransitionTime").setFormat("date-time");
    property(condition, "status")
        .setEnum(Stream.of("True", "False", "Unknown").map(ConditionSchema::text).toList());
  }

  private static JsonNode text(String value) {
    return TextNode.valueOf(value);
  }
}
