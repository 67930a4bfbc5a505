package io.millrace.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.crds.v1alpha1.status.AttemptStatus;
import io.millrace.crds.v1alpha1.status.GenerationStatus;
import io.millrace.crds.v1alpha1.status.GenerationStatus.State;
import io.millrace.crds.v1alpha1.status.StreamSupervisorStatus;
import io.millrace.protocol.LedgerEntry;
import io.millrace.protocol.Manifest;
import io.millrace.protocol.SegmentDescriptor;
import io.millrace.quickstart.TestCluster.RunningTask;
import io.millrace.quickstart.cluster.Supervisor;
import io.millrace.quickstart.cluster.SupervisorManifest;
import io.millrace.quickstart.events.EventProducer;
import io.millrace.quickstart.events.EventTotals;
import io.millrace.quickstart.proof.Ledger;
import io.millrace.streams.testing.KafkaCluster;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;

/**
 * Two replicas of each task group read from three brokers while a broker dies and comes back, task
 * groups come and go, the schema changes, the topic grows, a partition is reset, and tasks and the
 * operator are killed at random. Used once.
 */
final class EverythingAtOnce {

  private static final int PARTITIONS = 4;
  private static final int PER_SECOND = 300;
  private static final String AGAIN = "1";
  private static final String TASK_DURATION = "PT45S";
  private static final String SEQUENCE = "PT8S";

  private final TestCluster test;
  private final KafkaCluster brokers;
  private final SupervisorWatch watch;
  private final EventProducer producer;
  private final Rationed victims;
  private int partitions = PARTITIONS;
  private int rounds;

  private EverythingAtOnce(
      TestCluster test, KafkaCluster brokers, SupervisorWatch watch, EventProducer producer) {
    this.test = test;
    this.brokers = brokers;
    this.watch = watch;
    this.producer = producer;
    this.victims = new Rationed(new ClusterVictims(test.cluster()));
  }

  /**
   * Goes through all of it, and again until {@code atLeast} has passed, then proves that each event
   * was published once.
   *
   * @param name of the supervisor and its topic
   */
  static void run(String name, Duration atLeast) throws Exception {
    TestCluster test = TestCluster.startedOrSkipped();
    try (KafkaCluster brokers = KafkaCluster.start(test.cluster().folder().resolve(name))) {
      brokers.topics().create(name, PARTITIONS);
      Supervisor supervisor = test.cluster().apply(manifest(test, brokers, name));
      EventProducer.Settings load =
          new EventProducer.Settings(
              brokers.bootstrapServers(), name, PARTITIONS, Long.MAX_VALUE, PER_SECOND);
      try (EventProducer producer = TestCluster.produce(load)) {
        SupervisorWatch watch = new SupervisorWatch(test, supervisor);
        new EverythingAtOnce(test, brokers, watch, producer).run(atLeast);
      } finally {
        supervisor.delete();
      }
    }
  }

  private static SupervisorManifest manifest(TestCluster test, KafkaCluster brokers, String name)
      throws IOException {
    return test.sample(name, 2, TASK_DURATION)
        .reading(name, brokers.bootstrapServers())
        .with("/spec", "deletionPolicy", "Discard")
        .with("/spec/ioConfig", "replicas", 2)
        .with("/spec/ioConfig", "period", "PT2S")
        .with("/spec/tuningConfig", "offsetFetchPeriod", "PT5S")
        .with("/spec/dataSchema/granularitySpec", "segmentGranularity", "DAY")
        .with("/spec/tuningConfig", "maxRowsPerSegment", 1_000)
        .with("/spec/tuningConfig", "intermediateHandoffPeriod", SEQUENCE);
  }

  private void run(Duration atLeast) throws Exception {
    long begin = System.nanoTime();
    watch.until("both replicas of each group run", this::replicasRun);
    try (Chaos chaos = new Chaos(victims, watch.supervisor().name().hashCode())) {
      chaos.start();
      do {
        rounds++;
        round();
      } while (System.nanoTime() - begin < atLeast.toNanos());
      watch.until("a task and the operator were killed", () -> chaos.shortcoming().isEmpty());
    }
    watch.until(
        "it is known for how long each partition was not read",
        () -> watch.groups().stream().noneMatch(group -> group.lastGapMillis() == null));
    producer.finish();
    watch.untilAllIsCommitted(producer);

    EventTotals published = producer.totals();
    for (LedgerEntry reset : resets()) {
      published = published.withAgain(readAgain(reset));
    }
    Proof proof = watch.provenExact(published, TestCluster.ends(producer), 0);
    assertWhatHappened(proof.ledger());
  }

  private void round() throws IOException {
    Supervisor supervisor = watch.supervisor();
    Instant begin = Instant.now();
    Map<String, Long> before = TestCluster.ends(producer);
    victims.nextRound();
    victims.nextStep();
    int killed = brokers.leader(supervisor.name(), 0).orElseThrow();
    brokers.kill(killed);
    supervisor.scale(4);
    watch.untilGroupsRead(4);

    victims.nextStep();
    brokers.restart(killed);
    brokers.awaitInSync(supervisor.name(), partitions);
    addPartition();
    Optional<String> revision = revision();
    supervisor.editSpec(
        spec -> {
          in(spec, "ioConfig").put("taskCount", 3);
          metrics(spec).add(metric(rounds));
        });
    watch.until("the spec is accepted", () -> !revision().equals(revision));
    watch.until("three task groups read under the new spec", () -> readUnderTheNewSpec(3));

    victims.nextStep();
    watch.until(
        "something of this round is committed",
        () -> supervisor.offsets().getOrDefault(AGAIN, 0L) > before.getOrDefault(AGAIN, 0L));
    readAgainSince(begin);
    watch.untilGroupsRead(3);
  }

