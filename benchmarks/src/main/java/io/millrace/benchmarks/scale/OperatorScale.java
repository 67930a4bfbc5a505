package io.millrace.benchmarks.scale;

import io.millrace.operator.observe.SupervisorKey;
import io.millrace.operator.status.StatusMapping;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What one operator costs that serves many supervisors, one of them with many partitions.
 *
 * <p>Arguments: number of ordinary supervisors, partitions of the large one.
 */
public final class OperatorScale {

  private static final int PARTITIONS = 4;
  private static final int LARGE_TASK_COUNT = 20;
  private static final Duration TASK_DURATION = Duration.ofMinutes(30);
  private static final Duration SETTLING = Duration.ofMinutes(5);
  private static final Duration MEASURED = TASK_DURATION;
  private static final double PER_HOUR = 60.0 / MEASURED.toMinutes();
  private static final int STUCK_BESIDE = 200;
  private static final Duration STUCK_WINDOW = Duration.ofSeconds(60);
  private static final Duration LONGEST = Duration.ofSeconds(1);
  private static final int ETCD_LIMIT = 1_536 * 1_024;

  private final int supervisors;
  private final int partitions;
  private final PrintStream out;
  private final Tally ordinary = new Tally();
  private final Tally large = new Tally();
  private final List<ScaleWorld.Load> loads = new ArrayList<>();
  private final ScaleWorld.Load largeLoad;

  private OperatorScale(int supervisors, int partitions, PrintStream out) {
    this.supervisors = supervisors;
    this.partitions = partitions;
    this.out = out;
    for (int number = 0; number < supervisors; number++) {
      loads.add(new ScaleWorld.Load("events-%05d".formatted(number), PARTITIONS, 1, TASK_DURATION));
    }
    largeLoad =
        new ScaleWorld.Load(
            "large", partitions, Math.min(LARGE_TASK_COUNT, partitions), TASK_DURATION);
  }

  public static void main(String[] args) throws InterruptedException {
    int supervisors = args.length > 0 ? Integer.parseInt(args[0]) : 1_000;
    int partitions = args.length > 1 ? Integer.parseInt(args[1]) : 2_000;
    boolean holds = new OperatorScale(supervisors, partitions, System.out).run();
    new StuckNeighbours(Math.min(supervisors, STUCK_BESIDE), STUCK_WINDOW).run(System.out);
    System.exit(holds ? 0 : 1);
  }

  /** Whether iterations are as short, and resources as small, as they have to be. */
  private boolean run() {
    warmUp();
    long empty = heap();
    try (VirtualRun run = new VirtualRun()) {
      run.world().apply(largeLoad, large);
      run.pass(SETTLING);
      long withLarge = heap();
      Duration pause = TASK_DURATION.minus(SETTLING).dividedBy(Math.max(1, supervisors));
      for (ScaleWorld.Load load : loads) {
        run.world().apply(load, ordinary);
        run.pass(pause);
      }
      run.pass(SETTLING);
      ordinary.clear();
      large.clear();
      long commitsBefore = commits(run.world(), loads);
      long largeCommitsBefore = commits(run.world(), List.of(largeLoad));
      double cpuBefore = processCpuSeconds();
      run.pass(MEASURED);
      double cpu = processCpuSeconds() - cpuBefore;
      long commits = commits(run.world(), loads) - commitsBefore;
      long largeCommits = commits(run.world(), List.of(largeLoad)) - largeCommitsBefore;
      run.world().storage().clear();
      long full = heap();
      print(run.world(), commits, largeCommits, cpu);
      out.printf(
          Locale.ROOT,
          "heap, KiB each                      %,12.0f %,12.0f%n",
          (full - withLarge) / 1024.0 / Math.max(1, supervisors),
          (withLarge - empty) / 1024.0);
      return holds(run.world());
    }
  }

