package io.millrace.simulator.fault;

import io.millrace.simulator.time.VirtualTime;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** What happened, for people. Costs nothing while it is off. */
public final class Trace {

  private final VirtualTime time;
  private final boolean on;
  private final List<String> lines = new ArrayList<>();

  public Trace(VirtualTime time, boolean on) {
    this.time = time;
    this.on = on;
  }

  /** Notes that {@code who} did or suffered something. */
  public void note(String who, Supplier<String> what) {
    if (on) {
      lines.add("%10.3f  %-14s %s".formatted(time.micros() / 1e6, who, what.get()));
    }
  }

  public List<String> lines() {
    return lines;
  }
}
