package io.millrace.operator.act;

/** Whether this process may do what no status write guards. */
@FunctionalInterface
public interface Leadership {

  /** True only while nobody else can hold the lease. */
  boolean isSafelyHeld();
}
