package io.millrace.segments.rows;

import io.millrace.segments.RowCounts;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Counts what becomes of the records of a sequence. Counted by one thread; {@link #published} may
 * be called from any.
 */
public final class RowTally {

  private final Map<ThrownAway, Long> thrownAway = new EnumMap<>(ThrownAway.class);
  private long records;
  private long bytes;
  private long processed;
  private long processedWithError;
  private long unparseable;

  private volatile RowCounts published = new RowCounts(0, 0, 0, Map.of(), 0, 0);

  public void record(int size) {
    records++;
    bytes += size;
  }

  public void processed() {
    processed++;
  }

  public void processedWithError() {
    processedWithError++;
  }

  public void unparseable() {
    unparseable++;
  }

  public void thrownAway(ThrownAway reason) {
    thrownAway.merge(reason, 1L, Long::sum);
  }

  /** Shows what was counted so far to other threads, as one consistent picture. */
  public void publish() {
    Map<String, Long> byReason = new LinkedHashMap<>();
    thrownAway.forEach((reason, count) -> byReason.put(reason.reason(), count));
    published = new RowCounts(records, processed, processedWithError, byReason, unparseable, bytes);
  }

  public RowCounts published() {
    return published;
  }
}
