package io.millrace.benchmarks.scale;

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
import java.util.function.BooleanSupplier;

/** A stream whose broker accepts calls and does not answer them while it is stuck. */
final class StuckAtTimes implements StreamMetadata {

  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  private final StreamMetadata stream;
  private final BooleanSupplier stuck;
  private final TaskFleet.Waits waits;

  StuckAtTimes(StreamMetadata stream, BooleanSupplier stuck, TaskFleet.Waits waits) {
    this.stream = stream;
    this.stuck = stuck;
    this.waits = waits;
  }

  @Override
  public StreamDescription describe() throws StreamException {
    answer();
    return stream.describe();
  }

  @Override
  public PartitionPositions earliest(Collection<PartitionId> partitions) throws StreamException {
    answer();
    return stream.earliest(partitions);
  }

  @Override
  public PartitionPositions latest(Collection<PartitionId> partitions) throws StreamException {
    answer();
    return stream.latest(partitions);
  }

  @Override
  public PartitionPositions atOrAfter(Collection<PartitionId> partitions, Instant time)
      throws StreamException {
    answer();
    return stream.atOrAfter(partitions, time);
  }

  @Override
  public Map<PartitionId, Duration> timeBehind(
      Map<PartitionId, Position> read, Map<PartitionId, Position> latest) throws StreamException {
    answer();
    return stream.timeBehind(read, latest);
  }

  @Override
  public void close() {
    stream.close();
  }

  private void answer() throws StreamException {
    if (stuck.getAsBoolean()) {
      waits.pass(TIMEOUT);
      throw new StreamException(
          StreamException.Kind.UNREACHABLE, "no answer within " + TIMEOUT, null);
    }
  }
}
