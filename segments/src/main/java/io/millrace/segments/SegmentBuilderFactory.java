package io.millrace.segments;

import java.nio.file.Path;

/**
 * A way to build segments. Another one must give the same segments for the same rows, whatever it
 * does inside.
 */
@FunctionalInterface
interface SegmentBuilderFactory {

  SegmentBuilder open(Path directory, TimeBounds bounds);
}
