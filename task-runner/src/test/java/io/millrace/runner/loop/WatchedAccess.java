package io.millrace.runner.loop;

import io.millrace.streams.PartitionId;
import io.millrace.streams.PartitionPositions;
import io.millrace.streams.PartitionRecords;
import io.millrace.streams.Position;
import io.millrace.streams.StreamDescription;
import io.millrace.streams.StreamException;
import io.millrace.streams.StreamMetadata;
import io.millrace.streams.StreamReader;
import io.millrace.streams.testing.FakeStream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.SortedMap;

/** The way to a stream: counts what its clients do, and lets them fail when told so. */
final class WatchedAccess implements StreamAccess {

  private final FakeStream stream;
  private final Queue<Trouble> polls = new ArrayDeque<>();
  private final Queue<Trouble> assignments = new ArrayDeque<>();
  private Optional<StreamException.Kind> describing = Optional.empty();
  private boolean closingFails;
  private int open;
  private int connects;
  private int polled;

  WatchedAccess(FakeStream stream) {
    this.stream = stream;
  }

  /** One of the next polls fails, after those that were told to fail before. */
  void failPoll(Trouble trouble) {
    polls.add(trouble);
  }

  /** One of the next times that partitions are assigned fails. */
  void failAssigning(Trouble trouble) {
    assignments.add(trouble);
  }

  /** From now on the client that is asked beside reading fails. */
  void failDescribing(StreamException.Kind kind) {
    describing = Optional.of(kind);
  }

  /** From now on a reader cannot be closed without an exception. */
  void failClosing() {
    closingFails = true;
  }

  /** Clients that were opened and not closed. */
  int open() {
    return open;
  }

  /** How often a reader connected, or tried to. */
  int connects() {
    return connects;
  }

  /** How often a reader polled, or tried to. */
  int polled() {
    return polled;
  }

  @Override
  public StreamReader reader() {
    open++;
    return new Reader(stream.reader());
  }

  @Override
  public StreamMetadata metadata() {
    open++;
    return new Metadata(stream.metadata());
  }

  private static void strike(Queue<Trouble> troubles) throws StreamException {
    Trouble trouble = troubles.poll();
    if (trouble != null) {
      trouble.strike();
    }
  }

  /** What goes wrong with a call. */
  @FunctionalInterface
  interface Trouble {
    void strike() throws StreamException;

    static Trouble of(StreamException.Kind kind) {
      return () -> {
        throw new StreamException(kind, "told to fail", null);
      };
    }
  }

  private final class Reader implements StreamReader {

    private final StreamReader reader;

    Reader(StreamReader reader) {
      this.reader = reader;
    }

    @Override
    public StreamDescription connect() throws StreamException {
      connects++;
      return reader.connect();
    }

    @Override
    public void assign(Map<PartitionId, Position> start) throws StreamException {
      strike(assignments);
      reader.assign(start);
    }

    @Override
    public void limit(Map<PartitionId, Position> end) throws StreamException {
      reader.limit(end);
    }

    @Override
    public List<PartitionRecords> poll(Duration timeout) throws StreamException {
      polled++;
      strike(polls);
      return reader.poll(timeout);
    }

    @Override
    public SortedMap<PartitionId, Position> positions() throws StreamException {
      return reader.positions();
    }

    @Override
    public StreamDescription describe() throws StreamException {
      return reader.describe();
    }

    @Override
    public void wakeUp() {
      reader.wakeUp();
    }

    @Override
    public void close() {
      open--;
      reader.close();
      if (closingFails) {
        throw new IllegalStateException("told to fail while closing");
      }
    }
  }

  private final class Metadata implements StreamMetadata {

    private final StreamMetadata metadata;

    Metadata(StreamMetadata metadata) {
      this.metadata = metadata;
    }

    @Override
    public StreamDescription describe() throws StreamException {
      if (describing.isPresent()) {
        throw new StreamException(describing.get(), "told to fail", null);
      }
      return metadata.describe();
    }

    @Override
    public PartitionPositions earliest(Collection<PartitionId> partitions) throws StreamException {
      return metadata.earliest(partitions);
    }

    @Override
    public PartitionPositions latest(Collection<PartitionId> partitions) throws StreamException {
      return metadata.latest(partitions);
    }

    @Override
    public Map<PartitionId, Duration> timeBehind(
        Map<PartitionId, Position> read, Map<PartitionId, Position> latest) throws StreamException {
      return metadata.timeBehind(read, latest);
    }

    @Override
    public PartitionPositions atOrAfter(Collection<PartitionId> partitions, Instant time)
        throws StreamException {
      return metadata.atOrAfter(partitions, time);
    }

    @Override
    public void close() {
      open--;
      metadata.close();
    }
  }
}
