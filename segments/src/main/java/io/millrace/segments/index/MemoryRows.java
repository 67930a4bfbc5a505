package io.millrace.segments.index;

import io.millrace.segments.schema.Tuning;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.Executor;
import org.apache.druid.data.input.InputRow;
import org.apache.druid.segment.incremental.IncrementalIndexAddResult;

/**
 * Rows in memory: puts each into its chunk, and has them persisted when they become too many or too
 * old. Used by one thread.
 */
final class MemoryRows {

  private final TimeChunks chunks;
  private final PieceFactory pieces;
  private final MemoryBudget budget;
  private final Duration persistPeriod;
  private final InstantSource clock;
  private final BackgroundTask persist;
  private final int columns;
  private Instant nextPersist;
  private long overhead;

  MemoryRows(
      TimeChunks chunks,
      PieceFactory pieces,
      Tuning tuning,
      int columns,
      Executor executor,
      InstantSource clock) {
    this.chunks = chunks;
    this.pieces = pieces;
    this.budget = new MemoryBudget(tuning);
    this.persistPeriod = tuning.intermediatePersistPeriod();
    this.clock = clock;
    this.persist = new BackgroundTask(executor);
    this.columns = columns;
    this.nextPersist = clock.instant().plus(persistPeriod);
  }

  /** Adds a row; it can be queried at once. */
  IncrementalIndexAddResult add(InputRow row) {
    TimeChunk chunk = chunks.of(row.getTimestampFromEpoch());
    MemoryPiece piece = chunk.live();
    if (piece == null) {
      piece = pieces.inMemory(chunk);
      chunk.start(piece);
      overhead = MemoryBudget.overhead(chunks.size(), chunks.persistedPieces(), columns);
    }
    int rowsBefore = piece.rows();
    long bytesBefore = piece.index().getBytesInMemory().get();
    IncrementalIndexAddResult result = piece.index().add(row);
    budget.grow(piece.rows() - rowsBefore, piece.index().getBytesInMemory().get() - bytesBefore);
    return result;
  }

  /** Throws what went wrong with the last persist, and starts the next when it is time. */
  void persistWhenOld() throws IOException {
    persist.rethrowFailure();
    if (budget.holdsRows() && !clock.instant().isBefore(nextPersist)) {
      persistAll();
    }
  }

  /** Starts a persist when memory is used up; waits when one is running still. */
  void persistWhenMany() throws IOException {
    if (budget.exhausted(overhead)) {
      persistAll();
    }
  }

  private void persistAll() throws IOException {
    persist.await();
    for (TimeChunk chunk : chunks.all()) {
      MemoryPiece live = chunk.live();
      if (live != null && live.rows() > 0) {
        pieces.remember(chunk, live.index());
        chunk.seal();
      }
    }
    budget.clear();
    nextPersist = clock.instant().plus(persistPeriod);
    persist.start(this::persistSealed);
  }

  private void persistSealed() throws IOException {
    for (TimeChunk chunk : chunks.all()) {
      for (MemoryPiece piece : chunk.sealed()) {
        chunk.persisted(piece, pieces.persist(piece, chunk));
      }
    }
  }

  void awaitPersist() throws IOException {
    persist.await();
  }

  void cancelPersist() {
    persist.cancel();
  }
}
