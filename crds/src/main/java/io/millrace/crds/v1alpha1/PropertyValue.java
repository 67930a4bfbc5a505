package io.millrace.crds.v1alpha1;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** A property that is written down or stands in a Secret. */
public sealed interface PropertyValue {

  /** As it stands in the resource. */
  @JsonValue
  JsonNode json();

  /**
   * Reads what stands in the resource; never fails, so that one wrong value does not hide the rest.
   */
  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  static PropertyValue of(JsonNode json) {
    if (json.isTextual() || json.isNumber() || json.isBoolean()) {
      return new Literal(json.asText(), json);
    }
    JsonNode reference = json.path("secretKeyRef");
    boolean wellFormed =
        json.size() == 1
            && reference.size() == 2
            && !reference.path("name").asText().isEmpty()
            && !reference.path("key").asText().isEmpty();
    return wellFormed
        ? new FromSecret(
            new SecretKeyRef(reference.path("name").asText(), reference.path("key").asText()))
        : new Malformed(json);
  }

  /** A value that is written down. */
  static PropertyValue of(String text) {
    return new Literal(text, JsonNodeFactory.instance.textNode(text));
  }

  /**
   * A string, number or boolean.
   *
   * @param text the value, as Kafka takes it
   * @param json as it stands in the resource
   */
  record Literal(String text, JsonNode json) implements PropertyValue {}

  /**
   * A value that stands in a Secret.
   *
   * @param secretKeyRef where
   */
  record FromSecret(SecretKeyRef secretKeyRef) implements PropertyValue {
    @Override
    public JsonNode json() {
      ObjectNode json = JsonNodeFactory.instance.objectNode();
      json.putObject("secretKeyRef")
          .put("name", secretKeyRef.name())
          .put("key", secretKeyRef.key());
      return json;
    }
  }

  /**
   * Something else, which no value can be.
   *
   * @param json as it stands in the resource
   */
  record Malformed(JsonNode json) implements PropertyValue {}
}
