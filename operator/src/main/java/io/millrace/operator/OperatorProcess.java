package io.millrace.operator;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.Operator;
import io.javaoperatorsdk.operator.processing.retry.GenericRetry;
import io.millrace.operator.act.DeepStorageOpener;
import io.millrace.operator.act.Leadership;
import io.millrace.operator.act.ReachableDeepStorage;
import io.millrace.operator.config.OperatorConfiguration;
import io.millrace.operator.decide.Deadlines;
import io.millrace.operator.kubernetes.ApiEventSink;
import io.millrace.operator.kubernetes.ApiNamespaces;
import io.millrace.operator.kubernetes.ApiPodWriter;
import io.millrace.operator.kubernetes.ApiQuotas;
import io.millrace.operator.kubernetes.ApiRevisionStore;
import io.millrace.operator.kubernetes.ApiSecrets;
import io.millrace.operator.kubernetes.ApiStatusWriter;
import io.millrace.operator.kubernetes.ChangesThatMatter;
import io.millrace.operator.kubernetes.InformerPodCache;
import io.millrace.operator.kubernetes.Installation;
import io.millrace.operator.kubernetes.Lease;
import io.millrace.operator.kubernetes.SupervisorReconciler;
import io.millrace.operator.kubernetes.TokenAddresses;
import io.millrace.operator.kubernetes.TriggerSource;
import io.millrace.operator.metrics.HealthServer;
import io.millrace.operator.metrics.OperatorMetrics;
import io.millrace.operator.observe.Observer;
import io.millrace.operator.observe.SpecCheck;
import io.millrace.operator.status.StatusComposer;
import io.millrace.operator.stream.KafkaStreamOpener;
import io.millrace.operator.stream.Secrets;
import io.millrace.operator.stream.StreamOpener;
import io.millrace.operator.supervisor.Ports;
import io.millrace.operator.supervisor.RunLoop;
import io.millrace.operator.supervisor.SupervisorRuntimes;
import io.millrace.operator.task.TaskPods;
import io.millrace.protocol.HttpTaskClient;
import io.millrace.protocol.TaskClient;
import io.millrace.protocol.ThreadScheduler;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The composition root: everything that one operator process is made of. */
public final class OperatorProcess implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(OperatorProcess.class);
  private static final int RECONCILE_THREADS = 32;
  private static final Duration SWEEP = Duration.ofMinutes(1);

  private final OperatorConfiguration configuration;
  private final ThreadScheduler scheduler = ThreadScheduler.onVirtualThreads("millrace");
  private final OperatorMetrics metrics;
  private final AtomicBoolean closed = new AtomicBoolean();
  private final Runnable lost;
  private final @Nullable Lease lease;
  private final Outside outside;
  private final InformerPodCache pods = new InformerPodCache();
  private final SupervisorRuntimes runtimes;
  private final SupervisorReconciler reconciler;
  private final Operator operator;
  private final HealthServer server;

  /**
   * What lies outside of Kubernetes.
   *
   * @param streams opens streams
   * @param deepStorage opens deep storage
   * @param tasks calls tasks
   * @param close ends calls that are under way
   */
  record Outside(
      StreamOpener streams, DeepStorageOpener deepStorage, TaskClient tasks, Runnable close) {

    static Outside real(OperatorConfiguration configuration, Secrets secrets) {
      HttpTaskClient tasks = new HttpTaskClient(Deadlines.USUAL.call(), InstantSource.system());
      return new Outside(
          new KafkaStreamOpener(secrets, configuration.streamTimeout()),
          new ReachableDeepStorage(configuration.deepStorage().mounted(), secrets),
          tasks,
          tasks::close);
    }
  }

  /**
   * @param client reaches the API server; stays open
   * @param lost called when the lease is lost: the process must end, since it may not know what
   *     another has done meanwhile
   */
  public OperatorProcess(
      OperatorConfiguration configuration, KubernetesClient client, Runnable lost)
      throws IOException {
    this(configuration, client, secrets -> Outside.real(configuration, secrets), lost);
  }

  OperatorProcess(
      OperatorConfiguration configuration,
      KubernetesClient client,
      Function<Secrets, Outside> world,
      Runnable lost)
      throws IOException {
    this.configuration = configuration;
    this.metrics = new OperatorMetrics(configuration.metricsPartitions());
    this.lost = lost;
    String identity = configuration.podName().orElseGet(() -> "millrace-" + UUID.randomUUID());
    String installation =
        configuration
            .installationId()
            .orElseGet(() -> Installation.id(client, configuration.namespace()));
    lease =
        configuration
            .leaderElection()
            .map(
                settings ->
                    new Lease(client, settings, configuration.namespace(), identity, scheduler))
            .orElse(null);
    Leadership leadership = lease == null ? () -> true : lease;
    ApiSecrets secrets = new ApiSecrets(client);
    outside = world.apply(secrets);
    ApiStatusWriter status = new ApiStatusWriter(client, SupervisorReconciler.FINALIZER);
    TriggerSource trigger = new TriggerSource();
    runtimes =
        new SupervisorRuntimes(
            new Ports(
                status,
                new ApiPodWriter(client, new TaskPods(configuration.task())),
                pods,
                new ApiRevisionStore(client, OperatorProcess::randomToken),
                new ApiEventSink(client, identity, scheduler),
                outside.streams(),
                outside.deepStorage(),
                outside.tasks(),
                supervisor ->
                    new TokenAddresses(secrets, supervisor, configuration.task().port(), scheduler),
                new ApiQuotas(client, scheduler),
                leadership,
                new SpecCheck(configuration.deepStorage()),
                trigger,
                scheduler,
                installation));
    RunLoop loop =
        new RunLoop(
            new Observer(
                installation, configuration.deletionTimeout(), pods, new ApiNamespaces(client)),
            new StatusComposer(configuration.health()),
            status,
            runtimes,
            metrics,
            scheduler);
    reconciler = new SupervisorReconciler(loop, pods, trigger);
    operator = operator(client);
    server = new HealthServer(configuration.httpPort(), this::isAlive, metrics, scheduler);
  }

  /** Works as soon as it holds the lease; at once when there is none. */
  public void start() {
    LOG.atInfo()
        .addKeyValue("namespaces", configuration.watchNamespaces())
        .addKeyValue("httpPort", server.port())
        .log("The operator starts");
    if (lease == null) {
      operator.start();
    } else {
      lease.compete(scheduler, () -> scheduler.execute(this::work), this::leaseLost);
    }
    scheduler.withFixedDelay(SWEEP, SWEEP, () -> runtimes.keepOnly(reconciler::exists));
  }

  private void work() {
    LOG.info("The lease is won; the supervisors are served from here");
    try {
      operator.start();
    } catch (RuntimeException e) {
      LOG.atError()
          .setCause(e)
          .log("The operator cannot start; the process ends, and is tried again");
      lost.run();
    }
  }

  /** Port of {@code /healthz} and {@code /metrics}. */
  public int httpPort() {
    return server.port();
  }

  /** Stops what is under way and gives the lease back. */
  @Override
  public void close() {
    if (closed.getAndSet(true)) {
      return;
    }
    LOG.info("The operator ends; its tasks go on");
    pods.close();
    operator.stop();
    runtimes.close();
    if (lease != null) {
      lease.close();
    }
    server.close();
    outside.close().run();
    scheduler.close();
  }

  private Operator operator(KubernetesClient client) {
    Operator created =
        new Operator(
            overrider ->
                overrider
                    .withKubernetesClient(client)
                    .withCloseClientOnStop(false)
                    .checkingCRDAndValidateLocalModel(false)
                    .withUseSSAToPatchPrimaryResource(false)
                    .withConcurrentReconciliationThreads(RECONCILE_THREADS)
                    .withReconciliationTerminationTimeout(Duration.ofSeconds(5)));
    created.register(
        reconciler,
        controller ->
            controller
                .withName("streamsupervisor")
                .settingNamespaces(Set.copyOf(configuration.watchNamespaces()))
                .withFinalizer(SupervisorReconciler.FINALIZER)
                .withGenerationAware(false)
                .withOnUpdateFilter(new ChangesThatMatter())
                .withRetry(
                    new GenericRetry()
                        .setInitialInterval(Duration.ofMillis(500))
                        .setIntervalMultiplier(2)
                        .setMaxInterval(30_000)
                        .withoutMaxAttempts()));
    return created;
  }

  private void leaseLost() {
    if (!closed.get()) {
      LOG.error("The lease is lost; the process ends, so that only its new holder works");
      lost.run();
    }
  }

  private boolean isAlive() {
    return !operator.getRuntimeInfo().isStarted()
        || operator.getRuntimeInfo().allEventSourcesAreHealthy();
  }

  private static String randomToken() {
    byte[] token = new byte[32];
    new SecureRandom().nextBytes(token);
    return HexFormat.of().formatHex(token);
  }
}
