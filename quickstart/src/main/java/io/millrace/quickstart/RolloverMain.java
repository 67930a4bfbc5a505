package io.millrace.quickstart;

import io.millrace.quickstart.cluster.ApiServer;
import io.millrace.quickstart.cluster.Checkout;
import io.millrace.quickstart.cluster.LocalCluster;
import io.millrace.quickstart.cluster.Supervisor;
import io.millrace.quickstart.cluster.SupervisorManifest;
import io.millrace.quickstart.events.EventProducer;
import io.millrace.quickstart.events.WikipediaEvents;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * Measures for how long a partition is read by nobody while one generation of tasks takes over from
 * the other, with real processes under a steady load, and proves that every row was published once.
 *
 * <p>Arguments: number of rollovers, rows per second. Exit status 0 only when the proof holds, all
 * rollovers were seen, and at the default load the 99th percentile is at most a second.
 */
public final class RolloverMain {

  private static final String NAME = "rollover";
  private static final int PARTITIONS = 8;
  private static final int TASKS = 2;
  private static final Duration TASK_DURATION = Duration.ofSeconds(20);
  private static final Duration STALL_LIMIT = Duration.ofMinutes(5);
  private static final long DEFAULT_LOAD = 5_000;
  private static final Duration LONGEST = Duration.ofSeconds(1);
  private static final Duration STEP = Duration.ofMillis(200);
  private static final long MORE_THAN_ENOUGH = Long.MAX_VALUE;

  private final int rollovers;
  private final long perSecond;
  private final PrintStream out;

  private RolloverMain(int rollovers, long perSecond, PrintStream out) {
    this.rollovers = rollovers;
    this.perSecond = perSecond;
    this.out = out;
  }

  public static void main(String[] args) throws IOException, InterruptedException {
    int rollovers = args.length > 0 ? Integer.parseInt(args[0]) : 100;
    long perSecond = args.length > 1 ? Long.parseLong(args[1]) : DEFAULT_LOAD;
    System.exit(new RolloverMain(rollovers, perSecond, System.out).run() ? 0 : 1);
  }

  private boolean run() throws IOException, InterruptedException {
    Checkout checkout = Checkout.find();
    Path home = checkout.root().resolve("quickstart/target/rollover");
    try (RunFolder run = RunFolder.open(home)) {
      System.setProperty(
          "millrace.quickstart.log", run.folder().resolve("quickstart.log").toString());
      LocalCluster.Settings settings =
          new LocalCluster.Settings(
              run.folder(), checkout, "default", Map.of(), step -> out.println("- " + step));
      try (LocalCluster cluster = LocalCluster.start(settings, ApiServer.start())) {
        Runtime.getRuntime().addShutdownHook(new Thread(cluster::close, "stop-cluster"));
        return measure(cluster, checkout);
      }
    }
  }

  private boolean measure(LocalCluster cluster, Checkout checkout)
      throws IOException, InterruptedException {
    String brokers = cluster.broker().bootstrapServers();
    cluster.broker().topics().create(NAME, PARTITIONS);
    Supervisor supervisor =
        cluster.apply(
            SupervisorManifest.read(checkout.sample())
                .named(NAME)
                .reading(NAME, brokers)
                .withTasks(TASKS, TASK_DURATION.toString()));
    EventProducer.Settings load =
        new EventProducer.Settings(brokers, NAME, PARTITIONS, MORE_THAN_ENOUGH, perSecond);
    try (RolloverGaps gaps = new RolloverGaps(cluster, supervisor);
        EventProducer producer =
            new EventProducer(load, new WikipediaEvents(NAME.hashCode(), Instant.now()))) {
      producer.start();
      awaitFirstCommit(supervisor);
      long begin = System.nanoTime();
      long producedBefore = producer.acknowledged();
      long committedBefore = sum(supervisor.offsets());
      boolean seen = awaitRollovers(gaps, producer);
      double seconds = (System.nanoTime() - begin) / 1e9;
      boolean isShort = print(gaps.gaps(), gaps.missed());
      out.printf(
          Locale.ROOT,
          "%,.0f rows/s produced, %,.0f rows/s committed over %.0f s; %,d rows behind at its end%n",
          (producer.acknowledged() - producedBefore) / seconds,
          (sum(supervisor.offsets()) - committedBefore) / seconds,
          seconds,
          lag(supervisor));
      return prove(supervisor, producer) && seen && isShort;
    }
  }

