package io.millrace.operator.decide;

import io.millrace.streams.PartitionId;
import io.millrace.streams.Position;
import java.time.Instant;

/**
 * A range that left the stream before it was read.
 *
 * @param partition the partition
 * @param from what was to be read next
 * @param to what was read instead
 * @param time when it was noticed
 */
public record LostRange(PartitionId partition, Position from, Position to, Instant time) {}
