package io.millrace.benchmarks.scale;

/** What iterations took, of supervisors that are counted together. Thread-safe. */
final class IterationTimes {

  private final Distribution clock = new Distribution();
  private final Distribution cpu = new Distribution();
  private final Distribution late = new Distribution();
  private int idle;

  /**
   * @param waited nanoseconds between when it was due and its begin
   * @param took nanoseconds on the clock
   * @param cpuNanos nanoseconds that its thread computed
   * @param called whether it called the API server
   */
  synchronized void add(long waited, long took, long cpuNanos, boolean called) {
    late.add(Math.max(0, waited));
    clock.add(took);
    cpu.add(cpuNanos);
    if (!called) {
      idle++;
    }
  }

  synchronized void clear() {
    clock.clear();
    cpu.clear();
    late.clear();
    idle = 0;
  }

  synchronized int count() {
    return clock.count();
  }

  /** Those that did not call the API server. */
  synchronized int idle() {
    return idle;
  }

  synchronized double cpuSeconds() {
    return cpu.sum() / 1e9;
  }

  /** Milliseconds of CPU time that {@code share} of the iterations do not exceed. */
  synchronized double cpuMillis(double share) {
    return cpu.quantile(share) / 1e6;
  }

  /** Milliseconds on the clock that {@code share} of the iterations do not exceed. */
  synchronized double millis(double share) {
    return clock.quantile(share) / 1e6;
  }

  /** Milliseconds by which {@code share} of the iterations begin late at most. */
  synchronized double lateMillis(double share) {
    return late.quantile(share) / 1e6;
  }
}
