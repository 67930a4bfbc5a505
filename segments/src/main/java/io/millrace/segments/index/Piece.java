package io.millrace.segments.index;

import java.util.Optional;
import org.apache.druid.segment.Segment;

/** Some rows of a time chunk that can be queried as a whole. */
interface Piece {

  int rows();

  /**
   * The rows for a query, absent when the piece was released. Closing it gives the reference back.
   */
  Optional<Segment> acquire();

  /** Lets go of the rows as soon as the last query has given its reference back. */
  void release();
}
