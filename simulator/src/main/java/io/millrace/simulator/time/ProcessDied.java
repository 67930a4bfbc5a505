package io.millrace.simulator.time;

/** Unwinds the stack of a simulated process that has ended in the middle of its work. */
public final class ProcessDied extends Error {

  private static final long serialVersionUID = 1L;

  ProcessDied(String process) {
    super(process, null, false, false);
  }
}
