package io.millrace.streams;

import java.util.Comparator;
import java.util.Optional;

/**
 * A Kafka partition or a Kinesis shard, as it is written in status: {@code "0"} with {@code topic},
 * {@code "topic:0"} with {@code topicPattern}, the shard id with Kinesis. Ordered by name, and by
 * number within a name.
 *
 * @param value the text, never empty
 */
public record PartitionId(String value) implements Comparable<PartitionId> {

  private static final Comparator<PartitionId> ORDER =
      Comparator.comparing(PartitionId::prefix)
          .thenComparing(PartitionId::number)
          .thenComparing(PartitionId::value);

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

  @Override
  public int compareTo(PartitionId other) {
    return ORDER.compare(this, other);
  }

  @Override
  public String toString() {
    return value;
  }

  private String prefix() {
    return value.substring(0, digitsFrom());
  }

  private Position number() {
    return new Position(digitsFrom() == value.length() ? "0" : value.substring(digitsFrom()));
  }

  private int digitsFrom() {
    int from = value.length();
    while (from > 0 && Character.isDigit(value.charAt(from - 1))) {
      from--;
    }
    return from;
  }
}
