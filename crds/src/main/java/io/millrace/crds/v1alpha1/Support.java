package io.millrace.crds.v1alpha1;

/** What this release does with a property of a spec. */
public enum Support {
  /** It does what it says. */
  ACTED_ON,
  /**
   * It is accepted, listed in {@code status.notYetSupported} where it asks for something, and has
   * no effect: none on which rows are stored, or where.
   */
  NOT_YET_SUPPORTED,
  /** It is refused, since to ignore it would change which rows are stored, or where. */
  REFUSED
}
