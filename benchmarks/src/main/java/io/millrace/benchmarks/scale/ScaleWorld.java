package io.millrace.benchmarks.scale;

import io.fabric8.kubernetes.client.utils.Serialization;
import io.millrace.crds.v1alpha1.StreamSupervisor;
import io.millrace.operator.config.DeepStorageDefaults;
import io.millrace.operator.config.DeepStorageDefaults.MountedClaim;
import io.millrace.operator.config.OperatorConfiguration.HealthThresholds;
import io.millrace.operator.decide.ObservedPod;
import io.millrace.operator.decide.SupervisorState;
import io.millrace.operator.observe.Observer;
import io.millrace.operator.observe.PodFacts;
import io.millrace.operator.observe.SpecCheck;
import io.millrace.operator.observe.SupervisorKey;
import io.millrace.operator.observe.SupervisorResource;
import io.millrace.operator.status.Situation;
import io.millrace.operator.status.StatusComposer;
import io.millrace.operator.supervisor.Outcome;
import io.millrace.operator.supervisor.Ports;
import io.millrace.operator.supervisor.RunLoop;
import io.millrace.operator.supervisor.RunObserver;
import io.millrace.operator.supervisor.SupervisorRuntimes;
import io.millrace.operator.task.TaskPod;
import io.millrace.protocol.Scheduler;
import io.millrace.protocol.TaskAddress;
import io.millrace.streams.StreamException;
import io.millrace.streams.StreamMetadata;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** One operator with the real loop, and all the supervisors that it serves. */
final class ScaleWorld implements AutoCloseable {

  private static final Duration POD_START = Duration.ofSeconds(5);
  private static final Duration DELETION_TIMEOUT = Duration.ofMinutes(2);
  private static final String INSTALLATION = "installation";
  private static final DeepStorageDefaults CLAIM =
      DeepStorageDefaults.claim(
          new MountedClaim(MemoryCluster.NAMESPACE, "claim", Path.of("/deep")), null);

  private final Scheduler world;
  private final MemoryStorage storage = new MemoryStorage();
  private final MemoryCluster cluster;
  private final TaskFleet fleet;
  private final SupervisorRuntimes runtimes;
  private final RunLoop loop;
  private final Iterations iterations;
  private final TaskFleet.Waits waits;
  private final Map<SupervisorKey, SteadyStream> streams = new ConcurrentHashMap<>();
  private final Map<SupervisorKey, Tally> tallies = new ConcurrentHashMap<>();
  private final Map<String, String> supervisorByPod = new ConcurrentHashMap<>();
  private final AtomicInteger addresses = new AtomicInteger();
  private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
  private volatile Predicate<String> stuckBrokers = topic -> false;

  /**
   * @param operator time and threads of the operator
   * @param workers run its iterations
   * @param world time of everything else
   * @param waits how calls of the operator wait
   */
  ScaleWorld(Scheduler operator, Executor workers, Scheduler world, TaskFleet.Waits waits) {
    this.world = world;
    this.waits = waits;
    cluster = new MemoryCluster(world);
    fleet = new TaskFleet(storage, world, waits, this::ended);
    cluster.runsPodsOn(this::created);
    iterations = new Iterations(operator, workers, this::iterate);
    runtimes = new SupervisorRuntimes(ports(operator));
    loop =
        new RunLoop(
            new Observer(INSTALLATION, DELETION_TIMEOUT, cluster, namespace -> false),
            new StatusComposer(new HealthThresholds(3, 3, 3, 3, 5)),
            cluster,
            runtimes,
            new Unobserved(),
            operator);
  }

  /** What a supervisor is like. */
  record Load(String name, int partitions, int taskCount, Duration taskDuration) {
    SupervisorKey key() {
      return new SupervisorKey(MemoryCluster.NAMESPACE, name);
    }
  }

  /** Creates a supervisor, which is counted in {@code into}. */
  void apply(Load load, Tally into) {
    SupervisorKey key = load.key();
    streams.put(key, new SteadyStream(load.name(), load.partitions(), world));
    tallies.put(key, into);
    cluster.apply(supervisor(load), into.calls());
    iterations.trigger(key);
  }

  /** From now on the brokers of these topics do not answer. */
  void makeBrokersStuck(Predicate<String> topics) {
    stuckBrokers = topics;
  }

  /** From now on the tasks of these supervisors do not answer. */
  void makePodsStuck(Predicate<String> supervisors) {
    fleet.makeStuck(uid -> supervisors.test(supervisorByPod.getOrDefault(uid, "")));
  }

  SupervisorResource supervisor(SupervisorKey key) {
    return cluster.supervisor(key);
  }

