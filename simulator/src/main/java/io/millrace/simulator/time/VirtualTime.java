package io.millrace.simulator.time;

import java.time.Duration;
import java.time.Instant;
import java.util.PriorityQueue;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Time that passes only from one piece of work to the next. All work runs on the caller's thread,
 * in the order in which it is due, and of equal times in the order in which it was handed over: so
 * a run is repeatable.
 */
public final class VirtualTime {

  public static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  /** Calls that are under way at once, each within the other; a further one does not wait. */
  private static final int DEEPEST = 12;

  private static final Duration STEP = Duration.ofMillis(500);

  private final PriorityQueue<Work> queue = new PriorityQueue<>();
  private long now;
  private long handedOver;
  private long done;
  private int depth;
  private long innermostEnd = Long.MAX_VALUE;
  private boolean stopped;

  public Instant instant() {
    return START.plusNanos(now * 1_000);
  }

  /** Microseconds since the start. */
  public long micros() {
    return now;
  }

  /** Pieces of work done so far. */
  public long done() {
    return done;
  }

  /** Nothing more is done. */
  public void stop() {
    stopped = true;
  }

  public boolean isStopped() {
    return stopped;
  }

  /** Runs {@code run} after {@code delay}, on behalf of nobody. */
  public Work after(Duration delay, Runnable run) {
    return add(micros(delay), null, run);
  }

  /** Lets time pass, {@code limit} at most, until {@code condition} holds or all is stopped. */
  public boolean runUntil(BooleanSupplier condition, Duration limit) {
    long end = now + micros(limit);
    long step = micros(STEP);
    while (!stopped && !condition.getAsBoolean()) {
      if (now >= end) {
        return false;
      }
      runThrough(Math.min(end, now + step));
    }
    return !stopped;
  }

  Work add(long delay, @Nullable SimulatedProcess owner, Runnable run) {
    Work work = new Work(now + Math.max(0, delay), handedOver++, owner, run);
    queue.add(work);
    return work;
  }

  /**
   * Lets time pass within a piece of work, at most until the piece of work around it goes on: as if
   * its thread waited.
   */
  void pass(long micros) {
    if (depth == DEEPEST || stopped) {
      return;
    }
    long outerEnd = innermostEnd;
    innermostEnd = Math.min(now + micros, outerEnd);
    depth++;
    try {
      runThrough(innermostEnd);
    } finally {
      depth--;
      innermostEnd = outerEnd;
    }
  }

  private void runThrough(long end) {
    while (!stopped && !queue.isEmpty() && queue.element().due() <= end) {
      Work next = queue.remove();
      if (next.isOver()) {
        continue;
      }
      now = Math.max(now, next.due());
      done++;
      SimulatedProcess owner = next.owner();
      if (owner == null) {
        next.run().run();
      } else {
        owner.run(next);
      }
    }
    now = Math.max(now, end);
  }

  static long micros(Duration duration) {
    return duration.compareTo(Duration.ofDays(3650)) > 0
        ? Duration.ofDays(3650).toNanos() / 1_000
        : duration.toNanos() / 1_000;
  }
}
