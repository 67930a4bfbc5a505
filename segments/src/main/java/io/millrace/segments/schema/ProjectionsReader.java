package io.millrace.segments.schema;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.druid.data.input.impl.AggregateProjectionSpec;

/** Reads {@code dataSchema.projections}. */
final class ProjectionsReader {

  static final String PATH = "dataSchema.projections";

  private final DruidJson json;
  private final Problems problems;

  ProjectionsReader(DruidJson json, Problems problems) {
    this.json = json;
    this.problems = problems;
  }

  Optional<List<AggregateProjectionSpec>> read(JsonNode nodes) {
    if (Nodes.absent(nodes)) {
      return Optional.of(List.of());
    }
    if (!nodes.isArray()) {
      problems.add(PATH, "found " + Nodes.kind(nodes) + ", expected an array");
      return Optional.empty();
    }
    List<AggregateProjectionSpec> projections = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (int i = 0; i < nodes.size(); i++) {
      String path = PATH + "[" + i + "]";
      Optional<AggregateProjectionSpec> projection =
          json.read(nodes.get(i), path, AggregateProjectionSpec.class);
      projection.ifPresent(projections::add);
      if (projection.isPresent() && !names.add(projection.get().getName())) {
        problems.add(
            path + ".name",
            "found '%s' a second time, expected each projection once"
                .formatted(projection.get().getName()));
      }
    }
    return projections.size() == nodes.size() ? Optional.of(projections) : Optional.empty();
  }
}
