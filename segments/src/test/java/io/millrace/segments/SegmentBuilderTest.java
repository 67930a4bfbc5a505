package io.millrace.segments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SegmentBuilderTest {

  private static final long HOUR = 3_600_000;

  @TempDir Path temporary;

  private Path directory() {
    return temporary.resolve("sequence");
  }

  @Test
  void eachTimeChunkBecomesOneSegmentInOrder() throws Exception {
    TestSpec spec = new TestSpec().tuning("maxRowsInMemory", "2");
    try (SegmentBuilder builder = spec.builders().open(directory(), TimeBounds.OPEN)) {
      long start = RandomRecords.START;
      builder.add(
          TestRecords.of(
              row(start + HOUR),
              row(start),
              row(start + 1),
              row(start + HOUR - 1),
              row(start + HOUR)));
      assertThat(builder.totalRows()).isEqualTo(5);
      assertThat(builder.rowsInLargestSegment()).isEqualTo(3);
      List<FinishedSegment> segments = builder.finish();
      assertThat(segments)
          .extracting(FinishedSegment::interval)
          .containsExactly(
              "2026-11-22T05:00:00.000Z/2026-11-22T06:00:00.000Z",
              "2026-11-22T06:00:00.000Z/2026-11-22T07:00:00.000Z");
      assertThat(segments).extracting(FinishedSegment::rows).containsExactly(3, 2);
      assertThat(segments)
          .allSatisfy(
              segment -> {
                assertThat(segment.dimensions()).isEqualTo("page,added");
                assertThat(segment.metrics()).isEmpty();
                assertThat(segment.binaryVersion()).isEqualTo(9);
                assertThat(segment.size()).isEqualTo(size(segment.directory()));
              });
    }
  }

  @Test
  void chunksOfAnotherTimeZoneAreNamedInUtc() throws Exception {
    TestSpec spec =
        new TestSpec()
            .schema(
                "granularitySpec",
                "{segmentGranularity: {type: 'period', period: 'P1D', timeZone: 'America/New_York'}, rollup: false}");
    try (SegmentBuilder builder = spec.builders().open(directory(), TimeBounds.OPEN)) {
      builder.add(TestRecords.of(row(RandomRecords.START)));
      assertThat(builder.finish())
          .singleElement()
          .extracting(FinishedSegment::interval)
          .isEqualTo("2026-11-22T05:00:00.000Z/2026-11-23T05:00:00.000Z");
    }
  }

  @Test
  void nothingAddedGivesNoSegments() throws Exception {
    try (SegmentBuilder builder = new TestSpec().builders().open(directory(), TimeBounds.OPEN)) {
      builder.add(TestRecords.of("{", null));
      assertThat(builder.finish()).isEmpty();
      assertThat(builder.totalRows()).isZero();
    }
  }

  @Test
  void singlePersistedPieceIsTheSegment() throws Exception {
    TestSpec spec = new TestSpec().tuning("maxRowsInMemory", "2");
    try (SegmentBuilder builder = spec.builders().open(directory(), TimeBounds.OPEN)) {
      builder.add(TestRecords.of(row(1), row(2)));
      assertThat(files(directory().resolve("pieces"))).isNotEmpty();
      assertThat(TestRows.of(builder.finish())).hasSize(2);
      assertThat(files(directory().resolve("pieces")))
          .as("pieces that are no longer needed")
          .isEmpty();
    }
  }

  @Test
  void indexSpecDecidesHowSegmentsAreStored() throws Exception {
    assertThat(
            sizeWith("{dimensionCompression: 'uncompressed', metricCompression: 'uncompressed'}"))
        .isGreaterThan(sizeWith("{dimensionCompression: 'lz4', metricCompression: 'lz4'}"));
  }

  private long sizeWith(String indexSpec) throws Exception {
    TestSpec spec = new TestSpec().tuning("indexSpec", indexSpec);
    try (SegmentBuilder builder = spec.builders().open(directory(), TimeBounds.OPEN)) {
      builder.add(
          TestRecords.of(IntStream.range(0, 20_000).mapToObj(SegmentBuilderTest::row).toList()));
      return builder.finish().getFirst().size();
    }
  }

  @Test
  void rowsArePersistedWhenTheyGetOld() throws Exception {
    AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);
    TestSpec spec = new TestSpec().tuning("intermediatePersistPeriod", "'PT10M'");
    InstantSource clock = now::get;
    try (SegmentBuilder builder =
        spec.builders(Runnable::run, clock).open(directory(), TimeBounds.OPEN)) {
      builder.add(TestRecords.of(row(1)));
      now.set(Instant.EPOCH.plus(Duration.ofMinutes(10)).minusMillis(1));
      builder.add(TestRecords.of(row(2)));
      assertThat(files(directory())).isEmpty();
      now.set(Instant.EPOCH.plus(Duration.ofMinutes(10)));
      builder.add(TestRecords.of(row(3)));
      assertThat(files(directory())).isNotEmpty();
      assertThat(TestRows.of(builder.finish())).hasSize(3);
    }
  }

  @Test
  void aPersistForAgeIsFollowedByAWholePeriod() throws Exception {
    AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);
    TestSpec spec = new TestSpec().tuning("intermediatePersistPeriod", "'PT10M'");
    InstantSource clock = now::get;
    try (SegmentBuilder builder =
        spec.builders(Runnable::run, clock).open(directory(), TimeBounds.OPEN)) {
      for (int minute = 0; minute < 20; minute++) {
        now.set(Instant.EPOCH.plus(Duration.ofMinutes(minute)));
        builder.add(TestRecords.of(row(minute)));
      }
      try (Stream<Path> pieces = Files.list(directory().resolve("pieces"))) {
        assertThat(pieces).hasSize(1);
      }
    }
  }

  @Test
  void discoveredDimensionsKeepTheirOrderAcrossPersists() throws Exception {
    TestSpec spec =
        new TestSpec()
            .schema("dimensionsSpec", "{useSchemaDiscovery: true}")
            .tuning("maxRowsInMemory", "1");
    try (SegmentBuilder builder = spec.builders().open(directory(), TimeBounds.OPEN)) {
      builder.add(
          TestRecords.of(
              "{\"time\": 1, \"b\": \"x\"}", "{\"time\": 2, \"a\": \"y\", \"b\": \"x\"}"));
      assertThat(builder.finish())
          .singleElement()
          .extracting(FinishedSegment::dimensions)
          .isEqualTo("b,a");
    }
  }

  @Test
  void rowsArePersistedWhenTheirBytesAreTooMany() throws Exception {
    TestSpec spec = new TestSpec().tuning("maxBytesInMemory", "100000");
    try (SegmentBuilder builder = spec.builders().open(directory(), TimeBounds.OPEN)) {
      builder.add(TestRecords.of("{\"time\":1,\"page\":\"" + "x".repeat(40_000) + "\"}"));
      assertThat(files(directory())).isEmpty();
      builder.add(TestRecords.of("{\"time\":1,\"page\":\"" + "y".repeat(40_000) + "\"}"));
      assertThat(files(directory())).isNotEmpty();
    }
  }

  @Test
  void busyExecutorHoldsNobodyUp() throws Exception {
    Deque<Runnable> never = new ArrayDeque<>();
    TestSpec spec = new TestSpec().tuning("maxRowsInMemory", "1");
    try (SegmentBuilder builder =
        spec.builders(never::add, InstantSource.system()).open(directory(), TimeBounds.OPEN)) {
      builder.add(TestRecords.of(row(1), row(2), row(3)));
      assertThat(TestRows.of(builder.finish())).hasSize(3);
    }
    never.forEach(Runnable::run);
    assertThat(directory()).as("a late run changes nothing").doesNotExist();
  }

  @Test
  void executorThatIsShutDownIsToldAsAFailure() {
    TestSpec spec = new TestSpec().tuning("maxRowsInMemory", "1");
    var builders =
        spec.builders(
            task -> {
              throw new java.util.concurrent.RejectedExecutionException("shut down");
            },
            InstantSource.system());
    try (SegmentBuilder builder = builders.open(directory(), TimeBounds.OPEN)) {
      assertThatThrownBy(() -> builder.add(TestRecords.of(row(1)))).isInstanceOf(IOException.class);
    }
  }

  @Test
  void failedPersistSurfacesAtTheNextBatchAndLeavesNothingHalfWritten() throws Exception {
    TestSpec spec = new TestSpec().tuning("maxRowsInMemory", "1");
    Files.writeString(directory(), "a file where the directory should be");
    try (SegmentBuilder builder = spec.builders().open(directory(), TimeBounds.OPEN)) {
      builder.add(TestRecords.of(row(1)));
      assertThatThrownBy(() -> builder.add(TestRecords.of(row(2))))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("could not be persisted");
      assertThat(directory()).isRegularFile();
      assertThatThrownBy(builder::finish).isInstanceOf(IllegalStateException.class);
      assertThatThrownBy(() -> builder.add(TestRecords.of(row(3))))
          .isInstanceOf(IllegalStateException.class);
    }
  }

  @Test
  void finishingIsTriedAgainAfterAFailure() throws Exception {
    TestSpec spec = new TestSpec().tuning("maxRowsInMemory", "2");
    try (SegmentBuilder builder = spec.builders().open(directory(), TimeBounds.OPEN)) {
      builder.add(TestRecords.of(row(1), row(2), row(3), row(HOUR), row(HOUR), row(2 * HOUR)));
      Files.createDirectories(directory());
      Path blocker =
          Files.writeString(
              directory().resolve("finished"), "a file where the directory should be");
      assertThatThrownBy(builder::finish).isInstanceOf(IOException.class);
      assertThat(files(directory())).noneMatch(file -> file.toString().contains("unfinished"));
      assertThatThrownBy(() -> builder.add(TestRecords.of(row(1))))
          .isInstanceOf(IllegalStateException.class);
      Files.delete(blocker);
      List<FinishedSegment> segments = builder.finish();
      assertThat(TestRows.of(segments)).hasSize(6);
      assertThat(builder.finish()).as("finished once more").isEqualTo(segments);
    }
  }

  @Test
  void persistThatFailedIsRepeatedWhileFinishing() throws Exception {
    TestSpec spec = new TestSpec().tuning("maxRowsInMemory", "2");
    Files.writeString(directory(), "a file where the directory should be");
    try (SegmentBuilder builder = spec.builders().open(directory(), TimeBounds.OPEN)) {
      builder.add(TestRecords.of(row(1), row(2)));
      Files.delete(directory());
      assertThat(TestRows.of(builder.finish())).hasSize(2);
    }
  }

  @Test
  void closingDeletesEverything() throws Exception {
    TestSpec spec = new TestSpec().tuning("maxRowsInMemory", "2");
    SegmentBuilder builder = spec.builders().open(directory(), TimeBounds.OPEN);
    builder.add(TestRecords.of(row(1), row(2), row(3)));
    builder.finish();
    assertThat(directory()).exists();
    builder.close();
    builder.close();
    assertThat(directory()).doesNotExist();
    assertThatThrownBy(() -> builder.add(TestRecords.of(row(1))))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(builder::finish).isInstanceOf(IllegalStateException.class);
    assertThat(builder.views()).isEmpty();
  }

  @Test
  void rowsAreCombinedAcrossPersists() throws Exception {
    TestSpec spec =
        new TestSpec()
            .tuning("maxRowsInMemory", "2")
            .schema("dimensionsSpec", "{dimensions: ['page']}")
            .schema(
                "metricsSpec",
                "[{type: 'count', name: 'rows'}, {type: 'longSum', name: 'sum', fieldName: 'added'}]")
            .schema(
                "granularitySpec",
                "{segmentGranularity: 'day', queryGranularity: 'hour', rollup: true}");
    try (SegmentBuilder builder = spec.builders().open(directory(), TimeBounds.OPEN)) {
      List<String> rows = new ArrayList<>();
      for (int i = 0; i < 100; i++) {
        rows.add("{\"time\":%d,\"page\":\"%d\",\"added\":%d}".formatted(i, i % 4, i));
      }
      builder.add(TestRecords.of(rows));
      List<FinishedSegment> segments = builder.finish();
      assertThat(segments)
          .singleElement()
          .extracting(FinishedSegment::metrics)
          .isEqualTo("rows,sum");
      assertThat(segments.getFirst().rows()).isEqualTo(4);
      try (SegmentReader reader = SegmentReader.open(segments.getFirst().directory())) {
        assertThat(reader.sum("rows")).isEqualTo(100);
        assertThat(reader.sum("sum")).isEqualTo(4_950);
      }
    }
  }

  /**
   * Druid's own merge takes null for 0 here, with the aggregator itself instead of the one that
   * combines.
   */
  @Test
  void filteredMetricWithoutMatchStaysNullAcrossPersists() throws Exception {
    TestSpec spec =
        new TestSpec()
            .tuning("maxRowsInMemory", "2")
            .schema("dimensionsSpec", "{dimensions: ['page']}")
            .schema(
                "metricsSpec",
                """
                [{type: 'filtered', name: 'sum', filter: {type: 'selector', dimension: 'user', value: 'nobody'},
                  aggregator: {type: 'longSum', name: 'sum', fieldName: 'added'}}]
                """)
            .schema(
                "granularitySpec",
                "{segmentGranularity: 'day', queryGranularity: 'hour', rollup: true}");
    try (SegmentBuilder builder = spec.builders().open(directory(), TimeBounds.OPEN)) {
      builder.add(
          TestRecords.of(
              IntStream.range(0, 12)
                  .mapToObj(i -> "{\"time\":1,\"page\":\"%d\",\"added\":1}".formatted(i % 2))
                  .toList()));
      assertThat(TestRows.of(builder.finish()))
          .containsExactly("{__time=Long:0, page=String:0}", "{__time=Long:0, page=String:1}");
    }
  }

  /** How often rows are persisted depends on their number, not on that of their dimensions. */
  @Test
  @Timeout(120)
  void case33_threeThousandDimensionsArePersistedAsSeldomAsOne() throws Exception {
    assertThat(piecesOf("{dimensions: []}")).isEqualTo(piecesOf("{dimensions: ['column0']}"));
  }

  private int piecesOf(String dimensionsSpec) throws Exception {
    TestSpec spec =
        new TestSpec().tuning("maxRowsInMemory", "30").schema("dimensionsSpec", dimensionsSpec);
    try (SegmentBuilder builder = spec.builders().open(directory(), TimeBounds.OPEN)) {
      for (int row = 0; row < 100; row++) {
        builder.add(TestRecords.of(wideRow(row)));
      }
      try (Stream<Path> pieces = Files.list(directory().resolve("pieces"))) {
        return (int) pieces.count();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 6_000})
  @Timeout(120)
  void case33_threeThousandDimensionsBecomeOneSegment(int maxColumnsToMerge) throws Exception {
    TestSpec spec =
        new TestSpec()
            .tuning("maxRowsInMemory", "10")
            .tuning("maxColumnsToMerge", Integer.toString(maxColumnsToMerge))
            .schema("dimensionsSpec", "{dimensions: []}");
    try (SegmentBuilder builder = spec.builders().open(directory(), TimeBounds.OPEN)) {
      builder.add(
          TestRecords.of(IntStream.range(0, 50).mapToObj(SegmentBuilderTest::wideRow).toList()));
      FinishedSegment segment = builder.finish().getFirst();
      assertThat(segment.rows()).isEqualTo(50);
      assertThat(segment.dimensions().split(",")).hasSize(3_000);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{dimensions: ['column7', 'column5']}",
        "{dimensions: ['column7', 'column5'], dimensionExclusions: ['column1']}"
      })
  void case33_fieldsBesideTheListedDimensionsBecomeNoColumns(String dimensionsSpec)
      throws Exception {
    TestSpec spec = new TestSpec().schema("dimensionsSpec", dimensionsSpec);
    try (SegmentBuilder builder = spec.builders().open(directory(), TimeBounds.OPEN)) {
      builder.add(TestRecords.of(wideRow(1)));
      assertThat(builder.finish())
          .singleElement()
          .extracting(FinishedSegment::dimensions)
          .isEqualTo("column7,column5");
    }
  }

  private static String wideRow(int number) {
    return IntStream.range(0, 3_000)
        .mapToObj(i -> ",\"column%d\":\"v%d\"".formatted(i, (i + number) % 7))
        .collect(Collectors.joining("", "{\"time\":1", "}"));
  }

  static String row(long time) {
    return "{\"time\":%d,\"page\":\"p%d\",\"added\":%d}".formatted(time, time % 50, time);
  }

  private static List<Path> files(Path directory) throws IOException {
    if (!Files.exists(directory)) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(directory)) {
      return files.filter(Files::isRegularFile).toList();
    }
  }

  private static long size(Path directory) {
    try {
      long size = 0;
      for (Path file : files(directory)) {
        size += Files.size(file);
      }
      return size;
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
