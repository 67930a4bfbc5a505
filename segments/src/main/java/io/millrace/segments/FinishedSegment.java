package io.millrace.segments;

import java.nio.file.Path;

/**
 * A merged segment on local disk.
 *
 * @param interval the time chunk, {@code start/end} in ISO-8601 with milliseconds and {@code Z}
 * @param directory flat directory with the segment's files; the caller deletes it once pushed
 * @param dimensions comma-joined names
 * @param metrics comma-joined names
 * @param binaryVersion version of the segment format
 * @param size bytes of the files, above 0
 * @param rows rows after rollup, above 0
 */
public record FinishedSegment(
    String interval,
    Path directory,
    String dimensions,
    String metrics,
    int binaryVersion,
    long size,
    int rows) {}
