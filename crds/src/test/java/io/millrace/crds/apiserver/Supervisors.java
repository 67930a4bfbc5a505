package io.millrace.crds.apiserver;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;

/** Resources to begin a test with, as JSON, each with a name of its own. */
final class Supervisors {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final AtomicInteger COUNT = new AtomicInteger();

  private static final String KAFKA =
      """
      {"apiVersion": "millrace.io/v1alpha1", "kind": "StreamSupervisor", "metadata": {"namespace": "default"},
       "spec": {"type": "kafka",
         "dataSchema": {"dataSource": "clicks", "timestampSpec": {"column": "time", "format": "millis"}},
         "ioConfig": {"topic": "clicks", "inputFormat": {"type": "json"}, "consumerProperties": {"bootstrap.servers": "kafka:9092"}}}}
      """;

  private static final String KINESIS =
      """
      {"apiVersion": "millrace.io/v1alpha1", "kind": "StreamSupervisor", "metadata": {"namespace": "default"},
       "spec": {"type": "kinesis",
         "dataSchema": {"dataSource": "clicks", "timestampSpec": {"column": "time", "format": "millis"}},
         "ioConfig": {"stream": "clicks", "inputFormat": {"type": "json"}}}}
      """;

  private Supervisors() {}

  static ObjectNode kafka() {
    return named(KAFKA);
  }

  static ObjectNode kinesis() {
    return named(KINESIS);
  }

  /**
   * Puts {@code json} at {@code path}, such as {@code spec.ioConfig.taskCount}; objects on the way
   * are made.
   */
  static ObjectNode with(ObjectNode resource, String path, String json) {
    ObjectNode copy = resource.deepCopy();
    parent(copy, path).set(lastName(path), parse(json));
    return copy;
  }

  /** Removes what stands at {@code path}. */
  static ObjectNode without(ObjectNode resource, String path) {
    ObjectNode copy = resource.deepCopy();
    parent(copy, path).remove(lastName(path));
    return copy;
  }

  static JsonNode parse(String json) {
    try {
      return JSON.readTree(json);
    } catch (IOException e) {
      throw new IllegalArgumentException("a test holds malformed JSON: " + json, e);
    }
  }

  private static ObjectNode named(String json) {
    ObjectNode resource = (ObjectNode) parse(json);
    return with(resource, "metadata.name", "\"s" + COUNT.incrementAndGet() + "\"");
  }

  private static ObjectNode parent(ObjectNode resource, String path) {
    ObjectNode parent = resource;
    String[] names = path.split("\\.", -1);
    for (int i = 0; i < names.length - 1; i++) {
      parent = parent.withObjectProperty(names[i]);
    }
    return parent;
  }

  private static String lastName(String path) {
    return path.substring(path.lastIndexOf('.') + 1);
  }
}
