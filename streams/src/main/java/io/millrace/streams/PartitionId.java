package io.millrace.streams;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A Kafka partition or a Kinesis shard, as it is written in status: {@code "0"} with {@code topic},
 * {@code "topic:0"} with {@code topicPattern}, the shard id with Kinesis. Ordered by name, and by
 * number within a name.
 */
public final class PartitionId implements Comparable<PartitionId> {

  private final String value;

  /** How many characters stand before the number at its end. */
  private final int nameLength;

  /**
   * The partition that is called so.
   *
   * @throws IllegalArgumentException when {@code value} is empty
   */
  public PartitionId(String value) {
    if (value.isEmpty()) {
      throw new IllegalArgumentException(
          "a partition id is empty; expected a partition number, topic:number or a shard id");
    }
    this.value = value;
    this.nameLength = digitsFrom(value);
  }

  /** Its text, never empty. */
  public String value() {
    return value;
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
    if (equals(other)) {
      return 0;
    }
    int byName = compareNames(value, nameLength, other.value, other.nameLength);
    if (byName != 0) {
      return byName;
    }
    int byNumber = Decimals.compare(value, nameLength, other.value, other.nameLength);
    return byNumber == 0 ? value.compareTo(other.value) : byNumber;
  }

  @Override
  public boolean equals(@Nullable Object object) {
    return this == object || (object instanceof PartitionId other && value.equals(other.value));
  }

  @Override
  public int hashCode() {
    return value.hashCode();
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

  private static int digitsFrom(String id) {
    int from = id.length();
    while (from > 0 && Decimals.isDigit(id.charAt(from - 1))) {
      from--;
    }
    return from;
  }
}
