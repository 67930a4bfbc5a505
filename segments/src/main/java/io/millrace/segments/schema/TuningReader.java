package io.millrace.segments.schema;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.apache.druid.segment.IndexSpec;
import org.apache.druid.segment.data.BitmapSerdeFactory;
import org.apache.druid.segment.data.CompressionStrategy;
import org.apache.druid.segment.incremental.AppendableIndexSpec;
import org.apache.druid.segment.incremental.OnheapIncrementalIndex;
import org.apache.druid.segment.writeout.SegmentWriteOutMediumFactory;
import org.apache.druid.segment.writeout.TmpFileSegmentWriteOutMediumFactory;
import org.joda.time.Period;
import org.jspecify.annotations.Nullable;

/**
 * Reads what building segments needs of a {@code tuningConfig}; the rest of it belongs to others
 * and is not looked at.
 */
final class TuningReader {

  private static final String PATH = "tuningConfig";
  private static final int DEFAULT_MAX_ROWS = 150_000;
  private static final int HEAP_SHARE = 6;

  private final DruidJson json;
  private final Problems problems;

  TuningReader(DruidJson json, Problems problems) {
    this.json = json;
    this.problems = problems;
  }

  Optional<Tuning> read(JsonNode node) {
    JsonNode present = Nodes.absent(node) ? JsonNodeFactory.instance.objectNode() : node;
    checkType(present, "appendableIndexSpec", PATH, AppendableIndexSpec.class);
    checkType(present, "segmentWriteOutMediumFactory", PATH, SegmentWriteOutMediumFactory.class);
    for (String spec : List.of("indexSpec", "indexSpecForIntermediatePersists")) {
      checkType(Nodes.get(present, spec), "bitmap", PATH + "." + spec, BitmapSerdeFactory.class);
    }
    return json.read(present, PATH, Properties.class).flatMap(this::check);
  }

  private void checkType(JsonNode parent, String property, String path, Class<?> base) {
    json.typeIsKnown(Nodes.get(parent, property), path + "." + property, base);
  }

  private Optional<Tuning> check(Properties read) {
    int maxRows = positive("maxRowsInMemory", read.maxRowsInMemory, DEFAULT_MAX_ROWS);
    Duration period = duration(read.intermediatePersistPeriod);
    int maxErrors = notNegative("maxParseExceptions", read.maxParseExceptions, Integer.MAX_VALUE);
    int maxSaved = notNegative("maxSavedParseExceptions", read.maxSavedParseExceptions, 0);
    boolean failAtFirst = Boolean.TRUE.equals(read.reportParseExceptions);
    if (!problems.none()) {
      return Optional.empty();
    }
    IndexSpec indexSpec = Objects.requireNonNullElseGet(read.indexSpec, IndexSpec::getDefault);
    return Optional.of(
        new Tuning(
            Objects.requireNonNullElseGet(
                read.appendableIndexSpec, OnheapIncrementalIndex.Spec::new),
            maxRows,
            bytesInMemory(Objects.requireNonNullElse(read.maxBytesInMemory, 0L)),
            Boolean.TRUE.equals(read.skipBytesInMemoryOverheadCheck),
            period,
            indexSpec,
            Objects.requireNonNullElseGet(
                read.indexSpecForIntermediatePersists, () -> uncompressed(indexSpec)),
            Objects.requireNonNullElse(
                read.segmentWriteOutMediumFactory, TmpFileSegmentWriteOutMediumFactory.instance()),
            Objects.requireNonNullElse(read.maxColumnsToMerge, -1),
            new ParseLimits(
                failAtFirst ? 0 : maxErrors,
                failAtFirst ? Math.min(1, maxSaved) : maxSaved,
                Boolean.TRUE.equals(read.logParseExceptions))));
  }

  /** Pieces live until the merge, which would only have to undo their compression. */
  private static IndexSpec uncompressed(IndexSpec spec) {
    return IndexSpec.builder()
        .withBitmapSerdeFactory(spec.getBitmapSerdeFactory())
        .withStringDictionaryEncoding(spec.getStringDictionaryEncoding())
        .withLongEncoding(spec.getLongEncoding())
        .withAutoColumnFormatSpec(spec.getAutoColumnFormatSpec())
        .withStringColumnFormatSpec(spec.getStringColumnFormatSpec())
        .withDimensionCompression(CompressionStrategy.UNCOMPRESSED)
        .withMetricCompression(CompressionStrategy.UNCOMPRESSED)
        .build();
  }

  private static long bytesInMemory(long configured) {
    if (configured < 0) {
      return Long.MAX_VALUE;
    }
    return configured == 0 ? Runtime.getRuntime().maxMemory() / HEAP_SHARE : configured;
  }

  private int positive(String property, @Nullable Integer value, int byDefault) {
    if (value != null && value <= 0) {
      problems.add(PATH + "." + property, "found " + value + ", expected a number above 0");
    }
    return Objects.requireNonNullElse(value, byDefault);
  }

  private int notNegative(String property, @Nullable Integer value, int byDefault) {
    if (value != null && value < 0) {
      problems.add(PATH + "." + property, "found " + value + ", expected 0 or more");
    }
    return Objects.requireNonNullElse(value, byDefault);
  }

  private Duration duration(@Nullable String period) {
    if (period == null) {
      return Duration.ofMinutes(10);
    }
    try {
      return Duration.ofMillis(new Period(period).toStandardDuration().getMillis());
    } catch (IllegalArgumentException | UnsupportedOperationException | ArithmeticException e) {
      problems.add(
          PATH + ".intermediatePersistPeriod",
          "found '%s', expected an ISO-8601 period without years and months, such as PT10M"
              .formatted(period));
      return Duration.ZERO;
    }
  }

  /** The properties as they are written. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  record Properties(
      @JsonProperty("appendableIndexSpec") @Nullable AppendableIndexSpec appendableIndexSpec,
      @JsonProperty("maxRowsInMemory") @Nullable Integer maxRowsInMemory,
      @JsonProperty("maxBytesInMemory") @Nullable Long maxBytesInMemory,
      @JsonProperty("skipBytesInMemoryOverheadCheck")
          @Nullable Boolean skipBytesInMemoryOverheadCheck,
      @JsonProperty("intermediatePersistPeriod") @Nullable String intermediatePersistPeriod,
      @JsonProperty("indexSpec") @Nullable IndexSpec indexSpec,
      @JsonProperty("indexSpecForIntermediatePersists")
          @Nullable IndexSpec indexSpecForIntermediatePersists,
      @JsonProperty("segmentWriteOutMediumFactory")
          @Nullable SegmentWriteOutMediumFactory segmentWriteOutMediumFactory,
      @JsonProperty("maxColumnsToMerge") @Nullable Integer maxColumnsToMerge,
      @JsonProperty("maxParseExceptions") @Nullable Integer maxParseExceptions,
      @JsonProperty("maxSavedParseExceptions") @Nullable Integer maxSavedParseExceptions,
      @JsonProperty("reportParseExceptions") @Nullable Boolean reportParseExceptions,
      @JsonProperty("logParseExceptions") @Nullable Boolean logParseExceptions) {}
}
