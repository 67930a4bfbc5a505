package io.millrace.benchmarks.scale;

import io.millrace.operator.observe.SupervisorKey;
import io.millrace.operator.supervisor.Outcome;
import io.millrace.protocol.Scheduler;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;

/**
 * Iterates supervisors as the operator SDK does: one at a time each, when something happened or its
 * wake-up has come. Thread-safe.
 */
final class Iterations {

  private static final Duration AT_ONCE = Duration.ofMillis(5);

  private final Scheduler scheduler;
  private final Executor workers;
  private final Iteration iteration;
  private final Map<SupervisorKey, Queued> queue = new ConcurrentHashMap<>();

  /** One iteration of one supervisor. */
  @FunctionalInterface
  interface Iteration {

    /**
     * @param due when it should have begun, in terms of {@link System#nanoTime}
     */
    Outcome of(SupervisorKey supervisor, long due);
  }

  private static final class Queued {
    long dueAt;
    Scheduler.Cancellable timer = () -> {};
    boolean iterating;
    boolean due;
  }

  /**
   * @param workers run iterations
   */
  Iterations(Scheduler scheduler, Executor workers, Iteration iteration) {
    this.scheduler = scheduler;
    this.workers = workers;
    this.iteration = iteration;
  }

  void trigger(SupervisorKey key) {
    Queued queued = queue.computeIfAbsent(key, absent -> new Queued());
    synchronized (queued) {
      if (!queued.due) {
        queued.due = true;
        if (!queued.iterating) {
          schedule(key, queued, AT_ONCE);
        }
      }
    }
  }

  private void schedule(SupervisorKey key, Queued queued, Duration wait) {
    queued.timer.cancel();
    queued.dueAt = System.nanoTime() + wait.toNanos();
    queued.timer = scheduler.after(wait, () -> workers.execute(() -> run(key, queued)));
  }

  private void run(SupervisorKey key, Queued queued) {
    long dueAt;
    synchronized (queued) {
      dueAt = queued.dueAt;
      if (queued.iterating) {
        return;
      }
      queued.iterating = true;
      queued.due = false;
    }
    Outcome outcome = iteration.of(key, dueAt);
    synchronized (queued) {
      queued.iterating = false;
      schedule(key, queued, queued.due ? AT_ONCE : outcome.wakeUp());
    }
  }
}
