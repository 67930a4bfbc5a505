package io.millrace.operator.decide;

import io.millrace.streams.PartitionId;
import java.util.SortedSet;
import java.util.stream.Collectors;

/**
 * Partitions in what people read: there may be thousands. {@link #of} is for the middle of a
 * sentence, {@link #list} for what was found, expected or left out.
 */
public final class NamedPartitions {

  private static final int MOST_NAMED = 5;
  private static final int MOST_LISTED = 20;

  private NamedPartitions() {}

  /** "partition 3", or "partitions 0, 1, 2, 3, 4 and 7 more". */
  public static String of(SortedSet<PartitionId> partitions) {
    int more = partitions.size() - MOST_NAMED;
    return partitions.stream()
        .limit(MOST_NAMED)
        .map(PartitionId::value)
        .collect(
            Collectors.joining(
                ", ",
                partitions.size() == 1 ? "partition " : "partitions ",
                more > 0 ? " and %d more".formatted(more) : ""));
  }

  /** "[0, 1, 2]", with an ellipsis after the first of very many. */
  static String list(SortedSet<PartitionId> partitions) {
    return partitions.stream()
        .limit(MOST_LISTED)
        .map(PartitionId::value)
        .collect(Collectors.joining(", ", "[", partitions.size() > MOST_LISTED ? ", …]" : "]"));
  }
}
