package io.millrace.streams;

import java.util.Optional;

/**
 * A Kafka partition or a Kinesis shard, as it is written in status: {@code "0"} with {@code topic},
 * {@code "topic:0"} with {@code topicPattern}, the shard id with Kinesis. Ordered by name, and by
 * number within a name.
 *
 * @param value the text, never empty
 */
public record PartitionId(String value) implements Comparable<PartitionId> {

  public PartitionId {
    if (value.isEmpty()) {
      throw new IllegalArgumentException(
          "a partition id is empty; expected a partition number, topic:number or a shard id");
    }
  }

  /** The topic in its name; empty where partitions are called by a number or a shard id alone. */
  public Optional<String> topic() {
    int colon = value.lastIndexOf(':');
    return colon < 0 ? Optional.empty() : Optional.of(value.substring(0, colon));
  }

  /** Whether its name holds a topic. */
  boolean isNamed() {
    return value.indexOf(':') >= 0;
  }

  @Override
  public int compareTo(PartitionId other) {
    if (value.equals(other.value)) {
      return 0;
    }
    int mine = digitsFrom();
    int theirs = other.digitsFrom();
    int byName = compareNames(value, mine, other.value, theirs);
    if (byName != 0) {
      return byName;
    }
    int byNumber = Decimals.compare(value, mine, other.value, theirs);
    return byNumber == 0 ? value.compareTo(other.value) : byNumber;
  }

  @Override
  public String toString() {
    return value;
  }

  /** As texts, without taking them out: every map of partitions is kept in this order. */
  private static int compareNames(String one, int length, String other, int otherLength) {
    int shorter = Math.min(length, otherLength);
    for (int i = 0; i < shorter; i++) {
      int difference = one.charAt(i) - other.charAt(i);
      if (difference != 0) {
        return difference;
      }
    }
    return length - otherLength;
  }

  private int digitsFrom() {
    int from = value.length();
    while (from > 0 && Decimals.isDigit(value.charAt(from - 1))) {
      from--;
    }
    return from;
  }
}
