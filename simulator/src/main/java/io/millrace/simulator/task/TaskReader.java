package io.millrace.simulator.task;

import io.millrace.simulator.fault.Faults;
import io.millrace.simulator.stream.StreamClient;
import io.millrace.streams.PartitionId;
import io.millrace.streams.PartitionRecords;
import io.millrace.streams.Position;
import io.millrace.streams.StreamDescription;
import io.millrace.streams.StreamException;
import io.millrace.streams.StreamReader;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/** Reads the stream on behalf of one task; connecting fails now and then. */
final class TaskReader implements StreamReader {

  private final StreamReader stream;
  private final Faults faults;

  TaskReader(StreamReader stream, Faults faults) {
    this.stream = stream;
    this.faults = faults;
  }

  @Override
  public StreamDescription connect() throws StreamException {
    StreamClient.mayFail(faults);
    return stream.connect();
  }

  @Override
  public void assign(Map<PartitionId, Position> start) throws StreamException {
    StreamClient.mayFail(faults);
    stream.assign(start);
  }

  @Override
  public void limit(Map<PartitionId, Position> end) throws StreamException {
    stream.limit(end);
  }

  @Override
  public List<PartitionRecords> poll(Duration timeout) throws StreamException {
    return stream.poll(timeout);
  }

  @Override
  public SortedMap<PartitionId, Position> positions() throws StreamException {
    return stream.positions();
  }

  @Override
  public StreamDescription describe() throws StreamException {
    StreamClient.mayFail(faults);
    return stream.describe();
  }

  @Override
  public void wakeUp() {
    stream.wakeUp();
  }

  @Override
  public void close() {
    stream.close();
  }
}
