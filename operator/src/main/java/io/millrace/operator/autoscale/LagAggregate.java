package io.millrace.operator.autoscale;

/** How the lag of all partitions becomes one number. */
public enum LagAggregate {
  /** Of all partitions together. */
  SUM,
  /** Of the partition that is furthest behind. */
  MAX,
  /** Of a partition on average, rounded up: one that lags is not lost in the division. */
  AVERAGE
}
