package io.millrace.segments;

import java.nio.file.Path;

/**
 * A way to build segments. Another one must give the same segments for the same rows, whatever it
 * does inside.
 */
@FunctionalInterface
public interface SegmentBuilderFactory {

  /**
   * A builder for the next sequence.
   *
   * @param directory where its files go, and nobody else's; created when needed, deleted by {@link
   *     SegmentBuilder#close}
   * @param bounds event times that are accepted
   */
  SegmentBuilder open(Path directory, TimeBounds bounds);
}
