package io.millrace.segments.rows;

import io.millrace.segments.ParseLimitException;
import java.io.IOException;
import org.apache.druid.data.input.InputRow;

/** Takes what a record turns into. */
public interface RowHandler {

  void row(InputRow row) throws IOException, ParseLimitException;

  /** A row that could not be made, or a whole record. */
  void failure(Exception failure) throws ParseLimitException;
}
