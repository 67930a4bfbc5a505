package io.millrace.segments.index;

import io.millrace.segments.schema.Tuning;

/**
 * Says when rows have to leave memory. Besides the rows, open chunks and persisted pieces hold some
 * memory, which no persist can free: it shrinks what is left for rows, but not below a quarter, as
 * persists of a handful of rows each would help nobody. Not thread-safe.
 */
final class MemoryBudget {

  private static final long BYTES_PER_CHUNK = 5_000;
  private static final long BYTES_PER_PIECE = 1_000;
  private static final long BYTES_PER_COLUMN = 1_000;

  private final int maxRows;
  private final long maxBytes;
  private final boolean countOverhead;
  private long rows;
  private long bytes;

  MemoryBudget(Tuning tuning) {
    this.maxRows = tuning.maxRowsInMemory();
    this.maxBytes = tuning.maxBytesInMemory();
    this.countOverhead = !tuning.skipBytesInMemoryOverheadCheck();
  }

  /** The rows in memory grew by so much. */
  void grow(int moreRows, long moreBytes) {
    rows += moreRows;
    bytes += moreBytes;
  }

  void clear() {
    rows = 0;
    bytes = 0;
  }

  boolean holdsRows() {
    return rows > 0;
  }

  boolean exhausted(long overhead) {
    if (rows >= maxRows) {
      return true;
    }
    long left = countOverhead ? Math.max(maxBytes / 4, maxBytes - overhead) : maxBytes;
    return rows > 0 && bytes >= left;
  }

  /** Estimate of what chunks and persisted pieces of so many columns hold. */
  static long overhead(int chunks, int pieces, int columns) {
    return chunks * BYTES_PER_CHUNK + pieces * (BYTES_PER_PIECE + columns * BYTES_PER_COLUMN);
  }
}
