package io.millrace.segments.rows;

import io.millrace.segments.TimeBounds;
import java.util.List;
import org.apache.druid.data.input.InputRow;
import org.apache.druid.segment.transform.TransformSpec;
import org.apache.druid.segment.transform.Transformer;
import org.jspecify.annotations.Nullable;

/** Decides which parsed rows are kept, in the order in which Druid asks. Not thread-safe. */
public final class RowFilter {

  private final TimeBounds bounds;
  private final @Nullable Transformer filter;

  public RowFilter(TimeBounds bounds, TransformSpec transforms) {
    this.bounds = bounds;
    this.filter =
        transforms.getFilter() == null
            ? null
            : new TransformSpec(transforms.getFilter(), List.of()).toTransformer();
  }

  /** Why the row is dropped, null to keep it. */
  public @Nullable ThrownAway reject(InputRow row) {
    long time = row.getTimestampFromEpoch();
    if (time < bounds.minimum()) {
      return ThrownAway.BEFORE_MINIMUM;
    }
    if (time > bounds.maximum()) {
      return ThrownAway.AFTER_MAXIMUM;
    }
    return filter != null && !matches(filter, row) ? ThrownAway.FILTERED : null;
  }

  private static boolean matches(Transformer filter, InputRow row) {
    try {
      return filter.transform(row) != null;
    } catch (StackOverflowError e) {
      throw new IllegalStateException("the stack is too small to filter the row", e);
    }
  }
}
