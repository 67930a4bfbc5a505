package io.millrace.segments;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.druid.hll.HyperLogLogCollector;
import org.jspecify.annotations.NullMarked;
import org.jspecify.annotations.Nullable;

/** Rows as text, to be compared: columns by name, those without a value left out. */
@NullMarked
public final class TestRows {

  private TestRows() {}

  public static String text(Map<String, ? extends @Nullable Object> row) {
    Map<String, String> named = new TreeMap<>();
    row.forEach(
        (column, value) -> {
          if (value != null) {
            named.put(column, value.getClass().getSimpleName() + ":" + plain(value));
          }
        });
    return named.toString();
  }

  private static String plain(Object value) {
    return value instanceof HyperLogLogCollector sketch
        ? String.valueOf(sketch.estimateCardinality())
        : String.valueOf(value);
  }

  /** All rows of finished segments, sorted. */
  public static List<String> of(List<FinishedSegment> segments) {
    List<String> rows = new ArrayList<>();
    for (FinishedSegment segment : segments) {
      try (SegmentReader reader = SegmentReader.open(segment.directory())) {
        reader.forEachRow(row -> rows.add(text(row)));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return rows.stream().sorted().toList();
  }
}
