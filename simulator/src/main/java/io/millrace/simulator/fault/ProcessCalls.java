package io.millrace.simulator.fault;

import io.millrace.simulator.time.SimulatedProcess;
import java.time.Duration;

/**
 * What may happen to a process when it calls the outside: it dies before or after the call, or
 * stands still there.
 */
public final class ProcessCalls {

  private static final double CRASHES = 0.002;
  private static final double STALLS = 0.004;
  private static final Duration LONGEST_STALL = Duration.ofSeconds(90);

  private final SimulatedProcess process;
  private final Faults faults;
  private final FaultKind crash;
  private final FaultKind stall;
  private final Trace trace;

  public ProcessCalls(
      SimulatedProcess process, Faults faults, FaultKind crash, FaultKind stall, Trace trace) {
    this.process = process;
    this.faults = faults;
    this.crash = crash;
    this.stall = stall;
    this.trace = trace;
  }

  /** To be called right before and right after what the outside notices of a call. */
  public void point(String call) {
    process.requireAlive();
    if (faults.strikes(crash, CRASHES)) {
      trace.note(process.name(), () -> "dies at " + call);
      throw process.die();
    }
    if (faults.strikes(stall, STALLS)) {
      Duration length = faults.upTo(stall, LONGEST_STALL);
      trace.note(process.name(), () -> "stands still for " + length + " at " + call);
      process.standStill(length);
      trace.note(process.name(), () -> "goes on at " + call);
    }
  }

  /** The calling thread waits for an answer. */
  public void await(Duration duration) {
    process.waitInCall(duration);
  }
}