  private boolean holds(ScaleWorld world) {
    boolean fits = world.largestBytes(largeLoad.key()) <= ETCD_LIMIT;
    if (!fits) {
      out.println("the large one does not fit into etcd");
    }
    double longest =
        Math.max(ordinary.iterations().cpuMillis(0.99), large.iterations().cpuMillis(0.99));
    boolean fast = longest < LONGEST.toMillis();
    if (!fast) {
      out.printf(
          Locale.ROOT,
          "iterations take %,.0f ms at the 99th percentile; expected less than %d%n",
          longest,
          LONGEST.toMillis());
    }
    return fits && fast;
  }

  /** Loads and compiles what is measured. */
  private void warmUp() {
    try (VirtualRun run = new VirtualRun()) {
      run.world().apply(largeLoad, new Tally());
      loads.stream().limit(20).forEach(load -> run.world().apply(load, new Tally()));
      run.pass(TASK_DURATION.plus(SETTLING));
    }
  }

  private void print(ScaleWorld world, long commits, long largeCommits, double cpu) {
    out.printf(
        Locale.ROOT,
        "%,d supervisors of %d partitions in 1 task group, and one of %,d in %d; taskDuration %s,"
            + " measured for as long%n%n",
        supervisors,
        PARTITIONS,
        partitions,
        largeLoad.taskCount(),
        TASK_DURATION);
    out.printf("%-36s%12s %12s%n", "of each supervisor, per hour", "ordinary", "large");
    perHour("iterations", ordinary.iterations().count(), large.iterations().count());
    perHour(
        "  without a call to the API server",
        ordinary.iterations().idle(),
        large.iterations().idle());
    perHour("commits", (double) commits, (double) largeCommits);
    for (ApiCalls.Kind kind : ApiCalls.Kind.values()) {
      perHour(
          "API calls: " + kind.name().toLowerCase(Locale.ROOT),
          (double) ordinary.calls().of(kind),
          (double) large.calls().of(kind));
    }
    perHour(
        "CPU seconds of iterations",
        ordinary.iterations().cpuSeconds(),
        large.iterations().cpuSeconds());
    iterations("p50", 0.5);
    iterations("p99", 0.99);
    iterations("max", 1);
    line(
        "largest resource, KiB of 1536",
        loads.stream().map(ScaleWorld.Load::key).mapToInt(world::largestBytes).max().orElse(0)
            / 1024.0,
        world.largestBytes(largeLoad.key()) / 1024.0);
    out.printf(
        Locale.ROOT,
        "%nall: %.1f CPU seconds of iterations, %.1f of the whole process with all fakes, per"
            + " hour%n",
        (ordinary.iterations().cpuSeconds() + large.iterations().cpuSeconds()) * PER_HOUR,
        cpu * PER_HOUR);
  }

  private void iterations(String name, double share) {
    line(
        "iteration %s, ms of CPU time".formatted(name),
        ordinary.iterations().cpuMillis(share),
        large.iterations().cpuMillis(share));
    line(
        "iteration %s, ms on the clock".formatted(name),
        ordinary.iterations().millis(share),
        large.iterations().millis(share));
  }

  private void perHour(String what, double ofAllOrdinary, double ofLarge) {
    line(what, ofAllOrdinary * PER_HOUR / Math.max(1, supervisors), ofLarge * PER_HOUR);
  }

  private void line(String what, double ofOrdinary, double ofLarge) {
    out.printf(Locale.ROOT, "%-36s%,12.2f %,12.2f%n", what, ofOrdinary, ofLarge);
  }

  private static long commits(ScaleWorld world, List<ScaleWorld.Load> loads) {
    return loads.stream().mapToLong(load -> commits(world, load.key())).sum();
  }

  private static long commits(ScaleWorld world, SupervisorKey key) {
    return StatusMapping.state(world.supervisor(key).status()).commits();
  }

  private static double processCpuSeconds() {
    return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
            .getProcessCpuTime()
        / 1e9;
  }

  /** Bytes in use after a collection. */
  private static long heap() {
    for (int i = 0; i < 3; i++) {
      System.gc();
    }
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }
}
