package io.millrace.quickstart.cluster;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A StreamSupervisor as a user writes it, with changes by JSON pointer. Immutable. */
public final class SupervisorManifest {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final ObjectNode resource;

  private SupervisorManifest(ObjectNode resource) {
    this.resource = resource;
  }

  /** Reads a YAML file with one resource. */
  public static SupervisorManifest read(Path file) throws IOException {
    GenericKubernetesResource resource =
        Serialization.unmarshal(Files.readString(file), GenericKubernetesResource.class);
    return new SupervisorManifest(JSON.valueToTree(resource));
  }

  /**
   * The same with one property set.
   *
   * @param parent JSON pointer of the object that holds the property, made when absent
   * @param name the property's name
   * @param value anything that JSON can express
   */
  public SupervisorManifest with(String parent, String name, Object value) {
    ObjectNode copy = resource.deepCopy();
    copy.withObject(parent).set(name, JSON.valueToTree(value));
    return new SupervisorManifest(copy);
  }

  public SupervisorManifest named(String name) {
    return with("/metadata", "name", name);
  }

  /** The same for a topic of a broker. */
  public SupervisorManifest reading(String topic, String bootstrapServers) {
    return with("/spec/ioConfig", "topic", topic)
        .with("/spec/ioConfig/consumerProperties", "bootstrap.servers", bootstrapServers);
  }

  /** The same for all topics of its broker that a pattern matches. */
  public SupervisorManifest readingTopics(String pattern) {
    SupervisorManifest other = with("/spec/ioConfig", "topicPattern", pattern);
    other.resource.withObject("/spec/ioConfig").remove("topic");
    return other;
  }

  public SupervisorManifest withTasks(int count, String duration) {
    return with("/spec/ioConfig", "taskCount", count)
        .with("/spec/ioConfig", "taskDuration", duration);
  }

  public String name() {
    return resource.path("metadata").path("name").asText();
  }

  GenericKubernetesResource in(String namespace) {
    return Serialization.unmarshal(
        with("/metadata", "namespace", namespace).resource.toString(),
        GenericKubernetesResource.class);
  }
}
