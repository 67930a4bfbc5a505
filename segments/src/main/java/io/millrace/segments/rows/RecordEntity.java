package io.millrace.segments.rows;

import java.io.InputStream;
import java.net.URI;
import java.nio.ByteBuffer;
import org.apache.druid.data.input.InputEntity;
import org.apache.druid.io.ByteBufferInputStream;
import org.jspecify.annotations.Nullable;

/** The record that is being parsed, so that one reader serves all records. Not thread-safe. */
final class RecordEntity implements InputEntity {

  private ByteBuffer current = ByteBuffer.allocate(0);

  void set(ByteBuffer record) {
    this.current = record;
  }

  @Override
  public @Nullable URI getUri() {
    return null;
  }

  /** A fresh stream each time: formats open a record again to quote it in an error. */
  @Override
  public InputStream open() {
    return new ByteBufferInputStream(current.duplicate());
  }
}
