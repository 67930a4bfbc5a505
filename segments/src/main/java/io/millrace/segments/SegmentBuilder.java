package io.millrace.segments;

import java.io.IOException;
import java.util.List;

/**
 * Builds the segments of one sequence: one open segment per time chunk. {@link #add} and {@link
 * #finish} are called by one thread at a time; persists run beside it on the executor that the
 * {@link SegmentBuilders} was given. A row can be queried from the moment that {@link #add}
 * returned.
 */
public interface SegmentBuilder extends AutoCloseable {

  /**
   * Parses and indexes a batch. Bad records are counted, not thrown. Blocks while a persist that
   * must end first is running.
   *
   * @throws ParseLimitException when more records were bad than {@code maxParseExceptions} allows
   * @throws IOException when the local disk fails
   */
  void add(RawRecords records) throws ParseLimitException, IOException;

  /** What became of all records added so far; may be called from any thread. */
  RowCounts counts();

  /**
   * Rows in the fullest open segment, after rollup: what {@code maxRowsPerSegment} is compared
   * with.
   */
  long rowsInLargestSegment();

  /** Rows in all open segments, after rollup: what {@code maxTotalRows} is compared with. */
  long totalRows();

  /**
   * Views of all rows added so far, for queries; each must be closed by who asked. May be called
   * from any thread.
   */
  List<QueryableSegment> views();

  /**
   * Persists what is in memory and merges every time chunk into one segment. After it nothing can
   * be added. Called again after a failure it tries again.
   *
   * @return the segments in order of their time chunks, none when there are no rows
   */
  List<FinishedSegment> finish() throws IOException;

  /** Drops all rows and files of the sequence, finished segments included. */
  @Override
  void close();
}
