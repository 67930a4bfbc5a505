package io.millrace.operator.autoscale;

/** Why a count is kept though lag asks for another. */
public enum Hold {
  /** There are as many task groups as allowed, or as partitions. */
  AT_MAXIMUM,
  /** There are as few task groups as allowed. */
  AT_MINIMUM,
  /** The last change is too recent. */
  TOO_SOON,
  /** Partitions still move by the last change. */
  RESCALING,
  /** Tasks or the ledger are in trouble that another count does not mend. */
  UNHEALTHY,
  /** Nothing has arrived for long, so nothing reads. */
  IDLE
}
