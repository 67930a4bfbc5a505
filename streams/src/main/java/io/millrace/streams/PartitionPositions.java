package io.millrace.streams;

import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What the partitions of a stream answer that are asked for positions. Immutable.
 *
 * @param found positions of those that answer, one or more unless none was asked
 * @param unanswered of each of the others, why it does not
 */
public record PartitionPositions(
    SortedMap<PartitionId, Position> found, SortedMap<PartitionId, String> unanswered) {

  public PartitionPositions {
    found = Collections.unmodifiableSortedMap(new TreeMap<>(found));
    unanswered = Collections.unmodifiableSortedMap(new TreeMap<>(unanswered));
  }

  /** Where all answer. */
  public static PartitionPositions of(Map<PartitionId, Position> found) {
    return new PartitionPositions(new TreeMap<>(found), new TreeMap<>());
  }
}
