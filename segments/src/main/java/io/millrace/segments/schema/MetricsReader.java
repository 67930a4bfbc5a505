package io.millrace.segments.schema;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.druid.data.input.MapBasedInputRow;
import org.apache.druid.data.input.impl.DimensionsSpec;
import org.apache.druid.query.aggregation.AggregatorFactory;
import org.apache.druid.segment.incremental.IncrementalIndex;
import org.apache.druid.segment.incremental.IncrementalIndexSchema;
import org.apache.druid.segment.incremental.OnheapIncrementalIndex;

/**
 * Reads {@code dataSchema.metricsSpec} and tries each aggregator, as some can only be used in
 * queries.
 */
final class MetricsReader {

  static final String PATH = "dataSchema.metricsSpec";

  private final DruidJson json;
  private final Problems problems;

  MetricsReader(DruidJson json, Problems problems) {
    this.json = json;
    this.problems = problems;
  }

  Optional<List<AggregatorFactory>> read(JsonNode nodes) {
    if (Nodes.absent(nodes)) {
      return Optional.of(List.of());
    }
    if (!nodes.isArray()) {
      problems.add(PATH, "found " + Nodes.kind(nodes) + ", expected an array");
      return Optional.empty();
    }
    List<AggregatorFactory> metrics = new ArrayList<>();
    for (int i = 0; i < nodes.size(); i++) {
      String path = PATH + "[" + i + "]";
      json.read(nodes.get(i), path, AggregatorFactory.class)
          .filter(metric -> usable(metric, path))
          .ifPresent(metrics::add);
    }
    return metrics.size() == nodes.size() ? Optional.of(metrics) : Optional.empty();
  }

  private boolean usable(AggregatorFactory metric, String path) {
    if (metric.getName() == null || metric.getName().isEmpty()) {
      problems.add(path + ".name", "found no name, expected the name of a column");
      return false;
    }
    IncrementalIndexSchema schema =
        IncrementalIndexSchema.builder()
            .withDimensionsSpec(DimensionsSpec.EMPTY)
            .withMetrics(metric)
            .build();
    try (IncrementalIndex index =
        new OnheapIncrementalIndex.Builder().setIndexSchema(schema).setMaxRowCount(1).build()) {
      metric.requiredFields();
      index.add(new MapBasedInputRow(0, List.of(), Map.of()));
      return true;
    } catch (RuntimeException e) {
      problems.add(path, "cannot be used when rows are ingested: " + Causes.message(e));
      return false;
    }
  }
}
