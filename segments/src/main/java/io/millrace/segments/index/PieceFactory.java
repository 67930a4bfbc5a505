package io.millrace.segments.index;

import io.millrace.segments.schema.DataSchema;
import io.millrace.segments.schema.Tuning;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.druid.segment.column.ColumnFormat;
import org.apache.druid.segment.incremental.IncrementalIndex;
import org.apache.druid.segment.incremental.IncrementalIndexSchema;
import org.apache.druid.timeline.SegmentId;
import org.joda.time.Interval;

/** Makes the pieces of the time chunks of a sequence and gives them their names. Thread-safe. */
final class PieceFactory {

  private static final String VERSION = "unpublished";

  private final DataSchema schema;
  private final Tuning tuning;
  private final PieceFiles files;
  private final Path directory;
  private final AtomicInteger lastNumber = new AtomicInteger();
  private final Map<TimeChunk, DiscoveredColumns> discovered = new HashMap<>();

  PieceFactory(DataSchema schema, Tuning tuning, PieceFiles files, Path directory) {
    this.schema = schema;
    this.tuning = tuning;
    this.files = files;
    this.directory = directory;
  }

  /** An empty piece that takes rows of the chunk. */
  MemoryPiece inMemory(TimeChunk chunk) {
    IncrementalIndex index =
        tuning
            .memoryIndex()
            .builder()
            .setIndexSchema(schemaOf(chunk.interval()))
            .setMaxRowCount(Integer.MAX_VALUE)
            .setMaxBytesInMemory(-1)
            .build();
    synchronized (discovered) {
      DiscoveredColumns before = discovered.get(chunk);
      if (before != null) {
        index.loadDimensionIterable(before.order(), before.formats());
      }
    }
    return new MemoryPiece(index, id(chunk));
  }

  private IncrementalIndexSchema schemaOf(Interval interval) {
    return IncrementalIndexSchema.builder()
        .withMinTimestamp(interval.getStartMillis())
        .withTimestampSpec(schema.rows().getTimestampSpec())
        .withQueryGranularity(schema.queryGranularity())
        .withDimensionsSpec(schema.rows().getDimensionsSpec())
        .withMetrics(schema.metricArray())
        .withRollup(schema.rollup())
        .withProjections(schema.projections())
        .build();
  }

  /**
   * Keeps the order of discovered dimensions, so that the next piece has the same and both can be
   * merged in it.
   */
  void remember(TimeChunk chunk, IncrementalIndex index) {
    if (!schema.rows().getDimensionsSpec().hasFixedDimensions()) {
      synchronized (discovered) {
        discovered.put(
            chunk, new DiscoveredColumns(index.getDimensionOrder(), index.getColumnFormats()));
      }
    }
  }

  DiskPiece persist(MemoryPiece piece, TimeChunk chunk) throws IOException {
    Path target = directory.resolve("pieces").resolve(String.valueOf(lastNumber.incrementAndGet()));
    files.persist(piece.index(), chunk.interval(), tuning.intermediateIndexSpec(), target);
    return onDisk(target, chunk);
  }

  DiskPiece onDisk(Path target, TimeChunk chunk) throws IOException {
    return new DiskPiece(target, files.load(target), id(chunk));
  }

  /** Where the finished segment of a chunk goes. */
  Path finished(TimeChunk chunk) {
    return directory.resolve("finished").resolve(String.valueOf(chunk.interval().getStartMillis()));
  }

  private SegmentId id(TimeChunk chunk) {
    return SegmentId.of(
        schema.dataSource(), chunk.interval(), VERSION, lastNumber.incrementAndGet());
  }

  private record DiscoveredColumns(List<String> order, Map<String, ColumnFormat> formats) {}
}
