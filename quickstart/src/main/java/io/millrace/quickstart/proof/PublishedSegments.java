package io.millrace.quickstart.proof;

import io.millrace.protocol.SegmentDescriptor;
import io.millrace.quickstart.events.EventTotals;
import io.millrace.segments.SegmentReader;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Adds up the rows of segments, as Druid's own library reads them. */
public final class PublishedSegments {

  private final Set<Object> users = new HashSet<>();
  private final Set<Object> pages = new HashSet<>();
  private long rows;
  private long added;
  private long deleted;
  private long delta;

  private PublishedSegments() {}

  /**
   * Reads all of them.
   *
   * @param opener opens them in their deep storage
   * @throws IOException when one is not there or cannot be read
   */
  public static EventTotals totals(List<SegmentDescriptor> segments, SegmentOpener opener)
      throws IOException {
    PublishedSegments all = new PublishedSegments();
    for (SegmentDescriptor segment : segments) {
      all.add(segment, opener);
    }
    return new EventTotals(
        all.rows, all.added, all.deleted, all.delta, all.users.size(), all.pages.size());
  }

  private void add(SegmentDescriptor segment, SegmentOpener opener) throws IOException {
    try (SegmentReader reader = opener.open(segment)) {
      if (reader.rows() != segment.totalRows()) {
        throw new IOException(
            "segment %s has %d rows; its descriptor says %d"
                .formatted(segment.identifier(), reader.rows(), segment.totalRows()));
      }
      rows += reader.sum("count");
      added += reader.sum("added");
      deleted += reader.sum("deleted");
      delta += reader.sum("delta");
      reader.forEachValue("user", value -> addTo(users, value));
      reader.forEachValue("page", value -> addTo(pages, value));
    }
  }

  private static void addTo(Set<Object> values, @Nullable Object value) {
    if (value != null) {
      values.add(value);
    }
  }
}
