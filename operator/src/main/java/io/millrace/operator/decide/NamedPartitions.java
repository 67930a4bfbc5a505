package io.millrace.operator.decide;

import io.millrace.streams.PartitionId;
import java.util.SortedSet;
import java.util.stream.Collectors;

/** Partitions in what people read: there may be thousands. */
public final class NamedPartitions {

  private static final int MOST_NAMED = 5;

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
}
