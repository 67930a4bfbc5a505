package io.millrace.streams;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;

/**
 * Asks a stream about itself. Calls block up to the client's own time limits; one instance may be
 * used by one thread at a time. A question for positions fails only where no partition answers, or
 * for a reason that is not a single partition's: one that has no leader takes the time that a
 * question may take, and the answers of the others are not lost with it.
 */
public interface StreamMetadata extends AutoCloseable {

  /**
   * @throws StreamException if the stream cannot be asked or is not there
   */
  StreamDescription describe() throws StreamException;

  /** The first position that can be read, of each of {@code partitions}. */
  PartitionPositions earliest(Collection<PartitionId> partitions) throws StreamException;

  /** The position after the newest record that a reader may see, of each of {@code partitions}. */
  PartitionPositions latest(Collection<PartitionId> partitions) throws StreamException;

  /**
   * How much later than the last record before {@code read} the last one before {@code latest} was
   * written, by what the records say themselves. Never negative.
   *
   * @param read positions that reading has come to
   * @param latest positions that {@link #latest} returned; a partition that only one of the two
   *     names is left out
   * @return only of partitions of which both records are found
   */
  Map<PartitionId, Duration> timeBehind(
      Map<PartitionId, Position> read, Map<PartitionId, Position> latest) throws StreamException;

  /**
   * The position of the first record at or after {@code time}, by the records' own timestamps, of
   * each of {@code partitions}; the {@linkplain #latest latest} one where there is no such record.
   */
  PartitionPositions atOrAfter(Collection<PartitionId> partitions, Instant time)
      throws StreamException;

  @Override
  void close();
}
