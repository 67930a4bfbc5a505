package io.millrace.segments.index;

import io.millrace.segments.QueryableSegment;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.druid.segment.Segment;

/** A reference to a piece, given back once however often it is closed. */
final class SegmentView implements QueryableSegment {

  private final String interval;
  private final Segment segment;
  private final AtomicBoolean closed = new AtomicBoolean();

  SegmentView(String interval, Segment segment) {
    this.interval = interval;
    this.segment = segment;
  }

  @Override
  public String interval() {
    return interval;
  }

  @Override
  public Segment segment() {
    return segment;
  }

  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      try {
        segment.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
