package io.millrace.crds.generator;

import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.List;
import java.util.Map;

/** Says in the schema what follows from the Java type of each property of a record. */
final class ModelSchema {

  /** The integers that every JSON reader takes without loss. */
  private static final double LARGEST_EXACT = 9_007_199_254_740_991d;

  private final boolean isStatus;

  private ModelSchema(boolean isStatus) {
    this.isStatus = isStatus;
  }

  /**
   * @param path where it stands in the resource
   */
  static void refine(JSONSchemaProps schema, Class<? extends Record> model, String path) {
    new ModelSchema(model.getPackageName().endsWith(".status")).object(schema, model, path);
  }

  private void object(JSONSchemaProps schema, Class<?> model, String path) {
    for (RecordComponent component : model.getRecordComponents()) {
      if (component.getName().equals("unknown")) {
        schema.setXKubernetesPreserveUnknownFields(true);
      } else {
        JSONSchemaProps property = SchemaParts.property(schema, component.getName());
        String itsPath = path + "." + component.getName();
        SupportMarks.mark(property, itsPath);
        value(property, component.getGenericType(), itsPath);
      }
    }
  }

  private void value(JSONSchemaProps schema, Type type, String path) {
    // the generator finds an annotation of a record component twice: at its field and its accessor
    schema.setXKubernetesValidations(
        schema.getXKubernetesValidations().stream().distinct().toList());
    if (type instanceof ParameterizedType generic) {
      collection(schema, generic, path);
    } else if (type == Integer.class || type == int.class) {
      integer(schema, "int32", Integer.MIN_VALUE, Integer.MAX_VALUE);
    } else if (type == Long.class || type == long.class) {
      integer(schema, "int64", -LARGEST_EXACT, LARGEST_EXACT);
    } else if (type instanceof Class<?> model && model.isRecord()) {
      object(schema, model, path);
    }
  }

  private void collection(JSONSchemaProps schema, ParameterizedType type, String path) {
    Type content = type.getActualTypeArguments()[type.getActualTypeArguments().length - 1];
    if (type.getRawType() == List.class) {
      value(schema.getItems().getSchema(), content, path);
      if (isStatus) {
        schema.setXKubernetesListType("atomic");
      }
    } else if (type.getRawType() == Map.class) {
      value(schema.getAdditionalProperties().getSchema(), content, path);
      if (isStatus) {
        schema.setXKubernetesMapType("atomic");
      }
    }
  }

  private static void integer(JSONSchemaProps schema, String format, double least, double most) {
    schema.setFormat(format);
    if (schema.getMinimum() == null) {
      schema.setMinimum(least);
    }
    if (schema.getMaximum() == null) {
      schema.setMaximum(most);
    }
  }
}
