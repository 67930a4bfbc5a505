package io.millrace.simulator.operator;

import io.millrace.simulator.time.VirtualTime;
import java.time.Duration;

/** The lease object: whoever renews it in time keeps it, afterwards another may take it. */
public final class Lease {

  static final Duration DURATION = Duration.ofSeconds(15);
  static final Duration RENEW_DEADLINE = Duration.ofSeconds(10);
  static final Duration RETRY_PERIOD = Duration.ofSeconds(2);

  private final VirtualTime time;
  private String holder = "";
  private long renewed;

  public Lease(VirtualTime time) {
    this.time = time;
  }

  /** Whether {@code candidate} has it, and nobody else may take it yet. */
  boolean isHeldBy(String candidate) {
    return holder.equals(candidate) && time.micros() - renewed <= DURATION.toNanos() / 1_000;
  }

  /** Whether {@code candidate} holds it after this. */
  boolean acquire(String candidate) {
    boolean free = time.micros() - renewed > DURATION.toNanos() / 1_000;
    if (holder.equals(candidate) || holder.isEmpty() || free) {
      holder = candidate;
      renewed = time.micros();
      return true;
    }
    return false;
  }
}
