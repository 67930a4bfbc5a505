package io.millrace.runner;

import io.millrace.crds.v1alpha1.ResolvedIoConfig;
import io.millrace.crds.v1alpha1.ResolvedTuningConfig;
import io.millrace.crds.v1alpha1.StreamSupervisorSpec;
import io.millrace.deepstorage.DeepStorage;
import io.millrace.deepstorage.DeepStorageException;
import io.millrace.deepstorage.DeepStorageSettings;
import io.millrace.deepstorage.DeepStorages;
import io.millrace.protocol.TaskVariables;
import io.millrace.protocol.ThreadScheduler;
import io.millrace.runner.http.TaskEndpoints;
import io.millrace.runner.http.TaskServer;
import io.millrace.runner.life.Attempt;
import io.millrace.runner.life.LifeCycle;
import io.millrace.runner.loop.Backoff;
import io.millrace.runner.loop.EventTimes;
import io.millrace.runner.loop.Surroundings;
import io.millrace.runner.loop.TaskLoop;
import io.millrace.runner.loop.TaskSettings;
import io.millrace.runner.metrics.RowStatistics;
import io.millrace.runner.metrics.TaskMetrics;
import io.millrace.segments.InvalidSchemaException;
import io.millrace.segments.SegmentBuilders;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The parts of a task process, put together and running. */
final class TaskProcess implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(TaskProcess.class);

  /** For how long the last report waits for the operator to fetch it. */
  private static final Duration LAST_REPORT = Duration.ofSeconds(2);

  /** Time of the grace period that is kept for ending the process. */
  private static final Duration ENDING = Duration.ofSeconds(5);

  private static final Duration IDENTITY_CHECK_PERIOD = Duration.ofSeconds(30);
  private static final Backoff BACKOFF =
      new Backoff(Duration.ofMillis(500), Duration.ofSeconds(30));

  private final CompletableFuture<LifeCycle> ended = new CompletableFuture<>();
  private final ThreadScheduler scheduler = ThreadScheduler.onPlatformThreads("task");
  private final DeepStorage storage;
  private final ScratchDirectory scratch;
  private final TaskLoop loop;
  private final TaskServer server;

  private TaskProcess(TaskConfiguration configuration) throws ConfigurationException {
    KafkaAccess stream = stream(configuration);
    SegmentBuilders builders = builders(configuration.specification());
    storage = openStorage(configuration);
    scratch = ScratchDirectory.taken(configuration.directory(), configuration.attempt().podUid());
    loop =
        new TaskLoop(
            new Surroundings(
                configuration.attempt(),
                settings(configuration),
                stream,
                new WarmUp(
                    configuration.attempt(),
                    configuration.specification(),
                    scratch.path().resolve("warm-up"),
                    scheduler),
                builders,
                storage,
                scratch.path(),
                () -> UUID.randomUUID().toString(),
                scheduler),
            ended::complete);
    server = serve(configuration, builders);
  }

  /**
   * Starts everything.
   *
   * @throws ConfigurationException with all that is wrong
   */
  static TaskProcess start(TaskConfiguration configuration) throws ConfigurationException {
    TaskProcess process = new TaskProcess(configuration);
    process.loop.start();
    LOG.atInfo()
        .addKeyValue("task", configuration.attempt().podName())
        .addKeyValue("address", process.server.address())
        .log("The task has started");
    return process;
  }

  /** Asks it to end, with what it has read prepared. */
  void drain() {
    loop.drain();
  }

  /** Waits for the end, and gives the operator a moment to fetch the last report. */
  LifeCycle awaitEnd() throws InterruptedException {
    LifeCycle last = ended.join();
    if (!loop.board().awaitDelivery(LAST_REPORT)) {
      LOG.info("Nobody fetched the last report");
    }
    return last;
  }

  @Override
  public void close() {
    server.close();
    scheduler.close();
    storage.close();
    scratch.close();
  }

  private TaskServer serve(TaskConfiguration configuration, SegmentBuilders builders)
      throws ConfigurationException {
    Attempt attempt = configuration.attempt();
    StreamSupervisorSpec spec = configuration.specification().spec();
    String id = spec.id();
    RowStatistics statistics = new RowStatistics(() -> loop.board().report().counters());
    scheduler.withFixedDelay(RowStatistics.TICK, RowStatistics.TICK, statistics::tick);
    TaskMetrics metrics =
        new TaskMetrics(
            () -> loop.board().report(),
            id == null ? attempt.supervisor() : id,
            spec.dataSchema().dataSource(),
            attempt.podName(),
            Integer.toString(attempt.group()));
    InetSocketAddress address = new InetSocketAddress(configuration.host(), configuration.port());
    try {
      return TaskServer.start(
          address,
          new TaskEndpoints(
              loop,
              statistics,
              metrics,
              builders::savedParseErrors,
              configuration.token(),
              attempt.podUid(),
              attempt.podName(),
              scheduler.instant()));
    } catch (IOException e) {
      throw new ConfigurationException(
          List.of(
              "%s and %s say to listen at %s, which fails: %s"
                  .formatted(TaskVariables.POD_IP, TaskVariables.PORT, address, e)));
    }
  }

  private SegmentBuilders builders(Specification specification) throws ConfigurationException {
    try {
      return SegmentBuilders.of(
          specification.dataSchema(),
          specification.inputFormat(),
          specification.tuningConfig(),
          scheduler,
          scheduler);
    } catch (InvalidSchemaException e) {
      throw new ConfigurationException(
          e.problems().stream().map(problem -> problem.path() + ": " + problem.message()).toList());
    }
  }

  private static DeepStorage openStorage(TaskConfiguration configuration)
      throws ConfigurationException {
    DeepStorageSettings settings =
        DeepStorageAccess.settings(
            configuration.specification().spec().deepStorage(),
            configuration.deepStorageDirectory());
    try {
      return DeepStorages.open(settings);
    } catch (DeepStorageException e) {
      throw new ConfigurationException(List.of(String.valueOf(e.getMessage())));
    }
  }

  private static KafkaAccess stream(TaskConfiguration configuration) throws ConfigurationException {
    StreamSupervisorSpec spec = configuration.specification().spec();
    return switch (spec.type()) {
      case KAFKA -> KafkaAccess.of(spec.ioConfig(), configuration.environment());
      case KINESIS ->
          throw new ConfigurationException(
              List.of("spec.type is kinesis, which this release does not read; expected kafka"));
    };
  }

  static TaskSettings settings(TaskConfiguration configuration) {
    StreamSupervisorSpec spec = configuration.specification().spec();
    Duration grace = configuration.grace();
    ResolvedIoConfig io = new ResolvedIoConfig(spec.ioConfig());
    ResolvedTuningConfig tuning = new ResolvedTuningConfig(spec.tuningConfig());
    Duration drainTime =
        grace.compareTo(ENDING.multipliedBy(2)) > 0 ? grace.minus(ENDING) : grace.dividedBy(2);
    return new TaskSettings(
        spec.dataSchema().dataSource(),
        configuration.replicas() == 1,
        tuning.maxRowsPerSegment(),
        tuning.maxTotalRows(),
        TaskSettings.sequencePeriod(tuning.intermediateHandoffPeriod(), io.taskDuration()),
        new EventTimes(io.taskDuration(), io.earlyMessageRejectionPeriod().orElse(Duration.ZERO)),
        io.pollTimeout(),
        Duration.ZERO,
        drainTime,
        IDENTITY_CHECK_PERIOD,
        BACKOFF);
  }
}
