package io.millrace.operator.observe;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.crds.v1alpha1.PropertySupport;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where a property stands in the tree of a spec.
 *
 * @param names of the objects that it is in, and its own
 */
record PropertyPath(List<String> names) {

  PropertyPath {
    names = List.copyOf(names);
  }

  /** Of a path as {@link PropertySupport} has it, such as {@code spec.ioConfig.taskCount}. */
  static PropertyPath of(String path) {
    List<String> names = List.of(path.split("\\.", -1));
    return new PropertyPath(names.subList(1, names.size()));
  }

  JsonNode in(ObjectNode spec) {
    JsonNode found = spec;
    for (String name : names) {
      found = found.path(name);
    }
    return found;
  }

  /** Takes the property away, and each object that holds nothing without it. */
  Optional<JsonNode> removeFrom(ObjectNode spec) {
    return Optional.ofNullable(remove(spec, names));
  }

  void set(ObjectNode spec, JsonNode value) {
    ObjectNode parent = spec;
    for (String name : names.subList(0, names.size() - 1)) {
      parent = parent.get(name) instanceof ObjectNode there ? there : parent.putObject(name);
    }
    parent.set(names.getLast(), value);
  }

  private static @Nullable JsonNode remove(ObjectNode parent, List<String> names) {
    String name = names.getFirst();
    if (names.size() == 1) {
      return parent.remove(name);
    }
    if (!(parent.get(name) instanceof ObjectNode child)) {
      return null;
    }
    JsonNode removed = remove(child, names.subList(1, names.size()));
    if (child.isEmpty()) {
      parent.remove(name);
    }
    return removed;
  }
}
