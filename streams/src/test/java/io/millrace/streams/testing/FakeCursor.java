package io.millrace.streams.testing;

import io.millrace.streams.PartitionId;
import io.millrace.streams.StreamException;
import io.millrace.streams.StreamException.Kind;
import io.millrace.streams.StreamRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Where one reader of a {@link FakeStream} stands in one partition. */
final class FakeCursor {

  /** So that a reader needs several polls, as with Kafka. */
  private static final int MAX_RECORDS = 500;

  private final PartitionId id;
  private long next;
  private long end = Long.MAX_VALUE;

  FakeCursor(PartitionId id, long start) {
    this.id = id;
    this.next = start;
  }

  PartitionId id() {
    return id;
  }

  long next() {
    return next;
  }

  void limit(long newEnd) {
    end = newEnd;
  }

  List<StreamRecord> read(FakePartition partition) throws StreamException {
    if (next >= end) {
      return List.of();
    }
    if (!partition.holds(next)) {
      throw new StreamException(
          Kind.POSITION_OUT_OF_RANGE,
          "partition %s has no position %d; readable are %d to %d"
              .formatted(id, next, partition.earliest(), partition.latest()),
          null);
    }
    List<StreamRecord> records = new ArrayList<>();
    for (Map.Entry<Long, StreamRecord> entry :
        partition.between(next, Math.min(end, partition.latest())).entrySet()) {
      if (records.size() == MAX_RECORDS) {
        return records;
      }
      records.add(copy(entry.getValue()));
      next = entry.getKey() + 1;
    }
    next = Math.min(end, partition.latest());
    return records;
  }

  /** Each reader may move the buffer's position. */
  private static StreamRecord copy(StreamRecord record) {
    return record.value() == null
        ? record
        : new StreamRecord(record.timestamp(), record.value().duplicate());
  }
}
