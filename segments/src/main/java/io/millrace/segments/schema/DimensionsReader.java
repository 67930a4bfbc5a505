package io.millrace.segments.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.druid.data.input.impl.DimensionSchema;
import org.apache.druid.data.input.impl.DimensionsSpec;

/**
 * Reads {@code dataSchema.dimensionsSpec}, each dimension by itself so that every wrong one is
 * named.
 */
final class DimensionsReader {

  static final String PATH = "dataSchema.dimensionsSpec";

  private final DruidJson json;
  private final Problems problems;

  DimensionsReader(DruidJson json, Problems problems) {
    this.json = json;
    this.problems = problems;
  }

  Optional<DimensionsSpec> read(JsonNode node) {
    if (Nodes.absent(node)) {
      return read(JsonNodeFactory.instance.objectNode());
    }
    if (!(node instanceof ObjectNode object)) {
      problems.add(PATH, "found " + Nodes.kind(node) + ", expected an object");
      return Optional.empty();
    }
    Optional<List<DimensionSchema>> dimensions = dimensions(Nodes.get(node, "dimensions"));
    ObjectNode rest = object.deepCopy();
    rest.remove("dimensions");
    Optional<DimensionsSpec> spec = json.read(rest, PATH, DimensionsSpec.class);
    if (dimensions.isEmpty() || spec.isEmpty()) {
      return Optional.empty();
    }
    return together(spec.get(), dimensions.get());
  }

  private Optional<List<DimensionSchema>> dimensions(JsonNode nodes) {
    if (Nodes.absent(nodes)) {
      return Optional.of(List.of());
    }
    if (!nodes.isArray()) {
      problems.add(PATH + ".dimensions", "found " + Nodes.kind(nodes) + ", expected an array");
      return Optional.empty();
    }
    List<DimensionSchema> dimensions = new ArrayList<>();
    for (int i = 0; i < nodes.size(); i++) {
      dimension(nodes.get(i), PATH + ".dimensions[" + i + "]").ifPresent(dimensions::add);
    }
    return dimensions.size() == nodes.size() ? Optional.of(dimensions) : Optional.empty();
  }

  private Optional<DimensionSchema> dimension(JsonNode node, String path) {
    if (!node.isTextual() && !node.isObject()) {
      problems.add(
          path, "found " + Nodes.kind(node) + ", expected a name or an object with name and type");
      return Optional.empty();
    }
    Optional<DimensionSchema> read = json.read(node, path, DimensionSchema.class);
    if (read.isPresent() && (read.get().getName() == null || read.get().getName().isEmpty())) {
      problems.add(path + ".name", "found no name, expected the name of a column");
      return Optional.empty();
    }
    return read;
  }

  /**
   * Druid's legacy spatial dimensions are part of the spec without dimensions; they stay behind the
   * others.
   */
  private Optional<DimensionsSpec> together(DimensionsSpec rest, List<DimensionSchema> dimensions) {
    List<DimensionSchema> all = new ArrayList<>(dimensions);
    all.addAll(rest.getDimensions());
    for (DimensionSchema dimension : all) {
      if (rest.getDimensionExclusions().contains(dimension.getName())) {
        problems.add(
            PATH + ".dimensionExclusions",
            "found '%s', which is listed as a dimension; remove it from one of the two"
                .formatted(dimension.getName()));
        return Optional.empty();
      }
    }
    return ColumnNames.checkDimensions(all, rest.isForceSegmentSortByTime(), problems)
        ? Optional.of(rest.withDimensions(all))
        : Optional.empty();
  }
}
