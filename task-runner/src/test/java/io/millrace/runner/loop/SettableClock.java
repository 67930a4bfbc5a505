package io.millrace.runner.loop;

import io.millrace.protocol.Scheduler;
import io.millrace.protocol.VirtualScheduler;
import java.time.Duration;
import java.time.Instant;

/** Virtual time whose clock can be set to another time of day, as a machine's is. */
final class SettableClock implements Scheduler {

  private final VirtualScheduler time;
  private Duration ahead = Duration.ZERO;

  SettableClock(VirtualScheduler time) {
    this.time = time;
  }

  void setBack(Duration by) {
    ahead = ahead.minus(by);
  }

  void setForward(Duration by) {
    ahead = ahead.plus(by);
  }

  @Override
  public Instant instant() {
    return time.instant().plus(ahead);
  }

  @Override
  public void execute(Runnable work) {
    time.execute(work);
  }

  @Override
  public Cancellable after(Duration delay, Runnable work) {
    return time.after(delay, work);
  }

  @Override
  public Cancellable withFixedDelay(Duration initialDelay, Duration delay, Runnable work) {
    return time.withFixedDelay(initialDelay, delay, work);
  }
}
