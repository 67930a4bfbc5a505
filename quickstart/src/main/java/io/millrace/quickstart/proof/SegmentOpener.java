package io.millrace.quickstart.proof;

import io.millrace.protocol.SegmentDescriptor;
import io.millrace.segments.SegmentReader;
import java.io.IOException;

/** Opens published segments where their load spec says that they lie, as a Historical does. */
@FunctionalInterface
public interface SegmentOpener {

  /**
   * @throws IOException when the segment is not there, or lies in another deep storage than this
   *     one opens
   */
  SegmentReader open(SegmentDescriptor segment) throws IOException;
}
