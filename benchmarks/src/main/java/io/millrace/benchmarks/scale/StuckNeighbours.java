package io.millrace.benchmarks.scale;

import io.millrace.protocol.ThreadScheduler;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Whether a broker and a Pod that do not answer hold up the supervisors beside theirs. With the
 * operator's own threads and on the clock, since only threads can be held up.
 */
final class StuckNeighbours {

  private static final int RECONCILE_THREADS = 32;
  private static final Duration TASK_DURATION = Duration.ofSeconds(40);
  private static final String BROKER_OF = "stuck-broker";
  private static final String PODS_OF = "stuck-pod";

  private final int supervisors;
  private final Duration window;
  private final Tally others = new Tally();
  private final Tally stuck = new Tally();
  private final AtomicInteger hanging = new AtomicInteger();

  StuckNeighbours(int supervisors, Duration window) {
    this.supervisors = supervisors;
    this.window = window;
  }

  /** Runs it, and returns how many calls did not get an answer. */
  int run(PrintStream out) throws InterruptedException {
    try (ThreadScheduler operator = ThreadScheduler.onVirtualThreads("operator");
        ThreadScheduler cluster = ThreadScheduler.onVirtualThreads("cluster");
        ExecutorService workers = Executors.newFixedThreadPool(RECONCILE_THREADS);
        ScaleWorld world = new ScaleWorld(operator, workers, cluster, new Blocking())) {
      for (int number = 0; number < supervisors; number++) {
        apply(world, "events-%05d".formatted(number), others);
        Thread.sleep(TASK_DURATION.toMillis() / (supervisors + 1));
      }
      apply(world, BROKER_OF, stuck);
      apply(world, PODS_OF, stuck);
      Thread.sleep(15_000);
      out.printf("%nbeside a broker and a Pod that do not answer, %d supervisors:%n", supervisors);
      out.printf(
          "%-36s%12s %12s %12s %12s%n", "", "iterations", "p50, ms", "p99, ms", "late p99, ms");
      measure("before", out);
      world.makeBrokersStuck(BROKER_OF::equals);
      world.makePodsStuck(PODS_OF::equals);
      measure("meanwhile", out);
      workers.shutdownNow();
    }
    return hanging.get();
  }

  private void measure(String when, PrintStream out) throws InterruptedException {
    others.clear();
    Thread.sleep(window.toMillis());
    IterationTimes times = others.iterations();
    out.printf(
        Locale.ROOT,
        "%-36s%,12d %,12.2f %,12.2f %,12.2f%n",
        when + " (" + hanging.get() + " calls hang)",
        times.count(),
        times.millis(0.5),
        times.millis(0.99),
        times.lateMillis(0.99));
  }

  private static void apply(ScaleWorld world, String name, Tally into) {
    world.apply(new ScaleWorld.Load(name, 4, 1, TASK_DURATION), into);
  }

  private final class Blocking implements TaskFleet.Waits {

    @Override
    public void forNews(ScaleTask task, long after, Duration limit) {
      try {
        task.awaitNewer(after, limit);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    @Override
    public void pass(Duration length) {
      hanging.incrementAndGet();
      try {
        Thread.sleep(length);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
