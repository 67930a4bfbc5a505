package io.millrace.runner.loop;

import io.millrace.protocol.MessageTimeBounds;
import io.millrace.protocol.RowCounters;
import io.millrace.segments.RowCounts;
import io.millrace.segments.SegmentBuilder;

/**
 * The rows of one sequence, from its first record until it is acknowledged.
 *
 * @param bounds event times that it accepts
 * @param builder holds its rows
 */
record OpenSequence(MessageTimeBounds bounds, SegmentBuilder builder) {

  RowCounters counters() {
    RowCounts counts = builder.counts();
    return new RowCounters(
        counts.records(),
        counts.processed(),
        counts.processedWithError(),
        counts.thrownAway(),
        counts.unparseable(),
        counts.bytes());
  }
}
