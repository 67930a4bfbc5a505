package io.millrace.operator.observe;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.millrace.crds.v1alpha1.ChangeNeeds;
import io.millrace.crds.v1alpha1.PropertyDefaults;
import io.millrace.crds.v1alpha1.PropertySupport;
import io.millrace.protocol.ManifestPaths;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * A spec in two parts: what tasks are given, which makes a revision, and what only the loop reads,
 * whose change no task can notice.
 *
 * @param tasks the part that tasks are given, with the properties that nothing reads
 * @param loop the part that only the loop reads
 */
public record SpecParts(ObjectNode tasks, ObjectNode loop) {

  private static final List<PropertyPath> OF_LOOP = paths(change -> change == ChangeNeeds.LOOP);
  private static final List<PropertyPath> NOT_OF_LOOP = paths(change -> change != ChangeNeeds.LOOP);
  private static final List<PropertyPath> NOT_OF_TASKS =
      paths(change -> change != ChangeNeeds.TASKS);

  private static final Map<PropertyPath, String> DEFAULTS =
      PropertyDefaults.byPath().entrySet().stream()
          .collect(
              Collectors.toUnmodifiableMap(
                  property -> PropertyPath.of(property.getKey()), Map.Entry::getValue));

  private static final PropertyPath CONSUMER_PROPERTIES =
      PropertyPath.of("spec.ioConfig.consumerProperties");

  /** What is never remembered: it is always taken from the live resource. */
  private static final List<String> ALWAYS_LIVE =
      List.of("suspend", "reset", "deletionPolicy", "ledger");

  /**
   * Digests that are equal for specs which differ in nothing but spelling: the order of keys, a
   * default that is written out, or a property that nothing reads.
   *
   * @param tasks of what tasks see
   * @param loop of what only the loop reads
   */
  public record Digests(String tasks, String loop) {}

  /** Takes {@code spec} apart. */
  public static SpecParts of(ObjectNode spec) {
    ObjectNode tasks = spec.deepCopy();
    tasks.remove(ALWAYS_LIVE);
    ObjectNode loop = JsonNodeFactory.instance.objectNode();
    OF_LOOP.forEach(path -> path.removeFrom(tasks).ifPresent(value -> path.set(loop, value)));
    return new SpecParts(tasks, loop);
  }

  /** Puts the two together again. */
  public ObjectNode whole() {
    ObjectNode whole = tasks.deepCopy();
    merge(whole, loop);
    return whole;
  }

  Digests digests() {
    return new Digests(digest(seenByTasks()), digest(readByLoop()));
  }

  private ObjectNode seenByTasks() {
    ObjectNode seen = tasks.deepCopy();
    NOT_OF_TASKS.forEach(path -> path.removeFrom(seen));
    DEFAULTS.forEach(
        (path, value) -> {
          JsonNode found = path.in(seen);
          if (found.isMissingNode() || (found.isValueNode() && found.asText().equals(value))) {
            path.removeFrom(seen);
          }
        });
    if (CONSUMER_PROPERTIES.in(seen) instanceof ObjectNode consumer) {
      consumer.properties().forEach(property -> property.setValue(asText(property.getValue())));
    }
    return seen;
  }

  /** Revisions of another release may hold what this one does not read. */
  private ObjectNode readByLoop() {
    ObjectNode read = loop.deepCopy();
    NOT_OF_LOOP.forEach(path -> path.removeFrom(read));
    return read;
  }

  /** Kafka takes a number or a boolean by its text. */
  private static JsonNode asText(JsonNode value) {
    return value.isNumber() || value.isBoolean() ? TextNode.valueOf(value.asText()) : value;
  }

  private static String digest(ObjectNode part) {
    return ManifestPaths.digest(
        SpecJson.text(SpecJson.anyTree(part)).getBytes(StandardCharsets.UTF_8));
  }

  private static List<PropertyPath> paths(Predicate<ChangeNeeds> which) {
    return PropertySupport.changes().entrySet().stream()
        .filter(property -> which.test(property.getValue()))
        .map(property -> PropertyPath.of(property.getKey()))
        .toList();
  }

  private static void merge(ObjectNode into, ObjectNode from) {
    from.properties()
        .forEach(
            entry -> {
              if (entry.getValue() instanceof ObjectNode child
                  && into.get(entry.getKey()) instanceof ObjectNode there) {
                merge(there, child);
              } else {
                into.set(entry.getKey(), entry.getValue());
              }
            });
  }
}
