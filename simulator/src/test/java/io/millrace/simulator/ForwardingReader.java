package io.millrace.simulator;

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

/** Hands every call on. */
class ForwardingReader implements StreamReader {

  private final StreamReader to;

  ForwardingReader(StreamReader to) {
    this.to = to;
  }

  @Override
  public StreamDescription connect() throws StreamException {
    return to.connect();
  }

  @Override
  public void assign(Map<PartitionId, Position> start) throws StreamException {
    to.assign(start);
  }

  @Override
  public void limit(Map<PartitionId, Position> end) throws StreamException {
    to.limit(end);
  }

  @Override
  public List<PartitionRecords> poll(Duration timeout) throws StreamException {
    return to.poll(timeout);
  }

  @Override
  public SortedMap<PartitionId, Position> positions() throws StreamException {
    return to.positions();
  }

  @Override
  public StreamDescription describe() throws StreamException {
    return to.describe();
  }

  @Override
  public void wakeUp() {
    to.wakeUp();
  }

  @Override
  public void close() {
    to.close();
  }
}
