package io.millrace.segments;

import org.apache.druid.segment.Segment;

/**
 * Rows of one open or persisted piece of a segment, for Druid's query engines. It stays readable
 * until it is closed.
 */
public interface QueryableSegment extends AutoCloseable {

  /** The time chunk, {@code start/end} in ISO-8601 with milliseconds and {@code Z}. */
  String interval();

  Segment segment();

  @Override
  void close();
}
