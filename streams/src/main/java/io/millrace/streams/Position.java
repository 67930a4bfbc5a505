package io.millrace.streams;

import java.math.BigInteger;

/**
 * A place in a partition: a Kafka offset (the next to read) or a Kinesis sequence number (the last
 * read), in decimal. Kinesis has labels beside: {@code TRIM_HORIZON} and {@code AT_TIMESTAMP:…}
 * come before every number, {@code SHARD_END} after.
 *
 * @param value the text, never empty
 */
public record Position(String value) implements Comparable<Position> {

  public static final Position SHARD_END = new Position("SHARD_END");

  public Position {
    if (value.isEmpty()) {
      throw new IllegalArgumentException(
          "a position is empty; expected a number or a label such as TRIM_HORIZON");
    }
  }

  public static Position of(long offset) {
    return new Position(Long.toString(offset));
  }

  /** Whether this is a number, not a label. */
  public boolean isNumber() {
    return Decimals.isDigit(value.charAt(0));
  }

  /**
   * How many positions there are from this one to {@code later}; 0 when that is not after it, or
   * when one of them is a label.
   */
  public long until(Position later) {
    if (!isNumber() || !later.isNumber() || compareTo(later) >= 0) {
      return 0;
    }
    return new BigInteger(later.value)
        .subtract(new BigInteger(value))
        .min(BigInteger.valueOf(Long.MAX_VALUE))
        .longValue();
  }

  /**
   * Compares as numbers, of any length.
   *
   * @throws IllegalArgumentException when two different labels, neither the end of a shard, are
   *     compared
   */
  @Override
  public int compareTo(Position other) {
    if (isNumber() && other.isNumber()) {
      return Decimals.compare(value, 0, other.value, 0);
    }
    if (value.equals(other.value)) {
      return 0;
    }
    if (rank() != other.rank()) {
      return Integer.compare(rank(), other.rank());
    }
    throw new IllegalArgumentException(
        "positions %s and %s cannot be compared: neither is a number"
            .formatted(value, other.value));
  }

  @Override
  public String toString() {
    return value;
  }

  private int rank() {
    if (isNumber()) {
      return 1;
    }
    return value.equals(SHARD_END.value) ? 2 : 0;
  }
}
