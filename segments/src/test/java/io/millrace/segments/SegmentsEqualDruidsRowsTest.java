package io.millrace.segments;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * For random input, the rows of the finished segments are those that one incremental index has of
 * it.
 */
class SegmentsEqualDruidsRowsTest {

  @TempDir Path directory;

  private static final List<String> SCHEMAS =
      List.of(
          // raw, all kinds of columns
          """
          dimensionsSpec: {dimensions: ['page', 'user', 'tags', {type: 'long', name: 'added'},
            {type: 'double', name: 'delta'}, {type: 'float', name: 'id'}]},
          granularitySpec: {segmentGranularity: 'hour', rollup: false}
          """,
          // rollup with most aggregators
          """
          dimensionsSpec: {dimensions: ['page', {type: 'string', name: 'tags', multiValueHandling: 'SORTED_SET'}]},
          metricsSpec: [{type: 'count', name: 'rows'}, {type: 'longSum', name: 'addedSum', fieldName: 'added'},
            {type: 'longMax', name: 'addedMax', fieldName: 'added'}, {type: 'longMin', name: 'addedMin', fieldName: 'added'},
            {type: 'doubleSum', name: 'deltaSum', fieldName: 'delta'}, {type: 'doubleMin', name: 'deltaMin', fieldName: 'delta'},
            {type: 'floatMax', name: 'deltaMax', fieldName: 'delta'}, {type: 'hyperUnique', name: 'ids', fieldName: 'id'},
            {type: 'filtered', name: 'some', filter: {type: 'selector', dimension: 'user', value: ''},
             aggregator: {type: 'longSum', name: 'some', fieldName: 'id'}}],
          granularitySpec: {segmentGranularity: 'hour', queryGranularity: 'minute', rollup: true}
          """,
          // rollup with numeric dimensions, one segment over all
          """
          dimensionsSpec: {dimensions: [{type: 'long', name: 'added'}, 'user', {type: 'double', name: 'delta'}]},
          metricsSpec: [{type: 'count', name: 'rows'}, {type: 'longSum', name: 'ids', fieldName: 'id'}],
          granularitySpec: {segmentGranularity: 'day', queryGranularity: 'hour'}
          """,
          // string discovery, with a metric whose input must not become a dimension
          """
          dimensionsSpec: {dimensionExclusions: ['user']},
          metricsSpec: [{type: 'longSum', name: 'ids', fieldName: 'id'}],
          granularitySpec: {segmentGranularity: 'hour', rollup: false}
          """,
          // typed discovery behind a listed dimension, nested objects
          """
          dimensionsSpec: {useSchemaDiscovery: true, dimensions: ['page'], dimensionExclusions: ['added', 'user']},
          granularitySpec: {segmentGranularity: 'hour', rollup: false}
          """,
          // transforms and filter
          """
          dimensionsSpec: {dimensions: ['page', 'upper', {type: 'json', name: 'geo'}]},
          metricsSpec: [{type: 'doubleSum', name: 'twice', fieldName: 'double'}],
          transformSpec: {filter: {type: 'not', field: {type: 'null', column: 'user'}},
            transforms: [{type: 'expression', name: 'upper', expression: "upper(page)"},
                         {type: 'expression', name: 'double', expression: "delta * 2"}]},
          granularitySpec: {segmentGranularity: 'hour', queryGranularity: 'second', rollup: true}
          """,
          // sorted by something else than time
          """
          dimensionsSpec: {forceSegmentSortByTime: false, dimensions: ['page', {type: 'long', name: '__time'}, 'user']},
          metricsSpec: [{type: 'count', name: 'rows'}],
          granularitySpec: {segmentGranularity: 'hour', queryGranularity: 'minute', rollup: true}
          """);

  static Stream<Integer> seeds() {
    return IntStream.range(0, 21).boxed();
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void rowsAreTheSame(int seed) throws Exception {
    Random random = new Random(seed);
    String schema = SCHEMAS.get(seed % SCHEMAS.size());
    TestSpec spec = spec(schema, random);
    RandomRecords records = new RandomRecords(seed);
    DruidReference reference = new DruidReference(spec);
    try (ExecutorService executor = Executors.newSingleThreadExecutor();
        SegmentBuilder builder =
            spec.builders(executor, InstantSource.system()).open(directory, TimeBounds.OPEN)) {
      for (int batch = random.nextInt(4); batch >= 0; batch--) {
        TestRecords next = records.batch(1 + random.nextInt(100));
        builder.add(next);
        reference.add(next);
      }
      List<FinishedSegment> segments = builder.finish();
      assertThat(TestRows.of(segments))
          .as("seed %d of %s", seed, spec.tuningConfig)
          .isEqualTo(reference.rows());
      assertThat(segments).as("seed %d", seed).hasSize(reference.segments());
      assertThat(builder.totalRows())
          .isEqualTo(segments.stream().mapToLong(FinishedSegment::rows).sum());
    }
  }

  private static TestSpec spec(String schema, Random random) {
    TestSpec spec = new TestSpec();
    spec.dataSchema.remove("dimensionsSpec");
    spec.dataSchema.setAll(
        (com.fasterxml.jackson.databind.node.ObjectNode) TestSpec.json("{" + schema + "}"));
    spec.tuning("maxRowsInMemory", String.valueOf(List.of(7, 30, 150_000).get(random.nextInt(3))));
    if (random.nextBoolean()) {
      spec.tuning("maxBytesInMemory", "20000");
    }
    if (random.nextBoolean()) {
      spec.tuning(
          "indexSpecForIntermediatePersists",
          "{dimensionCompression: 'uncompressed', metricCompression: 'none'}");
    }
    if (random.nextBoolean()) {
      spec.tuning("maxColumnsToMerge", "30");
    }
    return spec;
  }
}
