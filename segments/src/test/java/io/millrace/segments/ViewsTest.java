package io.millrace.segments;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.apache.druid.java.util.common.Intervals;
import org.apache.druid.query.Druids;
import org.apache.druid.query.aggregation.CountAggregatorFactory;
import org.apache.druid.query.aggregation.LongSumAggregatorFactory;
import org.apache.druid.query.context.ResponseContext;
import org.apache.druid.query.scan.ScanQuery;
import org.apache.druid.query.scan.ScanQueryEngine;
import org.apache.druid.query.spec.MultipleIntervalSegmentSpec;
import org.apache.druid.query.timeseries.TimeseriesQuery;
import org.apache.druid.query.timeseries.TimeseriesQueryEngine;
import org.apache.druid.segment.CursorFactory;
import org.apache.druid.segment.TimeBoundaryInspector;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ViewsTest {

  @TempDir Path temporary;

  private final TimeseriesQueryEngine engine = new TimeseriesQueryEngine();

  @Test
  void rowCanBeQueriedOnceItIsAdded() throws Exception {
    TestSpec spec = new TestSpec().tuning("maxRowsInMemory", "3");
    try (SegmentBuilder builder = spec.builders().open(temporary.resolve("s"), TimeBounds.OPEN)) {
      for (int i = 1; i <= 10; i++) {
        builder.add(TestRecords.of(SegmentBuilderTest.row(i * 1_000_000L)));
        assertThat(count(builder.views())).as("after row %d", i).isEqualTo(i);
        assertThat(scanned(builder.views())).as("after row %d", i).isEqualTo(i);
      }
      builder.finish();
      assertThat(count(builder.views())).as("finished").isEqualTo(10);
      assertThat(builder.views())
          .extracting(QueryableSegment::interval)
          .hasSize(3)
          .doesNotHaveDuplicates();
    }
  }

  @Test
  void viewOutlivesPersistMergeAndClose() throws Exception {
    TestSpec spec = new TestSpec().tuning("maxRowsInMemory", "4");
    SegmentBuilder builder = spec.builders().open(temporary.resolve("s"), TimeBounds.OPEN);
    builder.add(TestRecords.of(IntStream.range(0, 6).mapToObj(SegmentBuilderTest::row).toList()));
    List<QueryableSegment> early = builder.views();
    builder.finish();
    List<QueryableSegment> late = builder.views();
    builder.close();
    assertThat(count(early)).isEqualTo(6);
    assertThat(count(late)).isEqualTo(6);
    early.forEach(QueryableSegment::close);
  }

  /**
   * Each query, whenever it runs, sees all rows of the batches before it, none twice, and nothing
   * of one that has not begun.
   */
  @Test
  void queriesRunBesideEverythingElse() throws Exception {
    TestSpec spec = new TestSpec().tuning("maxRowsInMemory", "50");
    AtomicLong begun = new AtomicLong();
    AtomicLong added = new AtomicLong();
    AtomicBoolean ended = new AtomicBoolean();
    try (ExecutorService executor = Executors.newCachedThreadPool();
        SegmentBuilder builder =
            spec.builders(executor, InstantSource.system())
                .open(temporary.resolve("s"), TimeBounds.OPEN)) {
      List<Future<Long>> queries = new ArrayList<>();
      for (int i = 0; i < 2; i++) {
        queries.add(
            executor.submit(
                () -> {
                  long runs = 0;
                  while (!ended.get()) {
                    long before = added.get();
                    long count = count(builder.views());
                    assertThat(count).isBetween(before, begun.get());
                    runs++;
                  }
                  return runs;
                }));
      }
      try {
        for (int i = 0; i < 30; i++) {
          begun.addAndGet(40);
          builder.add(
              TestRecords.of(
                  IntStream.range(i * 40, i * 40 + 40).mapToObj(SegmentBuilderTest::row).toList()));
          added.addAndGet(40);
        }
        builder.finish();
      } finally {
        ended.set(true);
      }
      for (Future<Long> query : queries) {
        assertThat(query.get()).isPositive();
      }
    }
  }

  /**
   * Closing while views are taken and queried: a query sees the pieces it got hold of, or none, and
   * never fails.
   */
  @Test
  void closingBesideQueriesIsSafe() throws Exception {
    TestSpec spec = new TestSpec().tuning("maxRowsInMemory", "50");
    for (int round = 0; round < 5; round++) {
      SegmentBuilder builder =
          spec.builders().open(temporary.resolve("s" + round), TimeBounds.OPEN);
      builder.add(
          TestRecords.of(IntStream.range(0, 220).mapToObj(SegmentBuilderTest::row).toList()));
      try (ExecutorService executor = Executors.newSingleThreadExecutor()) {
        Future<List<Long>> counts =
            executor.submit(
                () -> {
                  List<Long> seen = new ArrayList<>();
                  do {
                    seen.add(count(builder.views()));
                  } while (seen.getLast() > 0);
                  return seen;
                });
        builder.close();
        assertThat(counts.get()).endsWith(0L).allMatch(count -> count <= 220);
      }
    }
  }

  private long count(List<QueryableSegment> views) {
    TimeseriesQuery query =
        Druids.newTimeseriesQueryBuilder()
            .dataSource("wikipedia")
            .intervals(List.of(Intervals.ETERNITY))
            .granularity("all")
            .aggregators(
                new CountAggregatorFactory("rows"), new LongSumAggregatorFactory("sum", "added"))
            .build();
    long count = 0;
    for (QueryableSegment view : views) {
      try (view) {
        count +=
            engine
                .process(
                    query,
                    view.segment().as(CursorFactory.class),
                    view.segment().as(TimeBoundaryInspector.class),
                    null)
                .toList()
                .stream()
                .mapToLong(result -> result.getValue().getLongMetric("rows"))
                .sum();
      }
    }
    return count;
  }

  private static long scanned(List<QueryableSegment> views) {
    ScanQuery query =
        Druids.newScanQueryBuilder()
            .dataSource("wikipedia")
            .intervals(new MultipleIntervalSegmentSpec(List.of(Intervals.ETERNITY)))
            .columns("__time", "page")
            .resultFormat(ScanQuery.ResultFormat.RESULT_FORMAT_COMPACTED_LIST)
            .build();
    ResponseContext context = ResponseContext.createEmpty();
    context.putTimeoutTime(Long.MAX_VALUE);
    long rows = 0;
    for (QueryableSegment view : views) {
      try (view) {
        rows +=
            new ScanQueryEngine()
                .process(query, view.segment(), context, null).toList().stream()
                    .mapToLong(result -> ((List<?>) result.getEvents()).size())
                    .sum();
      }
    }
    return rows;
  }
}
