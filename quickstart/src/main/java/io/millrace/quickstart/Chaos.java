package io.millrace.quickstart;

import io.millrace.quickstart.cluster.LocalCluster;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Kills task processes and the operator with SIGKILL, at random, from the time that the first tasks
 * run until it is closed.
 */
final class Chaos implements AutoCloseable {

  private static final int SHORTEST_MILLIS = 5_000;
  private static final int LONGEST_MILLIS = 15_000;
  private static final int OPERATOR_ONE_IN = 3;

  /** So that a slow machine gets on in between. */
  private static final long BETWEEN_OPERATOR_KILLS_NANOS = TimeUnit.SECONDS.toNanos(25);

  private final LocalCluster cluster;
  private final SplittableRandom random;
  private final AtomicInteger tasksKilled = new AtomicInteger();
  private final AtomicInteger operatorKilled = new AtomicInteger();
  private long operatorKilledAt = System.nanoTime() - BETWEEN_OPERATOR_KILLS_NANOS;
  private final Thread thread = Thread.ofPlatform().daemon().name("chaos").unstarted(this::run);

  Chaos(LocalCluster cluster, long seed) {
    this.cluster = cluster;
    this.random = new SplittableRandom(seed);
  }

  void start() {
    thread.start();
  }

  int tasksKilled() {
    return tasksKilled.get();
  }

  int operatorKilled() {
    return operatorKilled.get();
  }

  @Override
  public void close() {
    thread.interrupt();
  }

  private void run() {
    try {
      while (cluster.podRunner().processes().isEmpty()) {
        TimeUnit.MILLISECONDS.sleep(SHORTEST_MILLIS);
      }
      while (!Thread.currentThread().isInterrupted()) {
        TimeUnit.MILLISECONDS.sleep(random.nextInt(SHORTEST_MILLIS, LONGEST_MILLIS));
        strike();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void strike() {
    long now = System.nanoTime();
    if (random.nextInt(OPERATOR_ONE_IN) == 0
        && now - operatorKilledAt >= BETWEEN_OPERATOR_KILLS_NANOS) {
      cluster.operator().kill();
      operatorKilledAt = now;
      operatorKilled.incrementAndGet();
      return;
    }
    List<Map.Entry<String, ProcessHandle>> tasks =
        new ArrayList<>(cluster.podRunner().processes().entrySet());
    if (!tasks.isEmpty() && tasks.get(random.nextInt(tasks.size())).getValue().destroyForcibly()) {
      tasksKilled.incrementAndGet();
    }
  }
}
