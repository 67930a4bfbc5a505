package io.millrace.segments.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.druid.query.filter.DimFilter;
import org.apache.druid.segment.transform.Transform;
import org.apache.druid.segment.transform.TransformSpec;
import org.jspecify.annotations.Nullable;

/** Reads {@code dataSchema.transformSpec} and compiles its expressions and its filter. */
final class TransformsReader {

  private static final String PATH = "dataSchema.transformSpec";

  private final DruidJson json;
  private final Problems problems;

  TransformsReader(DruidJson json, Problems problems) {
    this.json = json;
    this.problems = problems;
  }

  Optional<TransformSpec> read(JsonNode node) {
    if (Nodes.absent(node)) {
      return Optional.of(TransformSpec.NONE);
    }
    if (!(node instanceof ObjectNode object)) {
      problems.add(PATH, "found " + Nodes.kind(node) + ", expected an object");
      return Optional.empty();
    }
    ObjectNode rest = object.deepCopy();
    rest.remove(List.of("filter", "transforms"));
    json.read(rest, PATH, TransformSpec.class);
    Optional<List<Transform>> transforms = transforms(Nodes.get(node, "transforms"));
    JsonNode filterNode = Nodes.get(node, "filter");
    if (Nodes.absent(filterNode)) {
      return transforms.map(list -> new TransformSpec(null, list));
    }
    Optional<DimFilter> filter = json.read(filterNode, PATH + ".filter", DimFilter.class);
    return filter.isPresent() && transforms.isPresent() && compiles(filter.get())
        ? Optional.of(new TransformSpec(filter.get(), transforms.get()))
        : Optional.empty();
  }

  private Optional<List<Transform>> transforms(JsonNode nodes) {
    if (Nodes.absent(nodes)) {
      return Optional.of(List.of());
    }
    if (!nodes.isArray()) {
      problems.add(PATH + ".transforms", "found " + Nodes.kind(nodes) + ", expected an array");
      return Optional.empty();
    }
    List<Transform> transforms = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (int i = 0; i < nodes.size(); i++) {
      String path = PATH + ".transforms[" + i + "]";
      Transform transform = transform(nodes.get(i), path);
      if (transform != null && !names.add(transform.getName())) {
        problems.add(
            path + ".name",
            "found '%s' a second time, expected each transform once"
                .formatted(transform.getName()));
      } else if (transform != null) {
        transforms.add(transform);
      }
    }
    return transforms.size() == nodes.size() ? Optional.of(transforms) : Optional.empty();
  }

  private @Nullable Transform transform(JsonNode node, String path) {
    Optional<Transform> transform = json.read(node, path, Transform.class);
    try {
      transform.ifPresent(Transform::getRowFunction);
      return transform.orElse(null);
    } catch (RuntimeException e) {
      problems.add(path + ".expression", "does not compile: " + Causes.message(e));
      return null;
    }
  }

  private boolean compiles(DimFilter filter) {
    try {
      new TransformSpec(filter, List.of()).toTransformer();
      return true;
    } catch (RuntimeException e) {
      problems.add(PATH + ".filter", "cannot be used when rows are ingested: " + Causes.message(e));
      return false;
    }
  }
}
