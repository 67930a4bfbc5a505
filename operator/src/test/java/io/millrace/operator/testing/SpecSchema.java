package io.millrace.operator.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.millrace.crds.v1alpha1.StreamSupervisor;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** What the CRD lets pass as a property of a spec. */
public final class SpecSchema {

  private static final String CRD = "/io/millrace/crds/streamsupervisors.millrace.io-v1.yaml";
  private static final JsonNode ROOT = read();

  private SpecSchema() {}

  /** The schema of the property at {@code path}, such as {@code spec.ioConfig.taskCount}. */
  public static JsonNode of(String path) {
    JsonNode found = ROOT;
    for (String name : path.split("\\.", -1)) {
      found = found.path("properties").path(name);
    }
    return found;
  }

  /** Whether it is a text that must be an ISO 8601 period. */
  public static boolean isPeriod(JsonNode schema) {
    return rules(schema).contains("[0-9]{1,10}W");
  }

  /** Whether it is a text that must be a time in ISO 8601. */
  public static boolean isTime(JsonNode schema) {
    return rules(schema).contains("[0-9]{4}-");
  }

  /** Sets the property at {@code path}, with the objects that it is in. */
  public static void set(ObjectNode spec, String path, JsonNode value) {
    String[] names = path.split("\\.", -1);
    ObjectNode parent = spec;
    for (int i = 1; i < names.length - 1; i++) {
      parent = parent.withObject("/" + names[i]);
    }
    parent.set(names[names.length - 1], value);
  }

  private static String rules(JsonNode schema) {
    return schema.path("x-kubernetes-validations").toString();
  }

  private static JsonNode read() {
    try (InputStream yaml = StreamSupervisor.class.getResourceAsStream(CRD)) {
      return Serialization.unmarshal(yaml, ObjectNode.class)
          .at("/spec/versions/0/schema/openAPIV3Schema");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
