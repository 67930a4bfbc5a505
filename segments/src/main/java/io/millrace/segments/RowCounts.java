package io.millrace.segments;

import java.util.Map;

/**
 * What became of the records of one sequence, by the rules of Druid's row handling.
 *
 * @param records raw records
 * @param processed rows added without error
 * @param processedWithError rows added with at least one bad field
 * @param thrownAway rows dropped on purpose, by reason: {@code null}, {@code
 *     beforeMinimumMessageTime}, {@code afterMaximumMessageTime}, {@code filtered}
 * @param unparseable records or rows that no row could be made of
 * @param bytes raw bytes, dropped ones included
 */
public record RowCounts(
    long records,
    long processed,
    long processedWithError,
    Map<String, Long> thrownAway,
    long unparseable,
    long bytes) {

  public RowCounts {
    thrownAway = Map.copyOf(thrownAway);
  }
}
