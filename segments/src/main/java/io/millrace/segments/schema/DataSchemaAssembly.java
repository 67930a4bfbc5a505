package io.millrace.segments.schema;

import java.io.File;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.druid.data.input.ColumnsFilter;
import org.apache.druid.data.input.InputFormat;
import org.apache.druid.data.input.InputRowSchema;
import org.apache.druid.data.input.impl.AggregateProjectionSpec;
import org.apache.druid.data.input.impl.ByteEntity;
import org.apache.druid.data.input.impl.DimensionsSpec;
import org.apache.druid.data.input.impl.TimestampSpec;
import org.apache.druid.query.aggregation.AggregatorFactory;
import org.apache.druid.segment.column.ColumnHolder;
import org.apache.druid.segment.incremental.IncrementalIndexSchema;
import org.apache.druid.segment.incremental.OnheapIncrementalIndex;
import org.apache.druid.segment.transform.TransformSpec;

/**
 * Puts the parts of a {@code dataSchema} together by Druid's rules, and tries what only fails once
 * it is used.
 */
final class DataSchemaAssembly {

  private final Problems problems;

  DataSchemaAssembly(Problems problems) {
    this.problems = problems;
  }

  Optional<DataSchema> assemble(
      String dataSource,
      TimestampSpec timestamp,
      DimensionsSpec dimensions,
      List<AggregatorFactory> metrics,
      TimeGrid grid,
      TransformSpec transforms,
      List<AggregateProjectionSpec> projections,
      InputFormat inputFormat) {
    DimensionsSpec effective = withoutMetricColumns(timestamp, dimensions, metrics);
    Set<String> metricNames = new HashSet<>();
    metrics.forEach(metric -> metricNames.add(metric.getName()));
    InputRowSchema rows =
        new InputRowSchema(
            timestamp, effective, columns(timestamp, effective, metrics, transforms), metricNames);
    DataSchema schema =
        new DataSchema(
            dataSource,
            rows,
            metrics,
            grid.segment(),
            grid.query(),
            grid.rollup(),
            transforms,
            projections,
            inputFormat);
    boolean readsRecords = readsRecords(schema);
    boolean holdsRows = holdsRows(schema);
    return readsRecords && holdsRows ? Optional.of(schema) : Optional.empty();
  }

  /**
   * A field that is the time, or goes into or comes out of a metric, is not discovered as a
   * dimension; a listed one stays.
   */
  private static DimensionsSpec withoutMetricColumns(
      TimestampSpec timestamp, DimensionsSpec dimensions, List<AggregatorFactory> metrics) {
    Set<String> used = new HashSet<>();
    used.add(timestamp.getTimestampColumn());
    used.add(ColumnHolder.TIME_COLUMN_NAME);
    for (AggregatorFactory metric : metrics) {
      used.addAll(metric.requiredFields());
      used.add(metric.getName());
    }
    dimensions.getDimensionNames().forEach(used::remove);
    return dimensions.withDimensionExclusions(used);
  }

  private static ColumnsFilter columns(
      TimestampSpec timestamp,
      DimensionsSpec dimensions,
      List<AggregatorFactory> metrics,
      TransformSpec transforms) {
    Set<String> needed = new HashSet<>(transforms.getRequiredColumns());
    needed.add(timestamp.getTimestampColumn());
    metrics.forEach(metric -> needed.addAll(metric.requiredFields()));
    if (dimensions.hasFixedDimensions()) {
      needed.addAll(dimensions.getDimensionNames());
      return ColumnsFilter.inclusionBased(needed);
    }
    Set<String> excluded = new HashSet<>(dimensions.getDimensionExclusions());
    excluded.removeAll(needed);
    return ColumnsFilter.exclusionBased(excluded);
  }

  private boolean readsRecords(DataSchema schema) {
    try {
      schema.inputFormat().createReader(schema.rows(), new ByteEntity(new byte[0]), new File("."));
      return true;
    } catch (RuntimeException e) {
      problems.add(InputFormatReader.PATH, "cannot be used: " + Causes.message(e));
      return false;
    }
  }

  private boolean holdsRows(DataSchema schema) {
    IncrementalIndexSchema index =
        IncrementalIndexSchema.builder()
            .withDimensionsSpec(schema.rows().getDimensionsSpec())
            .withMetrics(schema.metricArray())
            .withProjections(schema.projections())
            .withRollup(schema.rollup())
            .build();
    try {
      new OnheapIncrementalIndex.Builder().setIndexSchema(index).setMaxRowCount(1).build().close();
      return true;
    } catch (RuntimeException e) {
      problems.add(
          schema.projections().isEmpty() ? "dataSchema" : ProjectionsReader.PATH,
          "cannot be used: " + Causes.message(e));
      return false;
    }
  }
}
