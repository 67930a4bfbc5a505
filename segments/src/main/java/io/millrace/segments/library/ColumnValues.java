package io.millrace.segments.library;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import org.apache.druid.segment.ColumnSelectorFactory;
import org.apache.druid.segment.ColumnValueSelector;
import org.apache.druid.segment.Cursor;
import org.apache.druid.segment.CursorBuildSpec;
import org.apache.druid.segment.CursorFactory;
import org.apache.druid.segment.CursorHolder;
import org.jspecify.annotations.Nullable;

/** Reads the values of columns row by row. */
public final class ColumnValues {

  private ColumnValues() {}

  /** Hands the values of each row over in the order of the columns; the array is the consumer's. */
  public static void read(
      CursorFactory rows, List<String> columns, Consumer<@Nullable Object[]> consumer) {
    try (CursorHolder holder = rows.makeCursorHolder(CursorBuildSpec.FULL_SCAN)) {
      Cursor cursor = holder.asCursor();
      if (cursor == null) {
        return;
      }
      ColumnSelectorFactory factory = cursor.getColumnSelectorFactory();
      List<ColumnValueSelector<?>> selectors = new ArrayList<>();
      columns.forEach(column -> selectors.add(factory.makeColumnValueSelector(column)));
      while (!cursor.isDone()) {
        @Nullable Object[] row = new Object[columns.size()];
        Arrays.setAll(row, i -> plain(selectors.get(i).getObject()));
        consumer.accept(row);
        cursor.advance();
      }
    }
  }

  private static @Nullable Object plain(@Nullable Object value) {
    return value instanceof Object[] array
        ? Collections.unmodifiableList(Arrays.asList(array))
        : value;
  }
}
