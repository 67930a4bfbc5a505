package io.millrace.segments.index;

import io.millrace.segments.QueryableSegment;
import io.millrace.segments.schema.DataSchema;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ConcurrentSkipListMap;
import org.apache.druid.java.util.common.DateTimes;
import org.apache.druid.java.util.common.granularity.Granularity;
import org.joda.time.Interval;
import org.joda.time.chrono.ISOChronology;
import org.jspecify.annotations.Nullable;

/**
 * The time chunks of a sequence, by time. Rows are placed by one thread; the rest may be called
 * from any.
 */
final class TimeChunks {

  private final Granularity segmentGranularity;
  private final Granularity queryGranularity;
  private final ConcurrentSkipListMap<Long, TimeChunk> byStart = new ConcurrentSkipListMap<>();
  private @Nullable TimeChunk last;

  /**
   * Whether no time in the last chunk is truncated to one before it, so that the time itself tells
   * the chunk.
   */
  private boolean lastIsAligned;

  TimeChunks(DataSchema schema) {
    this.segmentGranularity = schema.segmentGranularity();
    this.queryGranularity = schema.queryGranularity();
  }

  /** The chunk of a row: the truncated time decides. */
  TimeChunk of(long time) {
    TimeChunk recent = last;
    if (lastIsAligned && recent != null && recent.contains(time)) {
      return recent;
    }
    long truncated = queryGranularity.bucketStart(time);
    Interval bucket = segmentGranularity.bucket(DateTimes.utc(truncated));
    Interval interval =
        new Interval(
            bucket.getStartMillis(), bucket.getEndMillis(), ISOChronology.getInstanceUTC());
    TimeChunk chunk =
        byStart.computeIfAbsent(interval.getStartMillis(), start -> new TimeChunk(interval));
    last = chunk;
    lastIsAligned =
        queryGranularity.bucketStart(interval.getStartMillis()) == interval.getStartMillis();
    return chunk;
  }

  Collection<TimeChunk> all() {
    return byStart.values();
  }

  int size() {
    return byStart.size();
  }

  /** Pieces that are on disk, or on their way there. */
  int persistedPieces() {
    return byStart.values().stream().mapToInt(TimeChunk::persistedPieces).sum();
  }

  long rowsInLargest() {
    return byStart.values().stream().mapToLong(TimeChunk::rows).max().orElse(0);
  }

  long rows() {
    return byStart.values().stream().mapToLong(TimeChunk::rows).sum();
  }

  List<QueryableSegment> views() {
    List<QueryableSegment> views = new ArrayList<>();
    byStart.values().forEach(chunk -> chunk.addViews(views));
    return views;
  }

  void release() {
    byStart.values().forEach(TimeChunk::release);
    byStart.clear();
    last = null;
  }
}
