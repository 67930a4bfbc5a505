package io.millrace.segments;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.NullMarked;
import org.jspecify.annotations.Nullable;

/** A batch of records made from text or bytes. */
@NullMarked
public final class TestRecords implements RawRecords {

  private final List<byte @Nullable []> values = new ArrayList<>();

  public static TestRecords of(@Nullable String... texts) {
    TestRecords records = new TestRecords();
    for (String text : texts) {
      records.add(text == null ? null : text.getBytes(StandardCharsets.UTF_8));
    }
    return records;
  }

  public static TestRecords of(List<String> texts) {
    return of(texts.toArray(String[]::new));
  }

  public TestRecords add(byte @Nullable [] value) {
    values.add(value);
    return this;
  }

  @Override
  public int size() {
    return values.size();
  }

  @Override
  public @Nullable ByteBuffer value(int index) {
    byte[] value = values.get(index);
    return value == null ? null : ByteBuffer.wrap(value);
  }

  @Override
  public long timestamp(int index) {
    return -1;
  }
}
