package io.millrace.segments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RowHandlingTest {

  private static final String GOOD = "{\"time\": 1795323600000, \"page\": \"a\", \"added\": 3}";

  @TempDir Path directory;

  /** Failure case 32: whatever a record holds, the task goes on, and the record is counted. */
  @Test
  void oneBadRecordNeverFailsTheTask() throws Exception {
    TestRecords records =
        TestRecords.of(
            "", // empty
            null, // tombstone
            "[1, 2, 3]",
            "{\"time\": 17953236",
            "\"text\"",
            "{\"time\": \"when\", \"page\": \"a\"}",
            "{\"page\": \"no time\"}",
            "{\"time\": 1795323600000, \"page\": \"a\", \"added\": \"much\"}",
            "{\"time\": 1795323600000, \"page\": {\"nested\": [1]}, \"added\": [1, 2]}",
            "{\"time\": 1795323600000, \"page\": \"" + "x".repeat(21_000_000) + "\"}",
            "{\"time\": 1795323600000, \"page\": \"" + "y".repeat(1_000_000) + "\"}",
            "[".repeat(2_000),
            GOOD);
    records.add(new byte[] {'{', '"', 't', '"', ':', '"', (byte) 0xC3, (byte) 0x28, '"', '}'});
    records.add(new byte[] {(byte) 0xFF, (byte) 0xFE, 0, 1});
    try (SegmentBuilder builder = new TestSpec().builders().open(directory, TimeBounds.OPEN)) {
      builder.add(records);
      RowCounts counts = builder.counts();
      assertThat(counts.records()).isEqualTo(15);
      assertThat(counts.thrownAway()).isEqualTo(Map.of("null", 2L));
      assertThat(rows(counts)).isEqualTo(15);
      assertThat(counts.processed()).isEqualTo(2);
      assertThat(counts.unparseable() + counts.processedWithError()).isEqualTo(11);
      assertThat(builder.finish())
          .singleElement()
          .matches(s -> s.rows() == counts.processed() + counts.processedWithError());
    }
  }

  /** Failure case 32: an expression that recurses for every character runs out of stack. */
  @Test
  void recordThatAnExpressionRunsOutOfStackForCostsOneRow() throws Exception {
    String huge = "1795323600000 " + "ab".repeat(1_000_000);
    TestSpec spec =
        new TestSpec()
            .format("{type: 'regex', pattern: '^(\\\\d+) ((?:a|b)*)$', columns: ['time', 'page']}");
    try (SegmentBuilder builder = spec.builders().open(directory, TimeBounds.OPEN)) {
      builder.add(TestRecords.of("1795323600000 ab", huge, "1795323600000 ba"));

      assertThat(builder.counts().processed()).isEqualTo(2);
      assertThat(builder.counts().unparseable()).isEqualTo(1);
      assertThat(TestRows.of(builder.finish())).hasSize(2);
    }
  }

  @Test
  void rowThatTheFilterRunsOutOfStackForCostsOneRow() throws Exception {
    TestSpec spec =
        new TestSpec()
            .schema(
                "transformSpec",
                "{filter: {type: 'regex', dimension: 'page', pattern: '^(?:a|b)*$'}}");
    try (SegmentBuilder builder = spec.builders().open(directory, TimeBounds.OPEN)) {
      builder.add(
          TestRecords.of(
              GOOD,
              "{\"time\": 1795323600000, \"page\": \"" + "ab".repeat(1_000_000) + "\"}",
              "{\"time\": 1795323600000, \"page\": \"other\"}"));

      assertThat(builder.counts().processed()).isEqualTo(1);
      assertThat(builder.counts().unparseable()).isEqualTo(1);
      assertThat(builder.counts().thrownAway()).isEqualTo(Map.of("filtered", 1L));
    }
  }

  /** Whatever a clock or a producer made of the time, no row is lost without being counted. */
  @ParameterizedTest
  @ValueSource(strings = {"second", "hour", "day", "week", "month", "year", "all"})
  void timesAtTheEdgeOfWhatATimeCanBeAreCounted(String granularity) throws Exception {
    TestSpec spec =
        new TestSpec()
            .schema(
                "granularitySpec",
                "{segmentGranularity: '%s', queryGranularity: 'none', rollup: false}"
                    .formatted(granularity));
    try (SegmentBuilder builder = spec.builders().open(directory, TimeBounds.OPEN)) {
      for (long time :
          new long[] {
            Long.MIN_VALUE, Long.MIN_VALUE / 2, -1, 0, 1L << 60, Long.MAX_VALUE / 2, Long.MAX_VALUE
          }) {
        builder.add(TestRecords.of("{\"time\": %d, \"page\": \"a\"}".formatted(time)));
      }
      RowCounts counts = builder.counts();
      assertThat(counts.records()).isEqualTo(7);
      assertThat(rows(counts)).isEqualTo(7);
      assertThat(builder.finish().stream().mapToLong(FinishedSegment::rows).sum())
          .isEqualTo(counts.processed() + counts.processedWithError());
    }
  }

  @Test
  void badFieldIsNullAndTheRowIsKept() throws Exception {
    SegmentBuilders builders = new TestSpec().tuning("maxSavedParseExceptions", "5").builders();
    try (SegmentBuilder builder = builders.open(directory, TimeBounds.OPEN)) {
      builder.add(
          TestRecords.of("{\"time\": 1795323600000, \"page\": \"a\", \"added\": \"much\"}"));
      assertThat(builder.counts().processedWithError()).isEqualTo(1);
      assertThat(TestRows.of(builder.finish()))
          .containsExactly("{__time=Long:1795323600000, page=String:a}");
    }
    assertThat(builders.savedParseErrors())
        .singleElement()
        .satisfies(
            error -> {
              assertThat(error.errorType()).isEqualTo("processedWithError");
              assertThat(error.input()).contains("much");
              assertThat(error.details()).singleElement().asString().contains("added", "much");
            });
  }

  @Test
  void recordMayHoldSeveralRows() throws Exception {
    try (SegmentBuilder builder = new TestSpec().builders().open(directory, TimeBounds.OPEN)) {
      builder.add(TestRecords.of(GOOD + GOOD + "\n" + GOOD, GOOD + "{"));
      assertThat(builder.counts().processed()).isEqualTo(3);
      assertThat(builder.counts().unparseable()).as("all or nothing").isEqualTo(1);
    }
  }

  @Test
  void badLineOfARecordLeavesTheOthers() throws Exception {
    TestSpec spec = new TestSpec().format("{type: 'json', assumeNewlineDelimited: true}");
    try (SegmentBuilder builder = spec.builders().open(directory, TimeBounds.OPEN)) {
      builder.add(TestRecords.of(GOOD + "\n{\n" + GOOD));
      assertThat(builder.counts().processed()).isEqualTo(2);
      assertThat(builder.counts().unparseable()).isEqualTo(1);
    }
  }

  @Test
  void bytesOfDroppedRecordsCount() throws Exception {
    try (SegmentBuilder builder = new TestSpec().builders().open(directory, new TimeBounds(0, 0))) {
      builder.add(TestRecords.of(GOOD, "{", null));
      assertThat(builder.counts().bytes()).isEqualTo(GOOD.length() + 1);
    }
  }

  @Test
  void timeBoundsAreInclusive() throws Exception {
    TimeBounds bounds = new TimeBounds(1_000, 2_000);
    try (SegmentBuilder builder = new TestSpec().builders().open(directory, bounds)) {
      builder.add(
          TestRecords.of(
              "{\"time\":999}",
              "{\"time\":1000}",
              "{\"time\":2000}",
              "{\"time\":2001}",
              "{\"time\":9999}"));
      assertThat(builder.counts().processed()).isEqualTo(2);
      assertThat(builder.counts().thrownAway())
          .isEqualTo(Map.of("beforeMinimumMessageTime", 1L, "afterMaximumMessageTime", 2L));
    }
  }

  @Test
  void filterSeesTransformedValuesAndBoundsComeFirst() throws Exception {
    TestSpec spec =
        new TestSpec()
            .schema(
                "transformSpec",
                """
                {filter: {type: 'selector', dimension: 'page', value: 'A'},
                 transforms: [{type: 'expression', name: 'page', expression: 'upper(page)'}]}
                """);
    try (SegmentBuilder builder = spec.builders().open(directory, new TimeBounds(10, 100))) {
      builder.add(
          TestRecords.of(
              "{\"time\":10,\"page\":\"a\"}",
              "{\"time\":10,\"page\":\"b\"}",
              "{\"time\":1,\"page\":\"b\"}"));
      assertThat(builder.counts().thrownAway())
          .isEqualTo(Map.of("filtered", 1L, "beforeMinimumMessageTime", 1L));
      assertThat(TestRows.of(builder.finish())).containsExactly("{__time=Long:10, page=String:A}");
    }
  }

  @Test
  void failingTransformCostsOneRow() throws Exception {
    TestSpec spec =
        new TestSpec()
            .schema(
                "transformSpec",
                "{transforms: [{type: 'expression', name: '__time', expression: \"added / page\"}]}");
    try (SegmentBuilder builder = spec.builders().open(directory, TimeBounds.OPEN)) {
      builder.add(
          TestRecords.of(
              "{\"time\":5,\"added\":1,\"page\":0}", "{\"time\":5,\"added\":10,\"page\":2}"));
      assertThat(rows(builder.counts())).isEqualTo(2);
      assertThat(builder.counts().unparseable()).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{type: 'csv', columns: ['time', 'page', 'added']}|7,a,3",
        "{type: 'tsv', delimiter: ';', columns: ['time', 'page', 'added']}|7;a;3",
        "{type: 'regex', pattern: '(.*?) (.*?) (.*)', columns: ['time', 'page', 'added']}|7 a 3",
        "{type: 'json', flattenSpec: {fields: [{type: 'path', name: 'page', expr: '$.p.q[0]'}]}}"
            + "|{\"time\":7,\"p\":{\"q\":[\"a\"]},\"added\":3}",
        "{type: 'json', flattenSpec: {fields: [{type: 'jq', name: 'page', expr: '.p.q'}]}}"
            + "|{\"time\":7,\"p\":{\"q\":\"a\"},\"added\":3}",
      })
  void formatsGiveTheSameRow(String format, String record) throws Exception {
    try (SegmentBuilder builder =
        new TestSpec().format(format).builders().open(directory, TimeBounds.OPEN)) {
      builder.add(TestRecords.of(record));
      assertThat(TestRows.of(builder.finish()))
          .containsExactly("{__time=Long:7, added=Long:3, page=String:a}");
    }
  }

  @Test
  void linesFormatKeepsTheLine() throws Exception {
    TestSpec spec =
        new TestSpec()
            .format("{type: 'lines'}")
            .schema("timestampSpec", "{column: 'none', missingValue: '2026-11-22T05:00:00Z'}")
            .schema("dimensionsSpec", "{dimensions: ['line']}");
    try (SegmentBuilder builder = spec.builders().open(directory, TimeBounds.OPEN)) {
      builder.add(TestRecords.of("a,b {"));
      assertThat(TestRows.of(builder.finish()))
          .containsExactly("{__time=Long:1795323600000, line=String:a,b {}");
    }
  }

  @Test
  void limitCountsOverAllBuildersOfTheTask() throws Exception {
    SegmentBuilders builders = new TestSpec().tuning("maxParseExceptions", "2").builders();
    try (SegmentBuilder first = builders.open(directory.resolve("1"), TimeBounds.OPEN);
        SegmentBuilder second = builders.open(directory.resolve("2"), TimeBounds.OPEN)) {
      first.add(TestRecords.of("{", "{\"time\": 1, \"added\": \"x\"}"));
      assertThatThrownBy(() -> second.add(TestRecords.of(GOOD, "{")))
          .isInstanceOf(ParseLimitException.class)
          .hasMessageContaining("maxParseExceptions allows 2");
      assertThat(second.counts().processed()).isEqualTo(1);
      assertThat(second.counts().unparseable()).isEqualTo(1);
      assertThatThrownBy(second::finish).isInstanceOf(IllegalStateException.class);
      assertThat(first.finish()).hasSize(1);
    }
  }

  @Test
  void reportParseExceptionsAllowsNone() throws Exception {
    SegmentBuilders builders =
        new TestSpec()
            .tuning("reportParseExceptions", "true")
            .tuning("maxSavedParseExceptions", "9")
            .builders();
    try (SegmentBuilder builder = builders.open(directory, TimeBounds.OPEN)) {
      assertThatThrownBy(() -> builder.add(TestRecords.of("{")))
          .isInstanceOf(ParseLimitException.class);
    }
    assertThat(builders.savedParseErrors()).hasSize(1);
  }

  @Test
  void thrownAwayRowsNeverCountTowardsTheLimit() throws Exception {
    SegmentBuilders builders = new TestSpec().tuning("maxParseExceptions", "0").builders();
    try (SegmentBuilder builder = builders.open(directory, new TimeBounds(0, 0))) {
      builder.add(TestRecords.of(null, GOOD, ""));
      assertThat(rows(builder.counts())).isEqualTo(3);
    }
  }

  @Test
  void newestParseErrorsAreSaved() throws Exception {
    Instant now = Instant.parse("2026-11-22T05:00:00Z");
    TestSpec spec =
        new TestSpec().tuning("maxSavedParseExceptions", "2").tuning("logParseExceptions", "true");
    SegmentBuilders builders = spec.builders(Runnable::run, InstantSource.fixed(now));
    try (SegmentBuilder builder = builders.open(directory, TimeBounds.OPEN)) {
      builder.add(TestRecords.of("{1", "{2", "{" + "3".repeat(5_000)));
    }
    List<ParseError> saved = builders.savedParseErrors();
    assertThat(saved).extracting(ParseError::errorType).containsOnly("unparseable");
    assertThat(saved).extracting(ParseError::time).containsOnly(now);
    assertThat(saved.get(0).input()).isEqualTo("{2");
    assertThat(saved.get(1).input()).hasSize(1_000).startsWith("{333");
  }

  @Test
  void positionOfTheRecordsIsLeftAlone() throws Exception {
    var value = java.nio.ByteBuffer.wrap(("??" + GOOD + "??").getBytes(StandardCharsets.UTF_8));
    value.position(2).limit(2 + GOOD.length());
    RawRecords records =
        new RawRecords() {
          @Override
          public int size() {
            return 1;
          }

          @Override
          public java.nio.ByteBuffer value(int index) {
            return value;
          }

          @Override
          public long timestamp(int index) {
            return -1;
          }
        };
    try (SegmentBuilder builder = new TestSpec().builders().open(directory, TimeBounds.OPEN)) {
      builder.add(records);
      builder.add(records);
      assertThat(builder.counts().processed()).isEqualTo(2);
    }
  }

  private static long rows(RowCounts counts) {
    long thrownAway = counts.thrownAway().values().stream().mapToLong(Long::longValue).sum();
    return counts.processed() + counts.processedWithError() + thrownAway + counts.unparseable();
  }
}
