package io.millrace.operator.supervisor;

import io.millrace.operator.observe.SupervisorKey;

/** Asks for an iteration of a supervisor, soon. Several calls before it make one. */
@FunctionalInterface
public interface Trigger {
  void fire(SupervisorKey supervisor);
}
