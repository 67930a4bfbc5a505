package io.millrace.streams.testing;

import io.millrace.streams.PartitionId;
import io.millrace.streams.PartitionRecords;
import io.millrace.streams.Position;
import io.millrace.streams.StreamDescription;
import io.millrace.streams.StreamException;
import io.millrace.streams.StreamException.Kind;
import io.millrace.streams.StreamReader;
import io.millrace.streams.StreamRecord;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;

/** Reads a {@link FakeStream}. */
final class FakeStreamReader implements StreamReader {

  private final FakeStream stream;
  private final SortedMap<PartitionId, FakeCursor> cursors = new TreeMap<>();
  private final AtomicBoolean wokenUp = new AtomicBoolean();

  FakeStreamReader(FakeStream stream) {
    this.stream = stream;
  }

  @Override
  public StreamDescription connect() throws StreamException {
    return stream.describe();
  }

  @Override
  public void assign(Map<PartitionId, Position> start) throws StreamException {
    SortedMap<PartitionId, FakeCursor> assigned = new TreeMap<>();
    for (Map.Entry<PartitionId, Position> entry : start.entrySet()) {
      stream.requireExisting(entry.getKey());
      assigned.put(entry.getKey(), new FakeCursor(entry.getKey(), offset(entry.getValue())));
    }
    cursors.clear();
    cursors.putAll(assigned);
  }

  @Override
  public void limit(Map<PartitionId, Position> end) {
    end.forEach(
        (id, position) -> {
          FakeCursor cursor = cursors.get(id);
          if (cursor != null) {
            cursor.limit(offset(position));
          }
        });
  }

  @Override
  public List<PartitionRecords> poll(Duration timeout) throws StreamException {
    long deadline = System.nanoTime() + timeout.toNanos();
    while (true) {
      long seen = stream.changes();
      if (wokenUp.getAndSet(false)) {
        return List.of();
      }
      List<PartitionRecords> records = read();
      long left = deadline - System.nanoTime();
      if (!records.isEmpty() || left <= 0) {
        return records;
      }
      await(seen, Duration.ofNanos(left));
    }
  }

  @Override
  public SortedMap<PartitionId, Position> positions() {
    SortedMap<PartitionId, Position> positions = new TreeMap<>();
    cursors.forEach((id, cursor) -> positions.put(id, Position.of(cursor.next())));
    return positions;
  }

  @Override
  public StreamDescription describe() throws StreamException {
    return stream.describe();
  }

  @Override
  public void wakeUp() {
    wokenUp.set(true);
    stream.changed();
  }

  @Override
  public void close() {}

  /** What is wrong with one partition is told once there is nothing to return from the others. */
  private List<PartitionRecords> read() throws StreamException {
    List<PartitionRecords> all = new ArrayList<>();
    for (FakeCursor cursor : cursors.values()) {
      try {
        List<StreamRecord> records = stream.read(cursor);
        if (!records.isEmpty()) {
          all.add(new PartitionRecords(cursor.id(), records));
        }
      } catch (StreamException e) {
        if (all.isEmpty()) {
          throw e;
        }
        return all;
      }
    }
    return all;
  }

  private void await(long seen, Duration timeout) throws StreamException {
    try {
      stream.awaitChange(seen, timeout);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StreamException(Kind.OTHER, "interrupted while waiting for records", e);
    }
  }

  private static long offset(Position position) {
    return Long.parseLong(position.value());
  }
}
