package io.millrace.protocol;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.function.BooleanSupplier;

/**
 * A scheduler whose time stands still but for {@link #advance} and {@link #runUntil}. All work runs
 * on the caller's thread, in the order in which it is due, and of equal times in the order in which
 * it was handed over; so a run is repeatable. What work throws reaches the caller.
 */
public final class VirtualScheduler implements Scheduler {

  /** More work than this at one instant is taken for a loop without end. */
  private static final int MOST_WORK_AT_ONE_INSTANT = 1_000_000;

  private final PriorityQueue<Task> tasks =
      new PriorityQueue<>(Comparator.comparing(Task::due).thenComparingLong(Task::number));
  private Instant now;
  private long handedOver;

  public VirtualScheduler() {
    this(Instant.parse("2026-01-01T00:00:00Z"));
  }

  public VirtualScheduler(Instant start) {
    now = start;
  }

  @Override
  public Instant instant() {
    return now;
  }

  @Override
  public void execute(Runnable work) {
    add(Duration.ZERO, work);
  }

  @Override
  public Cancellable after(Duration delay, Runnable work) {
    Task task = add(delay, work);
    return () -> tasks.remove(task);
  }

  @Override
  public Cancellable withFixedDelay(Duration initialDelay, Duration delay, Runnable work) {
    Repetition repetition = new Repetition(delay, work);
    repetition.next = add(initialDelay, repetition);
    return repetition::stop;
  }

  /** Runs all that is due now, what it starts at this instant included. */
  public void runDue() {
    int run = 0;
    while (isDue(now)) {
      if (run++ == MOST_WORK_AT_ONE_INSTANT) {
        throw new IllegalStateException("work goes on without end at " + now);
      }
      tasks.remove().work().run();
    }
  }

  /** Lets time pass, and runs all that falls due on the way. */
  public void advance(Duration time) {
    Instant end = now.plus(time);
    runDue();
    while (isDue(end)) {
      now = tasks.element().due();
      runDue();
    }
    now = end;
  }

  /**
   * Lets time pass from one piece of work to the next until {@code condition} holds.
   *
   * @return whether it came to hold within {@code limit}
   */
  public boolean runUntil(BooleanSupplier condition, Duration limit) {
    Instant end = now.plus(limit);
    while (!condition.getAsBoolean()) {
      if (!isDue(end)) {
        now = end;
        return false;
      }
      Task next = tasks.remove();
      now = next.due();
      next.work().run();
    }
    return true;
  }

  /** Number of pieces of work that wait for their time. */
  public int pending() {
    return tasks.size();
  }

  private boolean isDue(Instant time) {
    return !tasks.isEmpty() && !tasks.element().due().isAfter(time);
  }

  private Task add(Duration delay, Runnable work) {
    Instant due =
        delay.compareTo(Duration.between(now, Instant.MAX)) < 0 ? now.plus(delay) : Instant.MAX;
    Task task = new Task(due, handedOver++, work);
    tasks.add(task);
    return task;
  }

  private record Task(Instant due, long number, Runnable work) {}

  private final class Repetition implements Runnable {

    private final Duration delay;
    private final Runnable work;
    private Task next;
    private boolean stopped;

    Repetition(Duration delay, Runnable work) {
      this.delay = delay;
      this.work = work;
      this.next = new Task(now, -1, this);
    }

    @Override
    public void run() {
      work.run();
      if (!stopped) {
        next = add(delay, this);
      }
    }

    void stop() {
      stopped = true;
      tasks.remove(next);
    }
  }
}
