package io.millrace.crds.generator;

import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;

/** Ways into a schema that fail with a message where the model has changed. */
final class SchemaParts {

  private SchemaParts() {}

  /** The property that {@code path} leads to from {@code object}. */
  static JSONSchemaProps property(JSONSchemaProps object, String... path) {
    JSONSchemaProps schema = object;
    for (String name : path) {
      JSONSchemaProps property = schema.getProperties().get(name);
      if (property == null) {
        throw new IllegalStateException(
            "the schema has no property %s among %s"
                .formatted(name, schema.getProperties().keySet()));
      }
      schema = property;
    }
    return schema;
  }

  static JSONSchemaProps items(JSONSchemaProps list) {
    return list.getItems().getSchema();
  }
}
