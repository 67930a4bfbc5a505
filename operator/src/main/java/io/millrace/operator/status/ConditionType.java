package io.millrace.operator.status;

/**
 * The conditions of a supervisor. The first three are always there, the others only while they are
 * true.
 */
public enum ConditionType {
  Ready,
  SpecAccepted,
  StreamReachable,
  Reconciling,
  Stalled,
  Degraded,
  Suspended
}
