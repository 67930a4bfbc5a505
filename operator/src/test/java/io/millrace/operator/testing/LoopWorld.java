package io.millrace.operator.testing;

import static java.util.Objects.requireNonNull;

import io.fabric8.kubernetes.api.model.Condition;
import io.millrace.crds.v1alpha1.StreamSupervisorSpec;
import io.millrace.deepstorage.FakeDeepStorage;
import io.millrace.operator.config.DeepStorageDefaults;
import io.millrace.operator.config.DeepStorageDefaults.MountedClaim;
import io.millrace.operator.config.OperatorConfiguration.HealthThresholds;
import io.millrace.operator.decide.SupervisorState;
import io.millrace.operator.observe.Observer;
import io.millrace.operator.observe.PodFacts;
import io.millrace.operator.observe.SpecCheck;
import io.millrace.operator.observe.SupervisorKey;
import io.millrace.operator.observe.SupervisorResource;
import io.millrace.operator.quota.Quota;
import io.millrace.operator.status.Situation;
import io.millrace.operator.status.StatusComposer;
import io.millrace.operator.supervisor.Outcome;
import io.millrace.operator.supervisor.Ports;
import io.millrace.operator.supervisor.RunLoop;
import io.millrace.operator.supervisor.RunObserver;
import io.millrace.operator.supervisor.SupervisorRuntimes;
import io.millrace.protocol.TaskAddress;
import io.millrace.protocol.TaskState;
import io.millrace.protocol.VirtualScheduler;
import io.millrace.streams.testing.FakeStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * The real loop in virtual time, between fakes of everything outside: one supervisor {@code
 * ns/events}, iterated as the operator SDK would.
 */
public final class LoopWorld {

  public static final HealthThresholds THRESHOLDS = new HealthThresholds(3, 3, 3, 3, 3);
  public static final Duration DELETION_TIMEOUT = Duration.ofMinutes(2);
  public static final DeepStorageDefaults CLAIM =
      DeepStorageDefaults.claim(
          new MountedClaim(Supervisors.KEY.namespace(), "claim", Path.of("/deep")), null);

  public final VirtualScheduler scheduler =
      new VirtualScheduler(Instant.parse("2026-01-01T00:00:00Z"));
  public final FakeCluster cluster = new FakeCluster(scheduler);
  public final FakeStream stream;
  public final FakeDeepStorage storage = new FakeDeepStorage();
  public final FakeTasks tasks = new FakeTasks();

  private boolean leading = true;
  private List<Quota> quotas = List.of();
  private boolean namespaceTerminating;
  private boolean due;
  private int iterations;
  private Instant wakeUp = Instant.MIN;
  private Outcome last = new Outcome(false, Duration.ZERO);
  private SupervisorRuntimes runtimes = newRuntimes();
  private RunLoop loop = newLoop();

  /** One with the topic {@code events} of four partitions. */
  public LoopWorld() {
    this(new FakeStream("events", 4));
  }

  public LoopWorld(FakeStream stream) {
    this.stream = stream;
  }

  /** Creates the supervisor with the good spec. */
  public static LoopWorld withGoodSupervisor() {
    LoopWorld world = new LoopWorld();
    world.create(Supervisors.goodSpec());
    return world;
  }

  public void create(StreamSupervisorSpec spec) {
    cluster.create("uid-1", spec);
    due = true;
  }

  public void edit(StreamSupervisorSpec spec) {
    cluster.edit(spec);
    due = true;
  }

  public void delete() {
    cluster.delete();
    due = true;
  }

  /** News from a watch. */
  public void trigger() {
    due = true;
  }

  /** The operator dies, and another takes over with nothing in memory. */
  public void restartOperator() {
    runtimes.close();
    runtimes = newRuntimes();
    loop = newLoop();
    due = true;
  }

  public void loseLease() {
    leading = false;
  }

  public void terminateNamespace() {
    namespaceTerminating = true;
  }

  public int iterations() {
    return iterations;
  }