  SteadyStream stream(SupervisorKey key) {
    SteadyStream stream = streams.get(key);
    if (stream == null) {
      throw new IllegalArgumentException("there is no stream of " + key);
    }
    return stream;
  }

  int largestBytes(SupervisorKey key) {
    return cluster.largestBytes(key);
  }

  MemoryStorage storage() {
    return storage;
  }

  /** Ends what runs beside the loop, and forgets what the operator kept in memory. */
  @Override
  public void close() {
    runtimes.close();
  }

  private Outcome iterate(SupervisorKey key, long due) {
    Tally tally = tallies.get(key);
    if (tally == null) {
      throw new IllegalArgumentException("nobody counts " + key);
    }
    long callsBefore = tally.calls().ofThisThread();
    long cpuBefore = threads.getCurrentThreadCpuTime();
    long before = System.nanoTime();
    Outcome outcome = loop.iterate(cluster.copied(key));
    tally
        .iterations()
        .add(
            before - due,
            System.nanoTime() - before,
            threads.getCurrentThreadCpuTime() - cpuBefore,
            tally.calls().ofThisThread() > callsBefore);
    return outcome;
  }

  private Ports ports(Scheduler operator) {
    return new Ports(
        cluster,
        cluster,
        cluster,
        cluster,
        cluster,
        (namespace, io) -> open(namespace, String.valueOf(io.topic())),
        (namespace, where) -> storage,
        fleet,
        supervisor -> (podUid, address) -> TaskAddress.http(address, 8100, podUid, "token"),
        namespace -> Optional.of(List.of()),
        () -> true,
        new SpecCheck(CLAIM),
        iterations::trigger,
        operator,
        INSTALLATION);
  }

  private StreamMetadata open(String namespace, String topic) throws StreamException {
    StreamMetadata stream = stream(new SupervisorKey(namespace, topic));
    return new StuckAtTimes(stream, () -> stuckBrokers.test(topic), waits);
  }

  private void created(TaskPod pod, String uid) {
    SupervisorKey key = new SupervisorKey(pod.namespace(), pod.name().supervisor());
    supervisorByPod.put(uid, key.name());
    iterations.trigger(key);
    world.after(
        POD_START,
        () -> {
          int number = addresses.incrementAndGet();
          fleet.start(pod, uid, stream(key));
          String address =
              "10.%d.%d.%d".formatted(number >> 16 & 255, number >> 8 & 255, number & 255);
          show(key, pod, ObservedPod.Phase.RUNNING, address);
        });
  }

  private void ended(TaskPod pod, String uid) {
    supervisorByPod.remove(uid);
    show(
        new SupervisorKey(pod.namespace(), pod.name().supervisor()),
        pod,
        ObservedPod.Phase.SUCCEEDED,
        null);
  }

  private void show(
      SupervisorKey key, TaskPod pod, ObservedPod.Phase phase, @Nullable String address) {
    cluster.change(
        key,
        pod.name().toString(),
        facts ->
            new PodFacts(
                facts.name(),
                facts.uid(),
                facts.ownerUid(),
                phase,
                facts.grace(),
                facts.createdAt(),
                facts.placedAt(),
                address,
                null));
    iterations.trigger(key);
  }

  private static StreamSupervisor supervisor(Load load) {
    return Serialization.unmarshal(
        """
        apiVersion: millrace.io/v1alpha1
        kind: StreamSupervisor
        metadata:
          name: %1$s
        spec:
          type: kafka
          dataSchema:
            dataSource: %1$s
            timestampSpec: {column: time, format: iso}
            dimensionsSpec: {dimensions: [page, user, language, country, {type: long, name: added}]}
            metricsSpec: [{type: count, name: count}, {type: longSum, name: sum, fieldName: added}]
            granularitySpec: {segmentGranularity: HOUR, queryGranularity: MINUTE, rollup: true}
          ioConfig:
            topic: %1$s
            consumerProperties: {bootstrap.servers: "kafka:9092"}
            inputFormat: {type: json}
            taskCount: %2$d
            taskDuration: %3$s
            useEarliestOffset: true
        """
            .formatted(load.name(), load.taskCount(), load.taskDuration()),
        StreamSupervisor.class);
  }

  /** Metrics are of no concern here. */
  private static final class Unobserved implements RunObserver {
    @Override
    public void iterated(SupervisorResource resource, Situation situation) {}

    @Override
    public void remembered(SupervisorKey supervisor, SupervisorState before, SupervisorState now) {}

    @Override
    public void took(SupervisorKey supervisor, Duration duration) {}

    @Override
    public void gone(SupervisorKey supervisor) {}
  }
}
