package io.millrace.runner.loop;

import io.millrace.runner.life.Positions;
import io.millrace.runner.life.Problem;
import io.millrace.runner.life.Work;
import io.millrace.segments.ParseLimitException;
import io.millrace.streams.PartitionId;
import io.millrace.streams.PartitionRecords;
import io.millrace.streams.StreamDescription;
import io.millrace.streams.StreamException;
import io.millrace.streams.StreamReader;
import io.millrace.streams.StreamRecord;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The way from the stream into a sequence's rows: keeps a reader where the work says, and adds what
 * it polls. Used by one thread at a time, {@link #wakeUp} aside.
 */
final class Intake implements AutoCloseable {

  private final StreamAccess stream;
  private volatile @Nullable StreamReader reader;
  private @Nullable StreamDescription description;
  private boolean assigned;
  private Optional<Positions> limit = Optional.empty();
  private Optional<Positions> reached = Optional.empty();
  private long newestRecord = TaskSnapshot.NONE;

  Intake(StreamAccess stream) {
    this.stream = stream;
  }

  void connect() throws StreamException {
    if (reader == null) {
      reader = stream.reader();
    }
    description = connected().connect();
  }

  /** Ends a poll that is under way, from any thread. */
  void wakeUp() {
    StreamReader known = reader;
    if (known != null) {
      known.wakeUp();
    }
  }

  /**
   * Lets the reader read what the work says: its partitions from its positions, up to its next
   * boundary.
   *
   * @return what forbids it
   */
  Optional<Problem> follow(Work work) throws StreamException {
    if (!assigned) {
      Optional<Problem> changed = changed(work);
      if (changed.isPresent()) {
        return changed;
      }
    }
    Optional<Positions> wanted = work.limit();
    Positions positions = work.progress().positions();
    boolean moved = reached.filter(last -> !positions.isAt(last)).isPresent();
    if (!assigned || moved || (limit.isPresent() && !wanted.equals(limit))) {
      connected().assign(positions.byPartition());
      reached = Optional.of(positions);
      limit = Optional.empty();
    }
    assigned = true;
    if (wanted.isPresent() && !wanted.equals(limit)) {
      connected().limit(wanted.get().byPartition());
    }
    limit = wanted;
    return Optional.empty();
  }

  /**
   * Polls once and adds what came.
   *
   * @param rows opens the sequence's rows, asked only when a record came
   * @return the positions behind what was added; empty when nothing came and nothing moved
   */
  Positions read(Duration timeout, Rows rows)
      throws StreamException, ParseLimitException, IOException {
    for (PartitionRecords batch : connected().poll(timeout)) {
      rows.open().builder().add(new PolledRecords(batch.records()));
      note(batch.records());
    }
    Positions positions = new Positions(connected().positions());
    reached = Optional.of(positions);
    return positions;
  }

  /** Time of the newest record so far. */
  long newestRecord() {
    return newestRecord;
  }

  @Override
  public void close() {
    StreamReader known = reader;
    if (known != null) {
      known.close();
    }
  }

  /** Looks again before it believes that the stream is another one: a standby may be old. */
  private Optional<Problem> changed(Work work) throws StreamException {
    String expected = work.assignment().streamIdentity();
    Set<PartitionId> read = work.progress().positions().byPartition().keySet();
    if (description != null && description.holdsPositionsOf(expected, read)) {
      return Optional.empty();
    }
    StreamDescription now = connected().describe();
    description = now;
    return now.holdsPositionsOf(expected, read)
        ? Optional.empty()
        : Optional.of(Problems.streamChanged(expected, now.identity(read)));
  }

  private void note(List<StreamRecord> records) {
    newestRecord = Math.max(newestRecord, records.getLast().timestamp());
  }

  private StreamReader connected() {
    StreamReader known = reader;
    if (known == null) {
      throw new IllegalStateException("the stream is used before it is connected");
    }
    return known;
  }

  /** Gives the rows of the sequence that is being read. */
  @FunctionalInterface
  interface Rows {
    OpenSequence open();
  }
}
