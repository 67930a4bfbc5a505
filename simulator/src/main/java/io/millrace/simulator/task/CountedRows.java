package io.millrace.simulator.task;

import io.millrace.segments.FinishedSegment;
import io.millrace.segments.QueryableSegment;
import io.millrace.segments.RawRecords;
import io.millrace.segments.RowCounts;
import io.millrace.segments.SegmentBuilder;
import io.millrace.simulator.storage.SharedStorage;
import io.millrace.simulator.stream.GeneratedStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A segment builder that only remembers which rows it was given. Rows of even and odd partitions
 * fall into different time chunks.
 */
final class CountedRows implements SegmentBuilder {

  private static final int CHUNKS = 2;

  private final SharedStorage storage;
  private final Path folder;
  private final Map<Integer, Rows> chunks = new TreeMap<>();
  private final List<Path> finished = new ArrayList<>();
  private long records;
  private long processed;
  private long bytes;

  private static final class Rows {
    long[] ids = new long[16];
    int count;

    void add(long id) {
      if (count == ids.length) {
        ids = Arrays.copyOf(ids, 2 * count);
      }
      ids[count++] = id;
    }
  }

  CountedRows(SharedStorage storage, Path folder) {
    this.storage = storage;
    this.folder = folder;
  }

  @Override
  public void add(RawRecords raw) {
    for (int index = 0; index < raw.size(); index++) {
      ByteBuffer value = raw.value(index);
      records++;
      if (value == null) {
        continue;
      }
      bytes += value.remaining();
      long row = value.getLong();
      if (GeneratedStream.isGood(row & ((1L << 40) - 1))) {
        processed++;
        chunks.computeIfAbsent((int) (row >> 40) % CHUNKS, absent -> new Rows()).add(row);
      }
    }
  }

  @Override
  public RowCounts counts() {
    return new RowCounts(records, processed, 0, Map.of(), records - processed, bytes);
  }

  @Override
  public long rowsInLargestSegment() {
    return chunks.values().stream().mapToInt(rows -> rows.count).max().orElse(0);
  }

  @Override
  public long totalRows() {
    return processed;
  }

  @Override
  public List<QueryableSegment> views() {
    return List.of();
  }

  @Override
  public List<FinishedSegment> finish() {
    List<FinishedSegment> segments = new ArrayList<>();
    chunks.forEach(
        (chunk, rows) -> {
          Path path = folder.resolve("chunk-" + chunk);
          storage.keepOnScratch(path, Arrays.copyOf(rows.ids, rows.count));
          finished.add(path);
          segments.add(
              new FinishedSegment(
                  "2026-01-01T0%d:00:00.000Z/2026-01-01T0%d:00:00.000Z".formatted(chunk, chunk + 1),
                  path,
                  "page",
                  "count",
                  9,
                  8L * rows.count,
                  rows.count));
        });
    return segments;
  }

  @Override
  public void close() {
    finished.forEach(storage::dropFromScratch);
  }
}
