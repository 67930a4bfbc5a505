package io.millrace.simulator.task;

import io.millrace.crds.v1alpha1.ResolvedIoConfig;
import io.millrace.crds.v1alpha1.ResolvedTuningConfig;
import io.millrace.operator.decide.PodName;
import io.millrace.operator.task.TaskPod;
import io.millrace.protocol.Report;
import io.millrace.protocol.TaskAddress;
import io.millrace.runner.life.Attempt;
import io.millrace.runner.loop.Backoff;
import io.millrace.runner.loop.EventTimes;
import io.millrace.runner.loop.StreamAccess;
import io.millrace.runner.loop.Surroundings;
import io.millrace.runner.loop.TaskSettings;
import io.millrace.simulator.Variation;
import io.millrace.simulator.cluster.Kubelet;
import io.millrace.simulator.fault.FaultKind;
import io.millrace.simulator.fault.Faults;
import io.millrace.simulator.fault.ProcessCalls;
import io.millrace.simulator.fault.Trace;
import io.millrace.simulator.storage.SharedStorage;
import io.millrace.simulator.storage.StorageClient;
import io.millrace.simulator.stream.GeneratedStream;
import io.millrace.simulator.stream.StreamClient;
import io.millrace.simulator.time.SimulatedProcess;
import io.millrace.simulator.time.VirtualTime;
import io.millrace.streams.StreamMetadata;
import io.millrace.streams.StreamReader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** Makes the processes of Pods, and finds them by their address. */
public final class TaskHost implements Kubelet.Starter {

  private static final Duration ENDING = Duration.ofSeconds(5);
  private static final Duration LONGEST_SKEW = Duration.ofMinutes(5);
  private static final Duration IDENTITY_CHECK_PERIOD = Duration.ofSeconds(30);
  private static final Backoff BACKOFF =
      new Backoff(Duration.ofMillis(500), Duration.ofSeconds(30));

  private final VirtualTime time;
  private final Faults faults;
  private final Trace trace;
  private final SharedStorage storage;
  private final GeneratedStream stream;
  private final SplittableRandom random;
  private final Duration grace;
  private final Duration idlePause;
  private final Variation variation;
  private final BiConsumer<String, RuntimeException> failures;
  private final Consumer<Failure> taskFailures;
  private final Map<String, SimulatedTask> byAddress = new LinkedHashMap<>();
  private final Map<String, Integer> starts = new HashMap<>();

  /**
   * A task that failed.
   *
   * @param task its name
   * @param reason why, in one word
   */
  public record Failure(String task, String reason) {}

  /**
   * @param grace time between SIGTERM and SIGKILL
   * @param idlePause time between polls that find nothing
   * @param failures told of work that failed in a process
   * @param taskFailures told of tasks that failed, in their own words
   */
  public TaskHost(
      VirtualTime time,
      Faults faults,
      Trace trace,
      SharedStorage storage,
      GeneratedStream stream,
      SplittableRandom random,
      Duration grace,
      Duration idlePause,
      Variation variation,
      BiConsumer<String, RuntimeException> failures,
      Consumer<Failure> taskFailures) {
    this.time = time;
    this.faults = faults;
    this.trace = trace;
    this.storage = storage;
    this.stream = stream;
    this.random = random;
    this.grace = grace;
    this.idlePause = idlePause;
    this.variation = variation;
    this.failures = failures;
    this.taskFailures = taskFailures;
  }

  @Override
  public Kubelet.Container start(TaskPod pod, String uid, String address, Kubelet.Ended ended) {
    int start = starts.merge(uid, 1, Integer::sum);
    String id = start == 1 ? uid : uid + "#" + start;
    String name = pod.name() + "/" + id;
    trace.note(name, () -> "starts at " + address);
    SimulatedProcess process =
        new SimulatedProcess(
            name, time, random.split(), skew(), failure -> failures.accept(name, failure));
    ProcessCalls calls =
        new ProcessCalls(
            process, faults, FaultKind.TASK_CRASH_IN_CALL, FaultKind.TASK_STALL, trace);
    SimulatedTask task =
        new SimulatedTask(
            process,
            time,
            surroundings(pod, uid, id, process, calls),
            (failed, message) -> {
              trace.note(name, () -> failed ? "failed: " + message : "has ended");
              if (failed) {
                taskFailures.accept(new Failure(name, message));
              }
              ended.ended(failed, message);
            });
    byAddress.put(address, task);
    process.onDeath(() -> ended.ended(true, "killed"));
    task.start();
    return task;
  }

