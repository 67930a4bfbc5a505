package io.millrace.streams.testing;

import io.millrace.streams.StreamMetadata;
import io.millrace.streams.StreamReader;
import java.io.IOException;
import java.time.Instant;

/** A stream of partitions "0", "1", … as {@link StreamContract} needs it. */
interface StreamUnderTest {

  StreamMetadata metadata() throws Exception;

  StreamReader reader() throws Exception;

  void append(int partition, String... values);

  void appendAt(int partition, Instant time, String value);

  /** Appends at least one position without a record that may be read. */
  void appendUnreadable(int partition);

  void deleteRecordsBefore(int partition, long position);

  void growTo(int partitions);

  void delete();

  /** The stream was deleted and is created again, empty. */
  void recreate(int partitions);

  void goDown();

  void comeBack() throws IOException;
}
