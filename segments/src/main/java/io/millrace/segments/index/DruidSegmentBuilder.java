package io.millrace.segments.index;

import io.millrace.segments.FinishedSegment;
import io.millrace.segments.ParseLimitException;
import io.millrace.segments.QueryableSegment;
import io.millrace.segments.RawRecords;
import io.millrace.segments.RowCounts;
import io.millrace.segments.SegmentBuilder;
import io.millrace.segments.TimeBounds;
import io.millrace.segments.rows.ParseErrors;
import io.millrace.segments.rows.RowFilter;
import io.millrace.segments.rows.RowParser;
import io.millrace.segments.rows.RowTally;
import io.millrace.segments.rows.ThrownAway;
import io.millrace.segments.schema.DataSchema;
import io.millrace.segments.schema.Specification;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Builds segments with Druid's own parser, incremental index and merger. {@link #add}, {@link
 * #finish} and {@link #close} exclude each other; everything else may be called beside them from
 * any thread.
 *
 * <p>A batch that {@link #add} gave up on is in part indexed and in part not. Nothing can be made
 * of that, so the builder then refuses to go on, and whoever owns it starts again from the last
 * committed position.
 */
public final class DruidSegmentBuilder implements SegmentBuilder {

  private static final Logger LOG = LoggerFactory.getLogger(DruidSegmentBuilder.class);

  private final ReentrantLock lifeCycle = new ReentrantLock();
  private final Path directory;
  private final RowParser parser;
  private final RecordIndexer indexer;
  private final RowTally tally = new RowTally();
  private final TimeChunks chunks;
  private final MemoryRows memory;
  private final ChunkFinisher finisher;
  private final Map<TimeChunk, FinishedSegment> finished = new LinkedHashMap<>();
  private State state = State.OPEN;

  public DruidSegmentBuilder(
      Specification specification,
      Path directory,
      TimeBounds bounds,
      ParseErrors errors,
      Executor persists,
      InstantSource clock) {
    DataSchema schema = specification.dataSchema();
    PieceFiles files = new PieceFiles(schema, specification.tuning());
    PieceFactory pieces = new PieceFactory(schema, specification.tuning(), files, directory);
    this.directory = directory;
    this.parser = new RowParser(schema, directory);
    this.chunks = new TimeChunks(schema);
    int columns =
        schema.rows().getDimensionsSpec().getDimensions().size() + schema.metrics().size() + 1;
    this.memory = new MemoryRows(chunks, pieces, specification.tuning(), columns, persists, clock);
    this.finisher = new ChunkFinisher(schema, specification.tuning(), files, pieces);
    this.indexer =
        new RecordIndexer(memory, new RowFilter(bounds, schema.transforms()), tally, errors);
  }

  @Override
  public void add(RawRecords records) throws ParseLimitException, IOException {
    lifeCycle.lock();
    try {
      state.requireOpen();
      state = State.BROKEN;
      memory.persistWhenOld();
      for (int i = 0; i < records.size(); i++) {
        add(records.value(i));
      }
      state = State.OPEN;
    } finally {
      tally.publish();
      lifeCycle.unlock();
    }
  }

  private void add(@Nullable ByteBuffer value) throws IOException, ParseLimitException {
    int size = value == null ? 0 : value.remaining();
    tally.record(size);
    if (value == null || size == 0) {
      tally.thrownAway(ThrownAway.NULL);
    } else {
      indexer.begin(value);
      parser.parse(value, indexer);
    }
  }

  @Override
  public RowCounts counts() {
    return tally.published();
  }

  @Override
  public long rowsInLargestSegment() {
    return chunks.rowsInLargest();
  }

  @Override
  public long totalRows() {
    return chunks.rows();
  }

  @Override
  public List<QueryableSegment> views() {
    return chunks.views();
  }

  @Override
  public List<FinishedSegment> finish() throws IOException {
    lifeCycle.lock();
    try {
      state.requireFinishable();
      state = State.FINISHING;
      settlePersist();
      for (TimeChunk chunk : chunks.all()) {
        if (chunk.rows() > 0 && !finished.containsKey(chunk)) {
          finished.put(chunk, finisher.finish(chunk));
        }
      }
      return new ArrayList<>(finished.values());
    } finally {
      lifeCycle.unlock();
    }
  }

  /** Rows of a persist that failed are in memory still, and are persisted again while finishing. */
  private void settlePersist() {
    try {
      memory.awaitPersist();
    } catch (IOException e) {
      LOG.atWarn()
          .addKeyValue("directory", directory)
          .setCause(e)
          .log("a persist failed and is repeated");
    }
  }

  @Override
  public void close() {
    lifeCycle.lock();
    try {
      if (state != State.CLOSED) {
        state = State.CLOSED;
        memory.cancelPersist();
        chunks.release();
        Directories.deleteQuietly(directory);
      }
    } finally {
      lifeCycle.unlock();
    }
  }

  private enum State {
    /** Takes rows; left by finishing, by closing, or by a batch that fails. */
    OPEN,
    /** A batch is being added, or was given up on; only closing helps then. */
    BROKEN,
    /** Takes no more rows; left by closing. */
    FINISHING,
    /** Everything is dropped. */
    CLOSED;

    void requireOpen() {
      if (this != OPEN) {
        throw new IllegalStateException(
            "rows can be added to a builder that is open, this one is " + this);
      }
    }

    void requireFinishable() {
      if (this != OPEN && this != FINISHING) {
        throw new IllegalStateException(
            "a builder can be finished when all batches were added, this one is " + this);
      }
    }
  }
}
