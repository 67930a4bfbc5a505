package io.millrace.streams;

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
    return Character.isDigit(value.charAt(0));
  }

  /**
   * Compares as numbers, of any length.
   *
   * @throws IllegalArgumentException when two different labels, neither the end of a shard, are
   *     compared
   */
  @Override
  public int compareTo(Position other) {
    if (equals(other)) {
      return 0;
    }
    if (rank() != other.rank()) {
      return Integer.compare(rank(), other.rank());
    }
    if (!isNumber()) {
      throw new IllegalArgumentException(
          "positions %s and %s cannot be compared: neither is a number"
              .formatted(value, other.value));
    }
    String mine = digits();
    String theirs = other.digits();
    return mine.length() == theirs.length()
        ? mine.compareTo(theirs)
        : Integer.compare(mine.length(), theirs.length());
  }

  @Override
  public String toString() {
    return value;
  }

  private int rank() {
    if (isNumber()) {
      return 1;
    }
    return equals(SHARD_END) ? 2 : 0;
  }

  private String digits() {
    int from = 0;
    while (from < value.length() - 1 && value.charAt(from) == '0') {
      from++;
    }
    return value.substring(from);
  }
}
