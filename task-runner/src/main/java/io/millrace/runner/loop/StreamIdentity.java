package io.millrace.runner.loop;

import io.millrace.runner.life.Positions;
import io.millrace.runner.life.Problem;
import io.millrace.streams.PartitionId;
import io.millrace.streams.StreamDescription;
import io.millrace.streams.StreamException;
import io.millrace.streams.StreamMetadata;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells a stream from one of the same name that was created after it was deleted. Asks with a
 * client of its own, so that it can be asked beside reading. Thread-safe.
 */
final class StreamIdentity implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(StreamIdentity.class);

  private final StreamAccess stream;
  private final ReentrantLock lock = new ReentrantLock();
  private @Nullable StreamMetadata client;

  StreamIdentity(StreamAccess stream) {
    this.stream = stream;
  }

  /**
   * Asks the stream now. A position that was read before belongs to {@code expected} when this
   * finds nothing wrong: an id never comes back.
   *
   * @param expected the identity that the positions belong to, maybe with topics that are not read
   * @param positions partitions that are read
   */
  Optional<Problem> check(String expected, Positions positions) throws StreamException {
    lock.lock();
    try {
      StreamDescription found = client().describe();
      Set<PartitionId> partitions = positions.byPartition().keySet();
      return found.holdsPositionsOf(expected, partitions)
          ? Optional.empty()
          : Optional.of(Problems.streamChanged(expected, found.identity(partitions)));
    } finally {
      lock.unlock();
    }
  }

  /** The same as {@link #check}, by the way: while the stream cannot be asked, nothing is wrong. */
  Optional<Problem> look(String expected, Positions positions) {
    try {
      return check(expected, positions);
    } catch (StreamException e) {
      LOG.atDebug().setCause(e).log("The stream's identity cannot be told at the moment");
      return Optional.empty();
    }
  }

  @Override
  public void close() {
    lock.lock();
    try {
      if (client != null) {
        client.close();
        client = null;
      }
    } finally {
      lock.unlock();
    }
  }

  private StreamMetadata client() throws StreamException {
    StreamMetadata known = client == null ? stream.metadata() : client;
    client = known;
    return known;
  }
}
