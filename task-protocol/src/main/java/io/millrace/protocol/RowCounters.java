package io.millrace.protocol;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * What became of the records of a range. Per sequence, {@code processed + processedWithError +
 * thrownAway + unparseable} is the number of rows that the records held.
 *
 * @param records records read from the stream
 * @param processed rows added without error
 * @param processedWithError rows added with at least one bad field
 * @param thrownAway rows dropped on purpose, by reason: {@code null}, {@code
 *     beforeMinimumMessageTime}, {@code afterMaximumMessageTime}, {@code filtered}
 * @param unparseable records or rows that no row could be made of
 * @param bytes raw bytes read, dropped ones included
 */
public record RowCounters(
    long records,
    long processed,
    long processedWithError,
    Map<String, Long> thrownAway,
    long unparseable,
    long bytes) {

  public static final RowCounters ZERO = new RowCounters(0, 0, 0, Map.of(), 0, 0);

  public RowCounters {
    thrownAway = Collections.unmodifiableMap(new TreeMap<>(thrownAway));
  }

  public RowCounters plus(RowCounters other) {
    Map<String, Long> reasons = new TreeMap<>(thrownAway);
    other.thrownAway.forEach((reason, count) -> reasons.merge(reason, count, Long::sum));
    return new RowCounters(
        records + other.records,
        processed + other.processed,
        processedWithError + other.processedWithError,
        reasons,
        unparseable + other.unparseable,
        bytes + other.bytes);
  }
}
