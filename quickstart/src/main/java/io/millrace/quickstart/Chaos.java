package io.millrace.quickstart;

import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;

/**
 * Kills task processes and the operator with SIGKILL, at random, from the time that the first tasks
 * run until it is closed. One task and then the operator are killed seconds after the first task
 * runs, so that even a short run has seen both.
 */
final class Chaos implements AutoCloseable {

  private static final int FIRST_SHORTEST_MILLIS = 1_000;
  private static final int FIRST_LONGEST_MILLIS = 4_000;
  private static final int SHORTEST_MILLIS = 5_000;
  private static final int LONGEST_MILLIS = 15_000;
  private static final int LOOK_MILLIS = 200;
  private static final int OPERATOR_ONE_IN = 3;

  /** So that a slow machine gets on in between. */
  private static final long BETWEEN_OPERATOR_KILLS_NANOS = TimeUnit.SECONDS.toNanos(25);

  private final Victims victims;
  private final SplittableRandom random;
  private final AtomicInteger tasksKilled = new AtomicInteger();
  private final AtomicInteger operatorKilled = new AtomicInteger();
  private volatile boolean sparesAll;
  private long operatorKilledAt = System.nanoTime() - BETWEEN_OPERATOR_KILLS_NANOS;
  private final Thread thread = Thread.ofPlatform().daemon().name("chaos").unstarted(this::run);

  /** What it kills. */
  interface Victims {

    /** Whether any task's process runs. */
    boolean tasksRun();

    /** Kills the process of one task; false when there was none. */
    boolean killATask(RandomGenerator random);

    /** Kills the operator's process; false when it did not run. */
    boolean killTheOperator();
  }

  Chaos(Victims victims, long seed) {
    this.victims = victims;
    this.random = new SplittableRandom(seed);
  }

  void start() {
    thread.start();
  }

  /** Waits until it kills no more. */
  @Override
  public void close() {
    thread.interrupt();
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** What it has killed, for people. */
  String summary() {
    return "killed %d task processes, and the operator %d times"
        .formatted(tasksKilled.get(), operatorKilled.get());
  }

  /** Why the run shows nothing about failures; empty when a task and the operator were killed. */
  Optional<String> shortcoming() {
    return tasksKilled.get() > 0 && operatorKilled.get() > 0
        ? Optional.empty()
        : Optional.of(
            "--chaos %s; expected at least one of each: try more --events or a longer --task-duration"
                .formatted(summary()));
  }

  private void run() {
    try {
      while (!victims.tasksRun()) {
        TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
      }
      sleep(FIRST_SHORTEST_MILLIS, FIRST_LONGEST_MILLIS);
      while (!killedATask()) {
        TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
      }
      sleep(FIRST_SHORTEST_MILLIS, FIRST_LONGEST_MILLIS);
      while (!killedTheOperator()) {
        TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
      }
      while (!Thread.currentThread().isInterrupted()) {
        sleep(SHORTEST_MILLIS, LONGEST_MILLIS);
        strike();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void sleep(int shortest, int longest) throws InterruptedException {
    TimeUnit.MILLISECONDS.sleep(random.nextInt(shortest, longest));
  }

  /** Kills nobody while {@code spares}: a machine that cannot keep up gets on meanwhile. */
  void spareAll(boolean spares) {
    sparesAll = spares;
  }

  void strike() {
    if (sparesAll) {
      return;
    }
    boolean operatorMayDie = System.nanoTime() - operatorKilledAt >= BETWEEN_OPERATOR_KILLS_NANOS;
    if (random.nextInt(OPERATOR_ONE_IN) == 0 && operatorMayDie) {
      killedTheOperator();
    } else {
      killedATask();
    }
  }

  private boolean killedATask() {
    boolean killed = victims.killATask(random);
    if (killed) {
      tasksKilled.incrementAndGet();
    }
    return killed;
  }

  private boolean killedTheOperator() {
    boolean killed = victims.killTheOperator();
    if (killed) {
      operatorKilled.incrementAndGet();
      operatorKilledAt = System.nanoTime();
    }
    return killed;
  }
}
