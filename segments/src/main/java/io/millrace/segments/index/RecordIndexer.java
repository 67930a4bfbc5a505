package io.millrace.segments.index;

import io.millrace.segments.ParseLimitException;
import io.millrace.segments.rows.ParseErrors;
import io.millrace.segments.rows.ParseErrors.Severity;
import io.millrace.segments.rows.RowFilter;
import io.millrace.segments.rows.RowHandler;
import io.millrace.segments.rows.RowTally;
import io.millrace.segments.rows.ThrownAway;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.apache.druid.data.input.InputRow;
import org.apache.druid.java.util.common.parsers.ParseException;
import org.apache.druid.segment.incremental.IncrementalIndexAddResult;

/** Filters and indexes the rows of a record, and counts what becomes of each. Not thread-safe. */
final class RecordIndexer implements RowHandler {

  private final MemoryRows memory;
  private final RowFilter filter;
  private final RowTally tally;
  private final ParseErrors errors;
  private ByteBuffer record = ByteBuffer.allocate(0);

  RecordIndexer(MemoryRows memory, RowFilter filter, RowTally tally, ParseErrors errors) {
    this.memory = memory;
    this.filter = filter;
    this.tally = tally;
    this.errors = errors;
  }

  /** The rows that follow come from this record. */
  void begin(ByteBuffer next) {
    record = next;
  }

  @Override
  public void row(InputRow row) throws IOException, ParseLimitException {
    IncrementalIndexAddResult added;
    try {
      ThrownAway reason = filter.reject(row);
      if (reason != null) {
        tally.thrownAway(reason);
        return;
      }
      added = memory.add(row);
    } catch (RuntimeException e) {
      failure(e);
      return;
    }
    ParseException badFields = added.getParseException();
    if (badFields == null) {
      tally.processed();
    } else {
      tally.processedWithError();
      errors.report(Severity.PROCESSED_WITH_ERROR, record, badFields);
    }
    memory.persistWhenMany();
  }

  @Override
  public void failure(Exception failure) throws ParseLimitException {
    if (failure instanceof ParseException parse && parse.isFromPartiallyValidRow()) {
      tally.processedWithError();
      errors.report(Severity.PROCESSED_WITH_ERROR, record, failure);
    } else {
      tally.unparseable();
      errors.report(Severity.UNPARSEABLE, record, failure);
    }
  }
}
