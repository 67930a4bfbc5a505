package io.millrace.streams.kafka;

import io.millrace.streams.PartitionId;
import io.millrace.streams.StreamRecord;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * Where the reading of one partition stands, and where it has to stop. Stands apart from the
 * consumer's own position, which runs past the end when records beyond it were fetched.
 */
final class PartitionCursor {

  private final PartitionId id;
  private final TopicPartition partition;
  private long next;
  private long end = Long.MAX_VALUE;

  PartitionCursor(PartitionId id, TopicPartition partition, long start) {
    this.id = id;
    this.partition = partition;
    this.next = start;
  }

  PartitionId id() {
    return id;
  }

  TopicPartition partition() {
    return partition;
  }

  /** The next position to read. */
  long next() {
    return next;
  }

  boolean isLimited() {
    return end != Long.MAX_VALUE;
  }

  boolean isAtEnd() {
    return next >= end;
  }

  void limit(long newEnd) {
    end = newEnd;
  }

  /** The consumer has come to {@code position}. What was read already is never taken back. */
  void advanceTo(long position) {
    next = Math.max(next, Math.min(position, end));
  }

  /** Those of {@code fetched} that lie before the end. */
  List<StreamRecord> take(List<ConsumerRecord<ByteBuffer, ByteBuffer>> fetched) {
    List<StreamRecord> taken = new ArrayList<>(fetched.size());
    for (ConsumerRecord<ByteBuffer, ByteBuffer> record : fetched) {
      if (record.offset() >= end) {
        next = Math.max(next, end);
        return taken;
      }
      taken.add(new StreamRecord(record.timestamp(), record.value()));
      next = record.offset() + 1;
    }
    return taken;
  }
}
