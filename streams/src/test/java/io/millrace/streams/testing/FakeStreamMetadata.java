package io.millrace.streams.testing;

import io.millrace.streams.PartitionId;
import io.millrace.streams.Position;
import io.millrace.streams.StreamDescription;
import io.millrace.streams.StreamException;
import io.millrace.streams.StreamMetadata;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;

/** Asks a {@link FakeStream}. */
final class FakeStreamMetadata implements StreamMetadata {

  private final FakeStream stream;

  FakeStreamMetadata(FakeStream stream) {
    this.stream = stream;
  }

  @Override
  public StreamDescription describe() throws StreamException {
    return stream.describe();
  }

  @Override
  public Map<PartitionId, Position> earliest(Collection<PartitionId> partitions)
      throws StreamException {
    Map<PartitionId, Position> positions = new TreeMap<>();
    for (PartitionId partition : partitions) {
      positions.put(partition, stream.earliest(partition));
    }
    return positions;
  }

  @Override
  public Map<PartitionId, Position> latest(Collection<PartitionId> partitions)
      throws StreamException {
    Map<PartitionId, Position> positions = new TreeMap<>();
    for (PartitionId partition : partitions) {
      positions.put(partition, stream.latest(partition));
    }
    return positions;
  }

  @Override
  public Map<PartitionId, Duration> timeBehind(
      Map<PartitionId, Position> read, Map<PartitionId, Position> latest) throws StreamException {
    Map<PartitionId, Duration> behind = new TreeMap<>();
    for (Map.Entry<PartitionId, Position> reached : read.entrySet()) {
      PartitionId partition = reached.getKey();
      if (latest.containsKey(partition)) {
        OptionalLong before = stream.lastTimeBefore(partition, reached.getValue());
        OptionalLong newest = stream.lastTimeBefore(partition, latest.get(partition));
        if (before.isPresent() && newest.isPresent()) {
          behind.put(
              partition, Duration.ofMillis(Math.max(0, newest.getAsLong() - before.getAsLong())));
        }
      }
    }
    return behind;
  }

  @Override
  public Map<PartitionId, Position> atOrAfter(Collection<PartitionId> partitions, Instant time)
      throws StreamException {
    Map<PartitionId, Position> positions = new TreeMap<>();
    for (PartitionId partition : partitions) {
      positions.put(partition, stream.atOrAfter(partition, time));
    }
    return positions;
  }

  @Override
  public void close() {}
}
