package io.millrace.simulator;

import io.millrace.runner.loop.StreamAccess;
import io.millrace.streams.PartitionId;
import io.millrace.streams.PartitionPositions;
import io.millrace.streams.Position;
import io.millrace.streams.StreamDescription;
import io.millrace.streams.StreamException;
import io.millrace.streams.StreamMetadata;
import io.millrace.streams.StreamReader;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A stream that is described for ever as it was when its one task connected. */
final class UnchangingStream implements StreamAccess {

  private final StreamAccess stream;
  private @Nullable StreamDescription connected;

  UnchangingStream(StreamAccess stream) {
    this.stream = stream;
  }

  @Override
  public StreamReader reader() throws StreamException {
    return new ForwardingReader(stream.reader()) {
      @Override
      public StreamDescription connect() throws StreamException {
        return asItWas(super.connect());
      }

      @Override
      public StreamDescription describe() throws StreamException {
        return asItWas(super.describe());
      }
    };
  }

  @Override
  public StreamMetadata metadata() throws StreamException {
    StreamMetadata usual = stream.metadata();
    return new StreamMetadata() {
      @Override
      public StreamDescription describe() throws StreamException {
        return asItWas(usual.describe());
      }

      @Override
      public PartitionPositions earliest(Collection<PartitionId> partitions)
          throws StreamException {
        return usual.earliest(partitions);
      }

      @Override
      public PartitionPositions latest(Collection<PartitionId> partitions) throws StreamException {
        return usual.latest(partitions);
      }

      @Override
      public Map<PartitionId, Duration> timeBehind(
          Map<PartitionId, Position> read, Map<PartitionId, Position> latest)
          throws StreamException {
        return usual.timeBehind(read, latest);
      }

      @Override
      public PartitionPositions atOrAfter(Collection<PartitionId> partitions, Instant time)
          throws StreamException {
        return usual.atOrAfter(partitions, time);
      }

      @Override
      public void close() {
        usual.close();
      }
    };
  }

  private StreamDescription asItWas(StreamDescription now) {
    StreamDescription then = connected == null ? now : connected;
    connected = then;
    return then;
  }
}
