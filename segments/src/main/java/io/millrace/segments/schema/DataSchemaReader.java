package io.millrace.segments.schema;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.apache.druid.data.input.InputFormat;
import org.apache.druid.data.input.impl.AggregateProjectionSpec;
import org.apache.druid.data.input.impl.DimensionsSpec;
import org.apache.druid.data.input.impl.TimestampSpec;
import org.apache.druid.query.aggregation.AggregatorFactory;
import org.apache.druid.segment.transform.TransformSpec;

/** Reads a {@code dataSchema} and the input format that goes with it. */
final class DataSchemaReader {

  private static final String PATH = "dataSchema";
  private static final List<String> PROPERTIES =
      List.of(
          "dataSource",
          "timestampSpec",
          "dimensionsSpec",
          "metricsSpec",
          "granularitySpec",
          "transformSpec",
          "projections");

  private final DruidJson json;
  private final Problems problems;

  DataSchemaReader(DruidJson json, Problems problems) {
    this.json = json;
    this.problems = problems;
  }

  Optional<DataSchema> read(JsonNode node, JsonNode inputFormatNode) {
    Optional<InputFormat> inputFormat = new InputFormatReader(json, problems).read(inputFormatNode);
    if (!node.isObject()) {
      problems.add(
          PATH,
          "found " + (Nodes.absent(node) ? "nothing" : Nodes.kind(node)) + ", expected an object");
      return Optional.empty();
    }
    checkProperties(node);
    String dataSource = dataSource(Nodes.get(node, "dataSource"));
    Optional<TimestampSpec> timestamp = timestamp(Nodes.get(node, "timestampSpec"));
    Optional<DimensionsSpec> dimensions =
        new DimensionsReader(json, problems).read(Nodes.get(node, "dimensionsSpec"));
    Optional<List<AggregatorFactory>> metrics =
        new MetricsReader(json, problems).read(Nodes.get(node, "metricsSpec"));
    Optional<TimeGrid> grid =
        new GranularityReader(json, problems).read(Nodes.get(node, "granularitySpec"));
    Optional<TransformSpec> transforms =
        new TransformsReader(json, problems).read(Nodes.get(node, "transformSpec"));
    Optional<List<AggregateProjectionSpec>> projections =
        new ProjectionsReader(json, problems).read(Nodes.get(node, "projections"));
    if (dimensions.isPresent() && metrics.isPresent()) {
      ColumnNames.checkMetrics(dimensions.get().getDimensions(), metrics.get(), problems);
    }
    if (!problems.none()) {
      return Optional.empty();
    }
    return new DataSchemaAssembly(problems)
        .assemble(
            dataSource,
            timestamp.orElseThrow(),
            dimensions.orElseThrow(),
            metrics.orElseThrow(),
            grid.orElseThrow(),
            transforms.orElseThrow(),
            projections.orElseThrow(),
            inputFormat.orElseThrow());
  }

  private void checkProperties(JsonNode node) {
    Iterator<String> names = node.fieldNames();
    while (names.hasNext()) {
      String name = names.next();
      if (name.equals("parser")) {
        problems.add(
            PATH + ".parser",
            "was removed from Druid; write its parts as ioConfig.inputFormat, dataSchema.timestampSpec and dataSchema.dimensionsSpec");
      } else if (!PROPERTIES.contains(name)) {
        problems.add(PATH + "." + name, "unknown property, " + NearestName.hint(name, PROPERTIES));
      }
    }
  }

  private String dataSource(JsonNode node) {
    if (!node.isTextual()) {
      problems.add(
          PATH + ".dataSource",
          "found " + (Nodes.absent(node) ? "nothing" : Nodes.kind(node)) + ", expected a name");
      return "";
    }
    DataSourceName.problem(node.textValue())
        .ifPresent(problem -> problems.add(PATH + ".dataSource", problem));
    return node.textValue();
  }

  private Optional<TimestampSpec> timestamp(JsonNode node) {
    if (Nodes.absent(node)) {
      problems.add(
          PATH + ".timestampSpec",
          "found nothing, expected {column, format}: which field holds the time of a row, and how it is written");
      return Optional.empty();
    }
    return json.read(node, PATH + ".timestampSpec", TimestampSpec.class);
  }
}
