package io.millrace.streams.testing;

import io.millrace.streams.PartitionId;
import io.millrace.streams.PartitionPositions;
import io.millrace.streams.Position;
import io.millrace.streams.StreamDescription;
import io.millrace.streams.StreamException;
import io.millrace.streams.StreamMetadata;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.OptionalLong;
import java.util.SortedMap;
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
  public PartitionPositions earliest(Collection<PartitionId> partitions) throws StreamException {
    return positions(partitions, stream::earliest);
  }

  @Override
  public PartitionPositions latest(Collection<PartitionId> partitions) throws StreamException {
    return positions(partitions, stream::latest);
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
  public PartitionPositions atOrAfter(Collection<PartitionId> partitions, Instant time)
      throws StreamException {
    return positions(partitions, partition -> stream.atOrAfter(partition, time));
  }

  @Override
  public void close() {}

  private PartitionPositions positions(Collection<PartitionId> partitions, Question question)
      throws StreamException {
    SortedMap<PartitionId, Position> found = new TreeMap<>();
    SortedMap<PartitionId, String> unanswered = new TreeMap<>();
    for (PartitionId partition : partitions) {
      if (stream.hasLeader(partition)) {
        found.put(partition, question.answer(partition));
      } else {
        unanswered.put(partition, "partition %s has no leader".formatted(partition));
      }
    }
    if (found.isEmpty() && !unanswered.isEmpty()) {
      throw new StreamException(
          StreamException.Kind.UNREACHABLE, String.join("; ", unanswered.values()), null);
    }
    return new PartitionPositions(found, unanswered);
  }

  /** What is asked of one partition. */
  private interface Question {
    Position answer(PartitionId partition) throws StreamException;
  }
}
