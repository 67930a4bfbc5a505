package io.millrace.operator.decide;

import io.millrace.streams.PartitionId;
import io.millrace.streams.Position;
import org.jspecify.annotations.Nullable;

/**
 * How a reset moved one partition.
 *
 * @param partition the partition
 * @param from committed position before; absent for one that is new
 * @param to what is read next; absent for one that is not in the stream any more
 * @param otherTopic whether its topic is another one since then, or gone: nothing lies between the
 *     two positions
 */
public record Jump(
    PartitionId partition, @Nullable Position from, @Nullable Position to, boolean otherTopic) {

  long skipped() {
    return from == null || to == null || otherTopic ? 0 : from.until(to);
  }

  long repeated() {
    return from == null || to == null || otherTopic ? 0 : to.until(from);
  }

  @Override
  public String toString() {
    return "%s: %s → %s"
        .formatted(partition, from == null ? "new" : from, to == null ? "gone" : to);
  }
}