  private static void awaitFirstCommit(Supervisor supervisor) throws InterruptedException {
    Deadline deadline = new Deadline("the first commit");
    while (supervisor.commits() < 2) { // the baseline is the first
      deadline.step();
    }
  }

  private boolean awaitRollovers(RolloverGaps gaps, EventProducer producer)
      throws InterruptedException {
    Deadline deadline = new Deadline("rollover " + rollovers);
    int seen = 0;
    while (gaps.gaps().size() < rollovers) {
      deadline.step();
      producer.isFinished();
      gaps.collect();
      if (gaps.gaps().size() + gaps.missed() > seen) {
        seen = gaps.gaps().size() + gaps.missed();
        deadline.begin();
      }
    }
    return gaps.missed() == 0;
  }

  /** Whether gaps are as short as they have to be; at another load they are only told. */
  private boolean print(List<RolloverGaps.Gap> gaps, int missed) {
    List<Long> millis = new ArrayList<>();
    for (RolloverGaps.Gap gap : gaps) {
      millis.addAll(Collections.nCopies(gap.partitions(), gap.length().toMillis()));
    }
    Collections.sort(millis);
    out.printf(
        Locale.ROOT,
        "%n%d rollovers of %d partitions in %d task groups, taskDuration %s, %,d rows/s; %d"
            + " rollovers not measured%n",
        gaps.size(),
        PARTITIONS,
        TASKS,
        TASK_DURATION,
        perSecond,
        missed);
    out.printf(
        "gap of a partition, ms: p50 %d, p90 %d, p99 %d, max %d%n",
        quantile(millis, 0.5), quantile(millis, 0.9), quantile(millis, 0.99), quantile(millis, 1));
    boolean isShort = perSecond != DEFAULT_LOAD || quantile(millis, 0.99) <= LONGEST.toMillis();
    if (!isShort) {
      out.printf(
          "gaps take %d ms at the 99th percentile; expected at most %d%n",
          quantile(millis, 0.99), LONGEST.toMillis());
    }
    return isShort;
  }

  private boolean prove(Supervisor supervisor, EventProducer producer)
      throws IOException, InterruptedException {
    producer.finish();
    Deadline deadline = new Deadline("the commit of all that was produced");
    Map<String, Long> before = Map.of();
    while (!producer.isFinished() || !supervisor.offsets().equals(ends(producer))) {
      deadline.step();
      if (!supervisor.offsets().equals(before)) {
        before = supervisor.offsets();
        deadline.begin();
      }
    }
    Proof proof = Proof.of(supervisor, producer.totals(), ends(producer), STALL_LIMIT);
    out.print(proof.verdict().table());
    out.println(
        proof.verdict().holds() ? "each event was published exactly once" : "NOT exactly once");
    return proof.verdict().holds();
  }

  private static Map<String, Long> ends(EventProducer producer) {
    Map<String, Long> ends = new TreeMap<>();
    producer.ends().forEach((partition, end) -> ends.put(Integer.toString(partition), end));
    return ends;
  }

  private static long lag(Supervisor supervisor) {
    return supervisor.status().map(status -> status.lag()).map(lag -> lag.records()).orElse(0L);
  }

  private static long sum(Map<String, Long> offsets) {
    return offsets.values().stream().mapToLong(Long::longValue).sum();
  }

  private static long quantile(List<Long> sorted, double share) {
    return sorted.isEmpty()
        ? 0
        : sorted.get(Math.max(0, (int) Math.ceil(share * sorted.size()) - 1));
  }

  /** How long may pass without progress. */
  private static final class Deadline {

    private final String what;
    private long begin = System.nanoTime();

    Deadline(String what) {
      this.what = what;
    }

    void begin() {
      begin = System.nanoTime();
    }

    void step() throws InterruptedException {
      TimeUnit.MILLISECONDS.sleep(STEP.toMillis());
      if (System.nanoTime() - begin > STALL_LIMIT.toNanos()) {
        throw new IllegalStateException(
            "nothing happened for %s while waiting for %s".formatted(STALL_LIMIT, what));
      }
    }
  }
}
