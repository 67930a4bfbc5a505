package io.millrace.segments.index;

import io.millrace.segments.FinishedSegment;
import io.millrace.segments.schema.DataSchema;
import io.millrace.segments.schema.Tuning;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.druid.query.aggregation.AggregatorFactory;
import org.apache.druid.segment.QueryableIndex;
import org.apache.druid.segment.SegmentUtils;

/**
 * Makes one segment of the pieces of a time chunk. A single piece is the segment already: in memory
 * it is written once, as a segment; on disk it is taken as it is, unless pieces are stored
 * differently from segments. Only several pieces are merged.
 */
final class ChunkFinisher {

  private final DataSchema schema;
  private final Tuning tuning;
  private final PieceFiles files;
  private final PieceFactory pieces;

  ChunkFinisher(DataSchema schema, Tuning tuning, PieceFiles files, PieceFactory pieces) {
    this.schema = schema;
    this.tuning = tuning;
    this.files = files;
    this.pieces = pieces;
  }

  FinishedSegment finish(TimeChunk chunk) throws IOException {
    chunk.seal();
    Path target = pieces.finished(chunk);
    List<MemoryPiece> inMemory = chunk.sealed();
    List<DiskPiece> onDisk = chunk.persisted();
    if (isFinished(inMemory, onDisk, target)) {
      return describe(chunk, onDisk.getFirst());
    }
    if (onDisk.isEmpty() && inMemory.size() == 1) {
      files.persist(inMemory.getFirst().index(), chunk.interval(), tuning.indexSpec(), target);
    } else if (inMemory.isEmpty() && onDisk.size() == 1 && storedAlike()) {
      files.link(onDisk.getFirst().directory(), target);
    } else {
      merge(chunk, inMemory, target);
    }
    DiskPiece whole = pieces.onDisk(target, chunk);
    chunk.merged(whole).forEach(former -> Directories.deleteQuietly(former.directory()));
    return describe(chunk, whole);
  }

  /** Finishing got as far as the segment before, and failed behind it. */
  private static boolean isFinished(
      List<MemoryPiece> inMemory, List<DiskPiece> onDisk, Path target) {
    return inMemory.isEmpty() && onDisk.size() == 1 && onDisk.getFirst().directory().equals(target);
  }

  private boolean storedAlike() {
    return tuning
        .intermediateIndexSpec()
        .getEffectiveSpec()
        .equals(tuning.indexSpec().getEffectiveSpec());
  }

  private void merge(TimeChunk chunk, List<MemoryPiece> inMemory, Path target) throws IOException {
    for (MemoryPiece piece : inMemory) {
      chunk.persisted(piece, pieces.persist(piece, chunk));
    }
    List<QueryableIndex> indexes = new ArrayList<>();
    chunk.persisted().forEach(piece -> indexes.add(piece.index()));
    files.merge(indexes, target);
  }

  private FinishedSegment describe(TimeChunk chunk, DiskPiece segment) throws IOException {
    List<String> dimensions = new ArrayList<>();
    segment.index().getAvailableDimensions().iterator().forEachRemaining(dimensions::add);
    return new FinishedSegment(
        chunk.interval().toString(),
        segment.directory(),
        String.join(",", dimensions),
        schema.metrics().stream().map(AggregatorFactory::getName).collect(Collectors.joining(",")),
        SegmentUtils.getVersionFromDir(segment.directory().toFile()),
        Directories.size(segment.directory()),
        segment.rows());
  }
}