  /**
   * What tasks say that are alive, whether anybody reaches them or not; of a Pod's processes the
   * newest, the only one that anybody knows of.
   */
  public Map<Attempt, Report> alive() {
    return reports(SimulatedTask::isAlive);
  }

  /** The same of those that do not stand still. */
  public Map<Attempt, Report> answering() {
    return reports(SimulatedTask::answers);
  }

  private Map<Attempt, Report> reports(Predicate<SimulatedTask> counts) {
    Map<Attempt, Report> reports = new LinkedHashMap<>();
    for (SimulatedTask task : byAddress.values()) {
      if (counts.test(task)) {
        reports.put(task.attempt(), task.report());
      } else {
        reports.remove(task.attempt());
      }
    }
    return reports;
  }

  Optional<SimulatedTask> at(TaskAddress address) {
    return Optional.ofNullable(byAddress.get(String.valueOf(address.base().getHost())));
  }

  private Surroundings surroundings(
      TaskPod pod, String uid, String id, SimulatedProcess process, ProcessCalls calls) {
    PodName name = pod.name();
    Attempt attempt =
        new Attempt(
            pod.namespace(),
            name.supervisor(),
            pod.supervisorUid(),
            name.group(),
            name.generation(),
            pod.epoch(),
            name.toString(),
            uid);
    int[] uuids = new int[1];
    return new Surroundings(
        attempt,
        settings(pod),
        variation.ofTask(new Access(calls)),
        () -> {},
        (folder, bounds) -> new CountedRows(storage, folder),
        variation.ofTask(
            new StorageClient(
                storage, faults, calls, trace, process.name(), StorageClient.Use.AT_WILL),
            storage),
        Path.of(id),
        () -> id + "-" + uuids[0]++,
        process);
  }

  private TaskSettings settings(TaskPod pod) {
    ResolvedIoConfig io = new ResolvedIoConfig(pod.spec().spec().ioConfig());
    ResolvedTuningConfig tuning = new ResolvedTuningConfig(pod.spec().spec().tuningConfig());
    TaskSettings usual =
        new TaskSettings(
            pod.spec().spec().dataSchema().dataSource(),
            pod.replicas() == 1,
            tuning.maxRowsPerSegment(),
            tuning.maxTotalRows(),
            TaskSettings.sequencePeriod(tuning.intermediateHandoffPeriod(), io.taskDuration()),
            new EventTimes(
                io.taskDuration(), io.earlyMessageRejectionPeriod().orElse(Duration.ZERO)),
            Duration.ZERO,
            idlePause,
            grace.minus(ENDING),
            IDENTITY_CHECK_PERIOD,
            BACKOFF);
    return variation.ofTask(usual);
  }

  private Duration skew() {
    return faults.strikes(FaultKind.CLOCKS, 0.5)
        ? Duration.ofMillis(
            faults
                .random(FaultKind.CLOCKS)
                .nextLong(-LONGEST_SKEW.toMillis(), LONGEST_SKEW.toMillis()))
        : Duration.ZERO;
  }

  private final class Access implements StreamAccess {

    private final ProcessCalls calls;

    Access(ProcessCalls calls) {
      this.calls = calls;
    }

    @Override
    public StreamReader reader() {
      return new TaskReader(stream.topic().reader(), faults);
    }

    @Override
    public StreamMetadata metadata() {
      return new StreamClient(stream.topic().metadata(), faults, calls);
    }
  }
}
