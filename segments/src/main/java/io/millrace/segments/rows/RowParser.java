package io.millrace.segments.rows;

import io.millrace.segments.ParseLimitException;
import io.millrace.segments.schema.DataSchema;
import java.io.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Objects;
import org.apache.druid.data.input.InputEntityReader;
import org.apache.druid.data.input.InputRow;
import org.apache.druid.java.util.common.parsers.CloseableIterator;
import org.apache.druid.java.util.common.parsers.ParseException;
import org.apache.druid.segment.transform.TransformSpec;
import org.apache.druid.segment.transform.Transformer;

/**
 * Parses raw records and applies the transforms. Whatever is wrong with a record ends up in {@link
 * RowHandler#failure}: the formats throw more than parse exceptions, and none of it may end a task.
 * Not thread-safe.
 */
public final class RowParser {

  private final RecordEntity record = new RecordEntity();
  private final InputEntityReader reader;
  private final Transformer transforms;

  /**
   * @param temporary where a format may put files; the formats for streams do not
   */
  public RowParser(DataSchema schema, Path temporary) {
    File directory = temporary.toFile();
    this.reader = schema.inputFormat().createReader(schema.rows(), record, directory);
    this.transforms = new TransformSpec(null, schema.transforms().getTransforms()).toTransformer();
  }

  /** Parses one record, which may hold any number of rows. */
  public void parse(ByteBuffer bytes, RowHandler handler) throws IOException, ParseLimitException {
    record.set(bytes);
    CloseableIterator<InputRow> rows;
    try {
      rows = reader.read();
    } catch (IOException | RuntimeException e) {
      handler.failure(e);
      return;
    }
    try (rows) {
      while (step(rows, handler)) {}
    }
  }

  /**
   * One row or failure; false when the record is exhausted. A reader goes on behind a bad line, and
   * behind nothing else.
   */
  private boolean step(CloseableIterator<InputRow> rows, RowHandler handler)
      throws IOException, ParseLimitException {
    boolean atRow = false;
    InputRow row;
    try {
      if (!rows.hasNext()) {
        return false;
      }
      atRow = true;
      row = rows.next();
    } catch (RuntimeException e) {
      handler.failure(e);
      return atRow && e instanceof ParseException;
    } catch (StackOverflowError e) {
      handler.failure(tooDeep(e));
      return false;
    }
    InputRow transformed;
    try {
      transformed = Objects.requireNonNull(transforms.transform(row));
    } catch (RuntimeException e) {
      handler.failure(e);
      return true;
    } catch (StackOverflowError e) {
      handler.failure(tooDeep(e));
      return true;
    }
    handler.row(transformed);
    return true;
  }

  /** A regular expression of the user's that recurses for every character does that. */
  private static ParseException tooDeep(StackOverflowError overflow) {
    return new ParseException(
        null, overflow, "the stack is too small to parse the record; is it of the expected kind?");
  }
}