  /** Iterates {@code handed}, which may be an older copy. */
  public Outcome iterate(SupervisorResource handed) {
    iterations++;
    due = false;
    last = loop.iterate(handed);
    wakeUp = scheduler.instant().plus(last.wakeUp());
    return last;
  }

  /** Lets time pass, iterating whenever the operator SDK would. */
  public void run(Duration time) {
    runUntil(() -> false, time);
  }

  /** Lets time pass until {@code condition} holds. */
  public boolean runUntil(BooleanSupplier condition, Duration limit) {
    Instant end = scheduler.instant().plus(limit);
    while (!condition.getAsBoolean()) {
      scheduler.runDue();
      boolean now = due || !scheduler.instant().isBefore(wakeUp);
      if (now && !cluster.isGone() && !last.gone()) {
        iterate(cluster.resource());
      } else if (!scheduler.instant().isBefore(end)) {
        return condition.getAsBoolean();
      } else {
        scheduler.advance(Duration.ofMillis(50));
      }
    }
    return true;
  }

  /**
   * Lets the Pods of all task groups start, get ready, and read from where they are told.
   *
   * @param groups how many there are to be
   */
  public void bringToReading(int groups) {
    Duration limit = Duration.ofMinutes(10);
    await(() -> cluster.pods().size() == groups, limit);
    int last = 1;
    for (PodFacts pod : List.copyOf(cluster.pods().values())) {
      cluster.run(pod.name(), "10.0.0." + last++);
      tasks.says(pod.uid(), TaskState.READY, Map.of(), null);
    }
    trigger();
    await(
        () ->
            cluster.pods().values().stream().noneMatch(pod -> tasks.assigned(pod.uid()).isEmpty()),
        limit);
    for (PodFacts pod : cluster.pods().values()) {
      Map<String, String> start = requireNonNull(tasks.assigned(pod.uid()).getFirst().start());
      tasks.says(pod.uid(), TaskState.READING, start, scheduler.instant());
    }
    await(() -> statusOf("Ready").equals("True"), limit);
  }

  private void await(BooleanSupplier condition, Duration limit) {
    if (!runUntil(condition, limit)) {
      throw new AssertionError("not within %s: %s".formatted(limit, cluster.status()));
    }
  }

  /** A condition of the supervisor; empty where it has none of that type. */
  public Optional<Condition> condition(String type) {
    return cluster.status().conditions().stream()
        .filter(condition -> condition.getType().equals(type))
        .findFirst();
  }

  /** The same condition's status, {@code absent} where there is none. */
  public String statusOf(String type) {
    return condition(type).map(Condition::getStatus).orElse("absent");
  }

  private SupervisorRuntimes newRuntimes() {
    return new SupervisorRuntimes(
        new Ports(
            cluster,
            cluster,
            cluster,
            cluster,
            cluster,
            (namespace, io) -> stream.metadata(),
            (namespace, where) -> storage,
            tasks,
            supervisor -> (podUid, address) -> TaskAddress.http(address, 8100, podUid, "token"),
            namespace -> Optional.of(quotas),
            () -> leading,
            new SpecCheck(CLAIM),
            supervisor -> due = true,
            scheduler,
            "installation"));
  }

  /** From now on the namespace has these quotas. */
  public void quotas(Quota... present) {
    quotas = List.of(present);
  }

  private RunLoop newLoop() {
    return new RunLoop(
        new Observer("installation", DELETION_TIMEOUT, cluster, namespace -> namespaceTerminating),
        new StatusComposer(THRESHOLDS),
        cluster,
        runtimes,
        new Unobserved(),
        scheduler);
  }

  /** Metrics that nobody looks at. */
  private static final class Unobserved implements RunObserver {

    @Override
    public void remembered(SupervisorKey supervisor, SupervisorState before, SupervisorState now) {}

    @Override
    public void iterated(SupervisorResource resource, Situation situation) {}

    @Override
    public void took(SupervisorKey supervisor, Duration duration) {}

    @Override
    public void gone(SupervisorKey supervisor) {}
  }
}
