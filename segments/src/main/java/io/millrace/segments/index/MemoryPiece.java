package io.millrace.segments.index;

import java.util.Optional;
import org.apache.druid.segment.IncrementalIndexSegment;
import org.apache.druid.segment.ReferenceCountedSegmentProvider;
import org.apache.druid.segment.Segment;
import org.apache.druid.segment.incremental.IncrementalIndex;
import org.apache.druid.timeline.SegmentId;

/** Rows in an in-memory index. Rows are added by one thread; queries may run beside it. */
final class MemoryPiece implements Piece {

  private final IncrementalIndex index;
  private final ReferenceCountedSegmentProvider segments;

  MemoryPiece(IncrementalIndex index, SegmentId id) {
    this.index = index;
    this.segments = ReferenceCountedSegmentProvider.of(new IncrementalIndexSegment(index, id));
  }

  IncrementalIndex index() {
    return index;
  }

  @Override
  public int rows() {
    return index.numRows();
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
