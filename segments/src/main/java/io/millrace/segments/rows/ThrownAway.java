package io.millrace.segments.rows;

/** Why a row is dropped on purpose. */
public enum ThrownAway {
  /** The record has no value. */
  NULL("null"),
  /** The row is older than the sequence accepts. */
  BEFORE_MINIMUM("beforeMinimumMessageTime"),
  /** The row is newer than the sequence accepts. */
  AFTER_MAXIMUM("afterMaximumMessageTime"),
  /** The filter of the {@code transformSpec} does not match. */
  FILTERED("filtered");

  private final String reason;

  ThrownAway(String reason) {
    this.reason = reason;
  }

  /** The word that Druid uses in its row statistics. */
  public String reason() {
    return reason;
  }
}
