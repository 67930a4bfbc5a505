package io.millrace.streams.testing;

import io.millrace.streams.StreamRecord;
import java.util.Map;
import java.util.NavigableMap;
import java.util.OptionalLong;
import java.util.TreeMap;

/** A partition of a {@link FakeStream}: records by position, with gaps. Guarded by the stream. */
final class FakePartition {

  private final NavigableMap<Long, StreamRecord> records = new TreeMap<>();
  private long earliest;
  private long latest;

  long earliest() {
    return earliest;
  }

  /** The position of the next record. */
  long latest() {
    return latest;
  }

  void append(StreamRecord record) {
    records.put(latest, record);
    latest++;
  }

  void appendGap(int length) {
    latest += length;
  }

  void deleteBefore(long position) {
    earliest = Math.max(earliest, Math.min(position, latest));
    records.headMap(earliest).clear();
  }

  /** Where the first record of {@code timestamp} or later lies; the next one when there is none. */
  long atOrAfter(long timestamp) {
    return records.entrySet().stream()
        .filter(record -> record.getValue().timestamp() >= timestamp)
        .map(Map.Entry::getKey)
        .findFirst()
        .orElse(latest);
  }

  boolean holds(long position) {
    return position >= earliest && position <= latest;
  }

  OptionalLong lastTimeBefore(long position) {
    Map.Entry<Long, StreamRecord> last = records.lowerEntry(position);
    return last == null ? OptionalLong.empty() : OptionalLong.of(last.getValue().timestamp());
  }

  /** Records from {@code from} on, before {@code to}, by position. */
  Map<Long, StreamRecord> between(long from, long to) {
    return from >= to ? Map.of() : records.subMap(from, to);
  }
}
