package io.millrace.streams;

import java.util.Collection;
import java.util.Map;

/**
 * Asks a stream about itself. Calls block up to the client's own time limits; one instance may be
 * used by one thread at a time.
 */
public interface StreamMetadata extends AutoCloseable {

  /**
   * @throws StreamException if the stream cannot be asked or is not there
   */
  StreamDescription describe() throws StreamException;

  /** The first position that can be read, of each of {@code partitions}. */
  Map<PartitionId, Position> earliest(Collection<PartitionId> partitions) throws StreamException;

  /** The position after the newest record that a reader may see, of each of {@code partitions}. */
  Map<PartitionId, Position> latest(Collection<PartitionId> partitions) throws StreamException;

  @Override
  void close();
}
