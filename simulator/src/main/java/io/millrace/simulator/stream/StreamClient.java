package io.millrace.simulator.stream;

import io.millrace.simulator.fault.FaultKind;
import io.millrace.simulator.fault.Faults;
import io.millrace.simulator.fault.ProcessCalls;
import io.millrace.streams.PartitionId;
import io.millrace.streams.PartitionPositions;
import io.millrace.streams.Position;
import io.millrace.streams.StreamDescription;
import io.millrace.streams.StreamException;
import io.millrace.streams.StreamException.Kind;
import io.millrace.streams.StreamMetadata;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;

/** Asks the stream, on behalf of one process. */
public final class StreamClient implements StreamMetadata {

  private static final double FAILURES = 0.05;

  private final StreamMetadata stream;
  private final Faults faults;
  private final ProcessCalls calls;

  public StreamClient(StreamMetadata stream, Faults faults, ProcessCalls calls) {
    this.stream = stream;
    this.faults = faults;
    this.calls = calls;
  }

  @Override
  public StreamDescription describe() throws StreamException {
    calls.point("describe the stream");
    mayFail(faults);
    return stream.describe();
  }

  @Override
  public PartitionPositions earliest(Collection<PartitionId> partitions) throws StreamException {
    mayFail(faults);
    return stream.earliest(partitions);
  }

  @Override
  public PartitionPositions latest(Collection<PartitionId> partitions) throws StreamException {
    mayFail(faults);
    return stream.latest(partitions);
  }

  @Override
  public Map<PartitionId, Duration> timeBehind(
      Map<PartitionId, Position> read, Map<PartitionId, Position> latest) throws StreamException {
    mayFail(faults);
    return stream.timeBehind(read, latest);
  }

  @Override
  public PartitionPositions atOrAfter(Collection<PartitionId> partitions, Instant time)
      throws StreamException {
    mayFail(faults);
    return stream.atOrAfter(partitions, time);
  }

  @Override
  public void close() {
    stream.close();
  }

  /** A call that nobody answers, now and then. */
  public static void mayFail(Faults faults) throws StreamException {
    if (faults.strikes(FaultKind.STREAM_CALLS, FAILURES)) {
      throw new StreamException(Kind.UNREACHABLE, "no broker answered", null);
    }
  }
}
