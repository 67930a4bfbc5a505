package io.millrace.segments.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;

/** What a specification leaves out may be missing or null: both mean the same. */
final class Nodes {

  private Nodes() {}

  static boolean absent(JsonNode node) {
    return node.isMissingNode() || node.isNull();
  }

  /** The property, a missing node when it is absent. */
  static JsonNode get(JsonNode node, String name) {
    JsonNode value = node.get(name);
    return value == null ? MissingNode.getInstance() : value;
  }

  static String kind(JsonNode node) {
    return switch (node.getNodeType()) {
      case ARRAY -> "an array";
      case OBJECT -> "an object";
      case STRING -> "the string '" + node.textValue() + "'";
      default -> node.toString();
    };
  }
}