  private void addPartition() {
    Supervisor supervisor = watch.supervisor();
    partitions++;
    brokers.topics().growTo(supervisor.name(), partitions);
    producer.growTo(partitions);
    String added = Integer.toString(partitions - 1);
    watch.until("the new partition is noticed", () -> supervisor.offsets().containsKey(added));
  }

  private void readAgainSince(Instant time) {
    Map<String, Object> reset =
        Map.of(
            "nonce",
            rounds,
            "to",
            "Timestamp",
            "timestamp",
            time.toString(),
            "partitions",
            List.of(AGAIN));
    watch.supervisor().editSpec(spec -> spec.put("reset", reset));
    watch.until(
        "the reset is done",
        () ->
            watch
                .supervisor()
                .status()
                .map(StreamSupervisorStatus::lastReset)
                .filter(done -> Long.valueOf(rounds).equals(done.nonce()))
                .isPresent());
  }

  private boolean readUnderTheNewSpec(int groups) {
    Optional<String> revision = revision();
    List<GenerationStatus> reading = watch.reading();
    return reading.size() == groups
        && reading.stream()
            .allMatch(generation -> Optional.of(generation.revision()).equals(revision));
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> in(Map<String, Object> spec, String object) {
    return (Map<String, Object>) Objects.requireNonNull(spec.get(object));
  }

  @SuppressWarnings("unchecked")
  private static List<Object> metrics(Map<String, Object> spec) {
    return (List<Object>) Objects.requireNonNull(in(spec, "dataSchema").get("metricsSpec"));
  }

  private static Map<String, Object> metric(int round) {
    return Map.of("type", "longMax", "name", name(round), "fieldName", "added");
  }

  private static String name(int round) {
    return "largest" + round;
  }

  private List<LedgerEntry> resets() throws IOException {
    List<LedgerEntry> resets =
        watch.supervisor().ledger().entries().stream()
            .filter(entry -> entry.kind() == LedgerEntry.Kind.RESET)
            .toList();
    assertThat(resets).as("one for each round").hasSize(rounds);
    return resets;
  }

  /** What was published before a reset and is published again after it. */
  private EventTotals readAgain(LedgerEntry reset) {
    assertThat(reset.from()).containsOnlyKeys(AGAIN);
    long from = Long.parseLong(reset.to().get(AGAIN));
    long to = Long.parseLong(reset.from().get(AGAIN));
    assertThat(from).as("the reset reads something again").isLessThan(to);
    TopicPartition partition =
        new TopicPartition(watch.supervisor().name(), Integer.parseInt(AGAIN));
    return TopicRange.totals(brokers.bootstrapServers(), partition, from, to);
  }

  private void assertWhatHappened(Ledger ledger) {
    Map<List<Object>, Long> sequences =
        ledger.manifests().values().stream()
            .collect(Collectors.groupingBy(EverythingAtOnce::generation, Collectors.counting()));
    assertThat(sequences).as("generations that published").hasSizeGreaterThan(6 * rounds);
    assertThat(sequences.values())
        .as("a checkpoint was committed, so that a generation published twice")
        .anyMatch(published -> published > 1);
    assertThat(ledger.segments())
        .extracting(SegmentDescriptor::metrics)
        .as("segments under the spec before")
        .anyMatch(metrics -> !metrics.contains(name(1)))
        .as("segments under the spec of the last round")
        .anyMatch(metrics -> metrics.contains(name(rounds)));
  }

  private static List<Object> generation(Manifest manifest) {
    return List.of(manifest.epoch(), manifest.group(), manifest.generation());
  }

  /** Whether two tasks of each generation that reads are alive at this moment. */
  private boolean replicasRun() {
    Map<String, Long> alive =
        test.tasks(watch.supervisor(), State.READING).stream()
            .filter(task -> task.process().isAlive())
            .collect(Collectors.groupingBy(RunningTask::manifests, Collectors.counting()));
    return alive.size() == 2
        && alive.values().stream().allMatch(replicas -> replicas == 2)
        && watch.reading().size() == 2
        && watch.reading().stream()
            .flatMap(generation -> generation.attempts().stream())
            .map(AttemptStatus::readyAt)
            .noneMatch(ready -> ready == null);
  }

  /**
   * Lets one task be killed in each step, and one operator in each round: on a machine where a
   * process starts more slowly than others die nothing would ever come about.
   */
  private record Rationed(Chaos.Victims victims, Semaphore tasks, Semaphore operator)
      implements Chaos.Victims {

    Rationed(Chaos.Victims victims) {
      this(victims, new Semaphore(0), new Semaphore(0));
    }

    void nextRound() {
      fill(operator);
    }

    void nextStep() {
      fill(tasks);
    }

    private static void fill(Semaphore semaphore) {
      semaphore.drainPermits();
      semaphore.release();
    }

    @Override
    public boolean tasksRun() {
      return victims.tasksRun();
    }

    @Override
    public boolean killATask(RandomGenerator random) {
      return tasks.tryAcquire() && victims.killATask(random);
    }

    @Override
    public boolean killTheOperator() {
      return operator.tryAcquire() && victims.killTheOperator();
    }
  }

  private Optional<String> revision() {
    return watch.supervisor().status().map(StreamSupervisorStatus::acceptedRevision);
  }
}
