package io.millrace.segments.schema;

import java.time.Duration;
import org.apache.druid.segment.IndexSpec;
import org.apache.druid.segment.incremental.AppendableIndexSpec;
import org.apache.druid.segment.writeout.SegmentWriteOutMediumFactory;

/**
 * The part of a {@code tuningConfig} that building segments depends on, defaults filled in.
 *
 * @param memoryIndex kind of in-memory index
 * @param maxRowsInMemory rows in memory, after rollup, that start a persist; above 0
 * @param maxBytesInMemory estimated bytes in memory that start a persist; {@link Long#MAX_VALUE}
 *     for no limit
 * @param skipBytesInMemoryOverheadCheck whether the memory that persisted pieces hold is left out
 *     of the estimate
 * @param intermediatePersistPeriod time after which rows in memory are persisted in any case
 * @param indexSpec storage of finished segments
 * @param intermediateIndexSpec storage of persisted pieces
 * @param writeOutMedium where temporary data of persists and merges goes
 * @param maxColumnsToMerge columns that one merge step opens at most, -1 for no limit
 * @param parseLimits what to do about rows that do not parse
 */
public record Tuning(
    AppendableIndexSpec memoryIndex,
    int maxRowsInMemory,
    long maxBytesInMemory,
    boolean skipBytesInMemoryOverheadCheck,
    Duration intermediatePersistPeriod,
    IndexSpec indexSpec,
    IndexSpec intermediateIndexSpec,
    SegmentWriteOutMediumFactory writeOutMedium,
    int maxColumnsToMerge,
    ParseLimits parseLimits) {}
