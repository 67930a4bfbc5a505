package io.millrace.quickstart;

import io.fabric8.kubernetes.client.KubernetesClientException;
import io.millrace.quickstart.cluster.Checkout;
import io.millrace.quickstart.cluster.LocalCluster;
import io.millrace.quickstart.cluster.Supervisor;
import io.millrace.quickstart.cluster.SupervisorManifest;
import io.millrace.quickstart.events.EventProducer;
import io.millrace.quickstart.events.WikipediaEvents;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * Applies the sample, produces events until all are committed, and proves that each was published
 * once.
 */
final class Demonstration {

  /** Name of the supervisor that it applies. */
  static final String SUPERVISOR = "wikipedia";

  private static final String TOPIC = "wikipedia";
  private static final Duration STEP = Duration.ofSeconds(3);

  /** Killing rests once nothing was committed for {@code taskDuration} and this long. */
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final LocalCluster cluster;
  private final Options options;
  private final PrintWriter out;

  /**
   * What is to be shown.
   *
   * @param events number of events
   * @param perSecond how fast they are produced, 0 for as fast as possible
   * @param partitions partitions of the topic
   * @param tasks task groups
   * @param taskDuration how long a task reads, in ISO-8601
   * @param seed what events and kills are drawn from
   * @param chaos whether processes are killed
   * @param stallLimit how long nothing may be committed before it gives up
   */
  record Options(
      long events,
      long perSecond,
      int partitions,
      int tasks,
      Duration taskDuration,
      long seed,
      boolean chaos,
      Duration stallLimit) {}

  Demonstration(LocalCluster cluster, Options options, PrintWriter out) {
    this.cluster = cluster;
    this.options = options;
    this.out = out;
  }

  /** Runs it; whether the proof holds. */
  boolean run(Checkout checkout) throws IOException, InterruptedException {
    String brokers = cluster.broker().bootstrapServers();
    cluster.broker().topics().create(TOPIC, options.partitions());
    Supervisor supervisor =
        cluster.apply(
            SupervisorManifest.read(checkout.sample())
                .named(SUPERVISOR)
                .reading(TOPIC, brokers)
                .withTasks(options.tasks(), options.taskDuration().toString()));
    EventProducer.Settings settings =
        new EventProducer.Settings(
            brokers, TOPIC, options.partitions(), options.events(), options.perSecond());
    try (EventProducer producer =
            new EventProducer(settings, new WikipediaEvents(options.seed(), Instant.now()));
        Chaos chaos = new Chaos(new ClusterVictims(cluster), options.seed())) {
      producer.start();
      if (options.chaos()) {
        chaos.start();
      }
      boolean complete = awaitCommitted(supervisor, producer, chaos);
      chaos.close();
      if (options.chaos()) {
        out.println(chaos.summary());
      }
      boolean holds = complete && prove(supervisor, producer);
      return holds && (!options.chaos() || hasStruck(chaos));
    }
  }

  private boolean hasStruck(Chaos chaos) {
    chaos.shortcoming().ifPresent(out::println);
    out.flush();
    return chaos.shortcoming().isEmpty();
  }

  private boolean awaitCommitted(Supervisor supervisor, EventProducer producer, Chaos chaos)
      throws InterruptedException {
    long patience = options.taskDuration().plus(PATIENCE).toNanos();
    Progress progress = new Progress(cluster, supervisor, producer, out);
    Map<String, Long> before = Map.of();
    long movedAt = System.nanoTime();
    while (true) {
      TimeUnit.MILLISECONDS.sleep(STEP.toMillis());
      progress.print();
      Map<String, Long> offsets = offsets(supervisor, before);
      if (producer.isFinished() && offsets.equals(ends(producer))) {
        return true;
      }
      if (!offsets.equals(before)) {
        before = offsets;
        movedAt = System.nanoTime();
      }
      long still = System.nanoTime() - movedAt;
      chaos.spareAll(still > patience);
      if (still > options.stallLimit().toNanos()) {
        out.printf(
            "nothing was committed for %s; expected %s, found %s%n",
            options.stallLimit(), ends(producer), offsets);
        return false;
      }
    }
  }

  private static Map<String, Long> offsets(Supervisor supervisor, Map<String, Long> before) {
    try {
      return supervisor.offsets();
    } catch (KubernetesClientException e) {
      return before;
    }
  }

  private boolean prove(Supervisor supervisor, EventProducer producer)
      throws IOException, InterruptedException {
    out.printf("%nreading everything back with Druid's library%n");
    out.flush();
    Proof proof = Proof.of(supervisor, producer.totals(), ends(producer), options.stallLimit());
    out.printf(
        "%d segments, %d ledger entries, %d manifests%n%n",
        proof.ledger().segments().size(), proof.finding().entries(), proof.finding().manifests());
    out.print(proof.verdict().table());
    out.println(
        proof.verdict().holds() ? "each event was published exactly once" : "NOT exactly once");
    out.flush();
    return proof.verdict().holds();
  }

  private Map<String, Long> ends(EventProducer producer) {
    Map<String, Long> ends = new TreeMap<>();
    for (int partition = 0; partition < options.partitions(); partition++) {
      ends.put(Integer.toString(partition), 0L);
    }
    producer.ends().forEach((partition, end) -> ends.put(Integer.toString(partition), end));
    return ends;
  }
}
