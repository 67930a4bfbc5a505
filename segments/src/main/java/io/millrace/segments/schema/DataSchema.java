package io.millrace.segments.schema;

import java.util.List;
import org.apache.druid.data.input.InputFormat;
import org.apache.druid.data.input.InputRowSchema;
import org.apache.druid.data.input.impl.AggregateProjectionSpec;
import org.apache.druid.java.util.common.granularity.Granularity;
import org.apache.druid.query.aggregation.AggregatorFactory;
import org.apache.druid.segment.transform.TransformSpec;

/**
 * A checked {@code dataSchema} with its input format.
 *
 * @param dataSource name of the datasource
 * @param rows what to read of a record; its dimensions exclude the inputs and outputs of the
 *     metrics
 * @param metrics aggregators, none to keep rows as they are
 * @param segmentGranularity length of a time chunk
 * @param queryGranularity what timestamps are truncated to
 * @param rollup whether rows that agree in time and all dimensions are combined
 * @param transforms transforms and filter
 * @param projections pre-aggregated views stored in each segment
 * @param inputFormat how records are parsed
 */
public record DataSchema(
    String dataSource,
    InputRowSchema rows,
    List<AggregatorFactory> metrics,
    Granularity segmentGranularity,
    Granularity queryGranularity,
    boolean rollup,
    TransformSpec transforms,
    List<AggregateProjectionSpec> projections,
    InputFormat inputFormat) {

  public DataSchema {
    metrics = List.copyOf(metrics);
    projections = List.copyOf(projections);
  }

  /** A fresh array, as Druid takes it. */
  public AggregatorFactory[] metricArray() {
    return metrics.toArray(AggregatorFactory[]::new);
  }

  /**
   * What combines values that are aggregated already. Not the aggregators themselves: a filtered
   * one would take null for 0 then.
   */
  public AggregatorFactory[] combiningMetricArray() {
    return metrics.stream()
        .map(AggregatorFactory::getCombiningFactory)
        .toArray(AggregatorFactory[]::new);
  }
}
