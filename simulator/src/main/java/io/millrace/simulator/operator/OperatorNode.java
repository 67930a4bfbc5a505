package io.millrace.simulator.operator;

import io.millrace.operator.config.DeepStorageDefaults;
import io.millrace.operator.config.DeepStorageDefaults.MountedClaim;
import io.millrace.operator.config.OperatorConfiguration.HealthThresholds;
import io.millrace.operator.decide.Decider;
import io.millrace.operator.decide.Observation;
import io.millrace.operator.decide.Plan;
import io.millrace.operator.decide.SupervisorState;
import io.millrace.operator.observe.Observer;
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
import io.millrace.protocol.TaskAddress;
import io.millrace.simulator.cluster.ApiClient;
import io.millrace.simulator.cluster.ApiServer;
import io.millrace.simulator.cluster.WatchCache;
import io.millrace.simulator.fault.FaultKind;
import io.millrace.simulator.fault.Faults;
import io.millrace.simulator.fault.ProcessCalls;
import io.millrace.simulator.storage.StorageClient;
import io.millrace.simulator.stream.StreamClient;
import io.millrace.simulator.task.TaskNetwork;
import io.millrace.simulator.time.SimulatedProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * One operator process: the real loop between simulated ports, iterated as the operator SDK would
 * iterate it.
 */
final class OperatorNode {

  private static final String INSTALLATION = "installation";
  private static final Duration SWEEP = Duration.ofSeconds(30);
  private static final Duration LONGEST_SKEW = Duration.ofMinutes(5);
  private static final Duration FIRST_RETRY = Duration.ofMillis(500);
  private static final Duration LAST_RETRY = Duration.ofSeconds(30);
  private static final int PORT = 8100;
  private static final DeepStorageDefaults CLAIM =
      DeepStorageDefaults.claim(
          new MountedClaim(ApiServer.SUPERVISOR.namespace(), "claim", Path.of("/deep")), null);
  private static final SpecCheck SPEC_CHECK = new RememberedSpecCheck(CLAIM);

  private final OperatorSite site;
  private final SimulatedProcess process;
  private final ProcessCalls calls;
  private final WatchCache cache;
  private final SupervisorRuntimes runtimes;
  private final RunLoop loop;
  private final Map<String, TaskAddress> addresses = new HashMap<>();
  private Instant renewed = Instant.MIN;
  private boolean leading;
  private boolean iterating;
  private boolean due;
  private int failures;
  private long schedule;

  OperatorNode(String name, OperatorSite site) {
    this.site = site;
    Faults faults = site.faults();
    process =
        new SimulatedProcess(
            name,
            site.time(),
            site.random().split(),
            skew(faults),
            failure -> site.failures().accept(name, failure));
    calls =
        new ProcessCalls(
            process, faults, FaultKind.OPERATOR_CRASH, FaultKind.OPERATOR_STALL, site.trace());
    cache = new WatchCache(site.server(), process, faults, this::trigger);
    ApiClient api = new ApiClient(site.server(), site.time(), faults, calls, site.trace(), name);
    runtimes = new SupervisorRuntimes(ports(api));
    loop =
        new RunLoop(
            new Observer(INSTALLATION, OperatorSite.DELETION_TIMEOUT, cache, namespace -> false),
            new StatusComposer(new HealthThresholds(3, 3, 3, 3, 3)),
            site.variation().status(api, site.server()),
            runtimes,
            new Unobserved(),
            process,
            witnessed(site.variation().decider(Decider::decide)));
  }

  SimulatedProcess process() {
    return process;
  }

  void start() {
    site.trace().note(process.name(), () -> "starts");
    process.execute(this::compete);
    process.withFixedDelay(
        SWEEP, SWEEP, () -> runtimes.keepOnly(key -> cache.supervisor().isPresent()));
  }

  /** Nothing in it hears of anything any more. */
  void close() {
    cache.close();
  }

  private Function<Observation, Plan> witnessed(Function<Observation, Plan> decider) {
    return seen -> {
      Plan plan = decider.apply(seen);
      site.actions().planned(seen, plan);
      return plan;
    };
  }

  private Ports ports(ApiClient api) {
    TaskNetwork network =
        new TaskNetwork(
            site.host(),
            site.time(),
            process,
            site.faults(),
            calls,
            site.trace(),
            site.outage(),
            site.witness());
    return new Ports(
        site.variation().status(api, site.server()),
        new WitnessedPods(api, process.name(), site),
        cache,
        api,
        api,
        (namespace, io) -> new StreamClient(site.stream().topic().metadata(), site.faults(), calls),
        (namespace, where) ->
            site.variation()
                .ofOperator(
                    new StorageClient(
                        site.storage(),
                        site.faults(),
                        calls,
                        site.trace(),
                        process.name(),
                        StorageClient.Use.ONE_AT_A_TIME),
                    site.storage()),
        site.variation().tasks(network),
        supervisor -> this::address,
        namespace -> Optional.of(List.of()),
        site.variation().leadership(this::isSafelyLeading),
        SPEC_CHECK,
        supervisor -> trigger(),
        process,
        INSTALLATION);
  }

  /** No two Pods have the same address. */
  private TaskAddress address(String podUid, String address) {
    return addresses.computeIfAbsent(address, at -> TaskAddress.http(at, PORT, podUid, "token"));
  }

  // the lease

  private boolean isSafelyLeading() {
    return renewed.isAfter(Instant.MIN)
        && process.instant().isBefore(renewed.plus(Lease.RENEW_DEADLINE));
  }

  private void compete() {
    Instant sent = process.instant();
    if (leading && !sent.isBefore(renewed.plus(Lease.RENEW_DEADLINE))) {
      site.trace().note(process.name(), () -> "has lost the lease and ends");
      process.kill();
      return;
    }
    if (!site.faults().strikes(FaultKind.API_CALLS, 0.1) && site.lease().acquire(process.name())) {
      renewed = sent;
      if (!leading) {
        leading = true;
        site.trace().note(process.name(), () -> "leads");
        trigger();
      }
    }
    process.after(Lease.RETRY_PERIOD, this::compete);
  }

  // iterations

  private void trigger() {
    due = true;
    if (leading && !iterating) {
      iterateAfter(Duration.ofMillis(5));
    }
  }

  private void iterateAfter(Duration wait) {
    long mine = ++schedule;
    process.after(
        wait,
        () -> {
          if (mine == schedule && !iterating) {
            iterate();
          }
        });
  }

  private void iterate() {
    Optional<SupervisorResource> handed = cache.supervisor();
    due = false;
    if (handed.isEmpty()) {
      return;
    }
    iterating = true;
    Duration next;
    try {
      Outcome outcome = loop.iterate(handed.get());
      failures = 0;
      next = outcome.gone() ? SWEEP : outcome.wakeUp();
    } catch (ApiClient.Unavailable e) {
      site.trace().note(process.name(), () -> "iteration failed: " + e.getMessage());
      next = retry();
    } finally {
      iterating = false;
    }
    iterateAfter(due ? Duration.ofMillis(5) : next);
  }

  private Duration retry() {
    Duration wait = FIRST_RETRY.multipliedBy(1L << Math.min(failures++, 10));
    return wait.compareTo(LAST_RETRY) < 0 ? wait : LAST_RETRY;
  }

  private static Duration skew(Faults faults) {
    if (!faults.strikes(FaultKind.CLOCKS, 0.7)) {
      return Duration.ZERO;
    }
    long most = LONGEST_SKEW.toMillis();
    return Duration.ofMillis(faults.random(FaultKind.CLOCKS).nextLong(-most, most));
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
