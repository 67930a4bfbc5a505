package io.millrace.segments;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A batch of raw records, handed over as it came from the stream so that no copy or object per row
 * is forced on a builder.
 */
public interface RawRecords {

  int size();

  /**
   * Raw bytes of record {@code index} between position and limit, absent for a tombstone. The
   * builder may move the position.
   */
  @Nullable ByteBuffer value(int index);

  /** The record's own time in milliseconds since the epoch, -1 when it has none. */
  long timestamp(int index);
}
