package io.millrace.streams;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/**
 * Reads partitions from given positions. Used by one thread at a time, {@link #wakeUp} aside. It
 * survives broker restarts and leader changes; what it cannot survive it throws.
 */
public interface StreamReader extends AutoCloseable {

  /**
   * Connects and checks that the stream is there, before any position is known.
   *
   * @return what the stream looks like now
   */
  StreamDescription connect() throws StreamException;

  /**
   * Replaces what is read: these partitions, each from its position. Removes every {@linkplain
   * #limit limit}.
   */
  void assign(Map<PartitionId, Position> start) throws StreamException;

  /**
   * From now on returns no record at or beyond {@code end}, and moves no position past it.
   * Partitions that are not named stay as they are.
   */
  void limit(Map<PartitionId, Position> end) throws StreamException;

  /**
   * Waits up to {@code timeout} for records. Returns early, with none, after {@link #wakeUp}.
   *
   * @throws StreamException of kind {@code POSITION_OUT_OF_RANGE} when a position is not in the
   *     partition; it never jumps
   */
  List<PartitionRecords> poll(Duration timeout) throws StreamException;

  /**
   * The next position of every assigned partition, after all that {@link #poll} returned. Gaps
   * without readable records (aborted transactions, control records) are passed over.
   */
  SortedMap<PartitionId, Position> positions() throws StreamException;

  /** What the stream looks like now, to notice one that was deleted and created again. */
  StreamDescription describe() throws StreamException;

  /** Ends a {@link #poll} that is under way, from any thread. */
  void wakeUp();

  @Override
  void close();
}
