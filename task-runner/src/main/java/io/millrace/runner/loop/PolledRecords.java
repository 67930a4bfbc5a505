package io.millrace.runner.loop;

import io.millrace.segments.RawRecords;
import io.millrace.streams.StreamRecord;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Records of a stream, as a segment builder takes them; copies nothing. */
record PolledRecords(List<StreamRecord> records) implements RawRecords {

  @Override
  public int size() {
    return records.size();
  }

  @Override
  public @Nullable ByteBuffer value(int index) {
    return records.get(index).value();
  }

  @Override
  public long timestamp(int index) {
    return records.get(index).timestamp();
  }
}
