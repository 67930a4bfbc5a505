package io.millrace.protocol;

import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.Executor;

/**
 * The one way by which operator and task wait, time out and work in the background, so that both
 * run in virtual time too. Nothing but composition roots and adapters makes threads, executors,
 * timers or clocks.
 *
 * <p>Extends {@link Executor}: {@link #execute} runs work beside the caller, which may block.
 */
public interface Scheduler extends Executor, InstantSource {

  /**
   * Runs {@code work} once after {@code delay}, beside the caller. Work that throws is logged and
   * ends there.
   *
   * @param delay zero or more
   */
  Cancellable after(Duration delay, Runnable work);

  /**
   * Runs {@code work} again and again, with {@code delay} between the end of one and the begin of
   * the next.
   */
  Cancellable withFixedDelay(Duration initialDelay, Duration delay, Runnable work);

  /** Work that can be called off; calling off what is done already changes nothing. */
  @FunctionalInterface
  interface Cancellable {
    void cancel();
  }
}
