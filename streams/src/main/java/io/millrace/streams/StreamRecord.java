package io.millrace.streams;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * One record as the stream holds it.
 *
 * @param timestamp the record's own time in milliseconds since the epoch, -1 when it has none
 * @param value the raw bytes between position and limit; absent for a tombstone
 */
public record StreamRecord(long timestamp, @Nullable ByteBuffer value) {}
