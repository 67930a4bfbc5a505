package io.millrace.segments;

import io.millrace.segments.index.Directories;
import io.millrace.segments.library.ColumnValues;
import io.millrace.segments.library.DruidLibrary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.druid.segment.QueryableIndex;
import org.apache.druid.segment.QueryableIndexCursorFactory;
import org.apache.druid.segment.column.ColumnHolder;
import org.jspecify.annotations.Nullable;

/** Reads a finished segment back with Druid's own loader. Not thread-safe. */
public final class SegmentReader implements AutoCloseable {

  private final QueryableIndex index;
  private final @Nullable Path unpacked;

  private SegmentReader(QueryableIndex index, @Nullable Path unpacked) {
    this.index = index;
    this.unpacked = unpacked;
  }

  /**
   * Opens a segment.
   *
   * @param segment a directory of segment files, or the {@code index.zip} of one, which is unpacked
   *     into a temporary directory
   */
  public static SegmentReader open(Path segment) throws IOException {
    if (Files.isDirectory(segment)) {
      return new SegmentReader(load(segment), null);
    }
    Path unpacked = Files.createTempDirectory("segment");
    try {
      SegmentZip.unpack(segment, unpacked);
      return new SegmentReader(load(unpacked), unpacked);
    } catch (IOException | RuntimeException e) {
      Directories.deleteQuietly(unpacked);
      throw e;
    }
  }

  private static QueryableIndex load(Path directory) throws IOException {
    return DruidLibrary.instance().indexIO().loadIndex(directory.toFile());
  }

  /** Rows in the segment, after rollup. */
  public int rows() {
    return index.getNumRows();
  }

  /** Names of all columns, {@code __time} first, dimensions before metrics. */
  public List<String> columns() {
    Set<String> names = new LinkedHashSet<>();
    names.add(ColumnHolder.TIME_COLUMN_NAME);
    index.getAvailableDimensions().iterator().forEachRemaining(names::add);
    names.addAll(index.getColumnNames());
    return new ArrayList<>(names);
  }

  /**
   * Hands every row over, in the order of the segment, as column name to value: a {@link Long},
   * {@link Float}, {@link Double} or {@link String}, a {@link List} for several values, {@code
   * null} for none, and Druid's own object for a complex column.
   */
  public void forEachRow(Consumer<Map<String, @Nullable Object>> consumer) {
    List<String> columns = columns();
    ColumnValues.read(
        new QueryableIndexCursorFactory(index),
        columns,
        values -> {
          Map<String, @Nullable Object> row = new LinkedHashMap<>();
          for (int i = 0; i < values.length; i++) {
            row.put(columns.get(i), values[i]);
          }
          consumer.accept(row);
        });
  }

  /**
   * Hands every value of one column over, in the order of the segment, as {@link #forEachRow} does,
   * and reads no other.
   */
  public void forEachValue(String column, Consumer<@Nullable Object> consumer) {
    ColumnValues.read(
        new QueryableIndexCursorFactory(index),
        List.of(column),
        values -> consumer.accept(values[0]));
  }

  /**
   * Sum of a numeric column as a whole number, nulls left out; 0 for a column that is not there.
   */
  public long sum(String column) {
    long[] sum = {0};
    forEachValue(
        column,
        value -> {
          if (value instanceof Number number) {
            sum[0] += number.longValue();
          }
        });
    return sum[0];
  }

  @Override
  public void close() {
    index.close();
    if (unpacked != null) {
      Directories.deleteQuietly(unpacked);
    }
  }
}
