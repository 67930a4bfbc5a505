package io.millrace.segments.index;

import java.nio.file.Path;
import java.util.Optional;
import org.apache.druid.segment.QueryableIndex;
import org.apache.druid.segment.QueryableIndexSegment;
import org.apache.druid.segment.ReferenceCountedSegmentProvider;
import org.apache.druid.segment.Segment;
import org.apache.druid.timeline.SegmentId;

/** Rows in files that are mapped into memory; they stay readable when the files are deleted. */
final class DiskPiece implements Piece {

  private final Path directory;
  private final QueryableIndex index;
  private final ReferenceCountedSegmentProvider segments;

  DiskPiece(Path directory, QueryableIndex index, SegmentId id) {
    this.directory = directory;
    this.index = index;
    this.segments = ReferenceCountedSegmentProvider.of(new QueryableIndexSegment(index, id));
  }

  Path directory() {
    return directory;
  }

  QueryableIndex index() {
    return index;
  }

  @Override
  public int rows() {
    return index.getNumRows();
  }

  @Override
  public Optional<Segment> acquire() {
    return segments.acquireReference();
  }

  @Override
  public void release() {
    segments.close();
  }
}
