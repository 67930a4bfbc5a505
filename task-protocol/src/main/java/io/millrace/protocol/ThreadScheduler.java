package io.millrace.protocol;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The scheduler of a real process: work runs on a thread of its own, and one timer thread hands
 * over what is due. An error that work throws is logged.
 */
public final class ThreadScheduler implements Scheduler, AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(ThreadScheduler.class);

  /** Longer than any process lives, and short enough to be counted in nanoseconds. */
  private static final Duration LONGEST_DELAY = Duration.ofDays(3650);

  private final ScheduledExecutorService timer;
  private final ExecutorService workers;

  private ThreadScheduler(String name, ExecutorService workers) {
    this.timer =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name(name + "-timer").factory());
    this.workers = workers;
  }

  /** For work that mostly waits: calls, watches, files. */
  public static ThreadScheduler onVirtualThreads(String name) {
    ThreadFactory factory = Thread.ofVirtual().name(name + "-", 0).factory();
    return new ThreadScheduler(name, Executors.newThreadPerTaskExecutor(factory));
  }

  /**
   * For work that computes for long: it cannot keep the few carriers of virtual threads from
   * others.
   */
  public static ThreadScheduler onPlatformThreads(String name) {
    ThreadFactory factory = Thread.ofPlatform().daemon().name(name + "-", 0).factory();
    return new ThreadScheduler(name, Executors.newCachedThreadPool(factory));
  }

  @Override
  public Instant instant() {
    return Instant.now();
  }

  @Override
  public void execute(Runnable work) {
    try {
      workers.execute(() -> run(work));
    } catch (RejectedExecutionException e) {
      LOG.debug("Work is left out since the scheduler is closed", e);
    }
  }

  @Override
  public Cancellable after(Duration delay, Runnable work) {
    ScheduledFuture<?> due = schedule(delay, () -> execute(work));
    return () -> cancel(due);
  }

  @Override
  public Cancellable withFixedDelay(Duration initialDelay, Duration delay, Runnable work) {
    return new Repetition(delay, work).startAfter(initialDelay);
  }

  /** Starts nothing more, and interrupts what is running. */
  @Override
  public void close() {
    timer.shutdownNow();
    workers.shutdownNow();
  }

  private @Nullable ScheduledFuture<?> schedule(Duration delay, Runnable work) {
    Duration bounded = delay.compareTo(LONGEST_DELAY) < 0 ? delay : LONGEST_DELAY;
    try {
      return timer.schedule(work, bounded.toNanos(), TimeUnit.NANOSECONDS);
    } catch (RejectedExecutionException e) {
      LOG.debug("Work is left out since the scheduler is closed", e);
      return null;
    }
  }

  private static void cancel(@Nullable ScheduledFuture<?> due) {
    if (due != null) {
      due.cancel(false);
    }
  }

  private static void run(Runnable work) {
    try {
      work.run();
    } catch (Throwable e) {
      LOG.atError().setCause(e).log("Background work failed");
      if (e instanceof VirtualMachineError) {
        throw e;
      }
    }
  }

  /** Work that is scheduled again at its own end. */
  private final class Repetition {

    private final Duration delay;
    private final Runnable work;
    private final AtomicBoolean cancelled = new AtomicBoolean();
    private final AtomicReference<@Nullable ScheduledFuture<?>> next = new AtomicReference<>();

    Repetition(Duration delay, Runnable work) {
      this.delay = delay;
      this.work = work;
    }

    Cancellable startAfter(Duration initialDelay) {
      next.set(schedule(initialDelay, () -> execute(this::once)));
      return this::stop;
    }

    private void once() {
      if (cancelled.get()) {
        return;
      }
      try {
        work.run();
      } finally {
        if (!cancelled.get()) {
          next.set(schedule(delay, () -> execute(this::once)));
        }
      }
    }

    private void stop() {
      cancelled.set(true);
      cancel(next.get());
    }
  }
}
