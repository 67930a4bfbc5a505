package io.millrace.simulator;

import io.millrace.operator.decide.SupervisorState;
import io.millrace.operator.observe.PodFacts;
import io.millrace.operator.observe.SupervisorResource;
import io.millrace.operator.status.StatusReader;
import io.millrace.operator.task.TaskPod;
import io.millrace.protocol.Assignment;
import io.millrace.protocol.Report;
import io.millrace.runner.life.Attempt;
import io.millrace.runner.life.Reasons;
import io.millrace.simulator.check.ActionCheck;
import io.millrace.simulator.check.Audit;
import io.millrace.simulator.check.HandoffCheck;
import io.millrace.simulator.check.JumpCheck;
import io.millrace.simulator.check.Manifests;
import io.millrace.simulator.check.ReleaseCheck;
import io.millrace.simulator.check.Rest;
import io.millrace.simulator.check.Rule;
import io.millrace.simulator.check.ScaleCheck;
import io.millrace.simulator.check.StatusCheck;
import io.millrace.simulator.check.StorageCheck;
import io.millrace.simulator.check.Stored;
import io.millrace.simulator.check.StrandedCheck;
import io.millrace.simulator.check.Violations;
import io.millrace.simulator.cluster.ApiServer;
import io.millrace.simulator.cluster.Kubelet;
import io.millrace.simulator.cluster.User;
import io.millrace.simulator.fault.FaultKind;
import io.millrace.simulator.fault.Faults;
import io.millrace.simulator.fault.Trace;
import io.millrace.simulator.operator.Lease;
import io.millrace.simulator.operator.OperatorReplica;
import io.millrace.simulator.operator.OperatorSite;
import io.millrace.simulator.storage.SharedStorage;
import io.millrace.simulator.storage.StorageClient;
import io.millrace.simulator.stream.GeneratedStream;
import io.millrace.simulator.task.TaskHost;
import io.millrace.simulator.time.VirtualTime;
import io.millrace.streams.StreamDescription;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;

/** One schedule, from the first spec to the audit of the ledger. */
public final class Simulation {

  private static final Duration LIMIT = Duration.ofMinutes(15);
  private static final Duration BETWEEN_LAG_STEPS = Duration.ofSeconds(7);
  private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(5);
  private static final Duration START_DELAY = Duration.ofSeconds(3);
  private static final Duration LONG_TASK = Duration.ofMinutes(5);
  private static final Duration EARLY = Duration.ofSeconds(2);
  private static final Duration GRACE = Duration.ofSeconds(30);
  private static final Duration LONGEST_CUT = Duration.ofMinutes(6);
  private static final Duration LONGEST_SILENCE = Duration.ofMinutes(2);
  private static final Set<String> AT_REST = Set.of("RUNNING", "IDLE");

  private final Schedule schedule;
  private final VirtualTime time = new VirtualTime();
  private final Trace trace;
  private final Faults faults;
  private final Violations violations;
  private final Manifests manifests = new Manifests();
  private final StatusReader statusReader = new StatusReader();
  private final SharedStorage storage;
  private final StatusCheck statuses;
  private final ScaleCheck scale;
  private final HandoffCheck handoffs;
  private final StorageCheck ledger;
  private final StrandedCheck stranded;
  private final ReleaseCheck releases;
  private final ApiServer server;
  private final GeneratedStream stream;
  private final TaskHost host;
  private final Kubelet kubelet;
  private final User user;
  private final List<OperatorReplica> operators;
  private final Map<String, Long> cutOff = new HashMap<>();

  /**
   * What came of a schedule.
   *
   * @param schedule the schedule
   * @param violations what did not hold, none when all is well
   * @param trace what happened, when that was asked for
   * @param commits number of entries of the ledger
   * @param work pieces of work that were done
   * @param seconds virtual seconds that it took
   */
  public record Result(
      Schedule schedule,
      List<Violations.Violation> violations,
      List<String> trace,
      long commits,
      long work,
      long seconds) {}

  /** Whether to keep what happened. */
  public enum Tracing {
    ON,
    OFF
  }

  private Simulation(Schedule schedule, Variation variation, Tracing tracing) {
    this.schedule = schedule;
    SplittableRandom random = new SplittableRandom(schedule.seed());
    trace = new Trace(time, tracing == Tracing.ON);
    faults = new Faults(time, schedule.seed(), schedule.kinds(), schedule.intensity());
    violations = new Violations(time, trace, variation.unwatched());
    ledger = new StorageCheck(violations, manifests);
    storage = new SharedStorage(ledger);
    handoffs = new HandoffCheck(violations);
    server = new ApiServer(time, faults, trace, new ServerCheck());
    boolean severalTopics = schedule.kinds().contains(FaultKind.SEVERAL_TOPICS);
    stream =
        new GeneratedStream(
            "events",
            severalTopics ? 2 : 0,
            schedule.partitions(),
            time,
            faults,
            trace,
            random.split());
    JumpCheck jumps = new JumpCheck(violations, stream, this::living);
    statuses =
        new StatusCheck(
            violations,
            storage,
            manifests,
            schedule.kinds().contains(FaultKind.CLOCKS) || schedule.kinds().contains(FaultKind.EDIT)
                ? Optional.empty()
                : Optional.of(time::instant),
            handoffs,
            jumps,
            stream);
    scale = new ScaleCheck(violations);
    stranded = new StrandedCheck(violations, time::instant, storage, manifests);
    releases =
        new ReleaseCheck(
            violations,
            storage,
            OperatorSite.DELETION_TIMEOUT,
            schedule.kinds().contains(FaultKind.CLOCKS)
                ? Optional.empty()
                : Optional.of(time::instant));
    host =
        new TaskHost(
            time,
            faults,
            trace,
            storage,
            stream,
            random.split(),
            GRACE,
            Duration.ofMillis(800 + random.nextInt(1_500)),
            variation,
            this::failed,
            this::taskFailed);
    kubelet = new Kubelet(time, server, faults, trace, random.split(), GRACE, host);
    user = new User(time, server, faults, trace, random.split(), jumps::asked);
    if (severalTopics) {
      user.wantsTopics("events-.*");
    }
    if (schedule.kinds().contains(FaultKind.HANDOFF)) {
      user.wantsDelay(START_DELAY);
    }
    if (schedule.kinds().contains(FaultKind.LONG_TASKS)) {
      user.wantsTaskDuration(LONG_TASK);
    }
    if (schedule.kinds().contains(FaultKind.EVENT_TIMES)) {
      user.acceptsEarly(EARLY);
    }
    user.begin();
    OperatorSite site =
        new OperatorSite(
            time,
            faults,
            trace,
            server,
            new Lease(time),
            storage,
            stream,
            host,
            uid -> cutOff.getOrDefault(uid, 0L) > time.micros(),
            this::assigned,
            new ActionCheck(violations),
            variation,
            random.split(),
            this::failed);
    operators =
        List.of(new OperatorReplica("operator-a", site), new OperatorReplica("operator-b", site));
  }

  /** Runs {@code schedule}. */
  public static Result run(Schedule schedule, Variation variation, Tracing tracing) {
    return new Simulation(schedule, variation, tracing).run();
  }

  private Result run() {
    trouble();
    time.runUntil(() -> false, Duration.ofSeconds(schedule.troubled()));
    heal();
    boolean settled = time.runUntil(this::isSettled, LIMIT);
    if (!settled && violations.found().isEmpty()) {
      violations.add(Rule.LIVENESS, "not settled: " + situation());
    }
    if (violations.found().isEmpty()) {
      new Audit(violations, storage, manifests, stream, statuses).run();
    }
    return new Result(
        schedule,
        violations.found(),
        trace.lines(),
        Audit.entries(storage),
        time.done(),
        time.micros() / 1_000_000);
  }

  private void trouble() {
    faults.recur(
        FaultKind.OPERATOR_CRASH,
        Duration.ofSeconds(60),
        () -> operators.get(faults.random(FaultKind.OPERATOR_CRASH).nextInt(2)).kill());
    faults.recur(FaultKind.TASK_CRASH, Duration.ofSeconds(30), kubelet::killOne);
    faults.recur(FaultKind.TASK_STALL, Duration.ofSeconds(40), kubelet::stallOne);
    faults.recur(FaultKind.DRAIN, Duration.ofSeconds(30), kubelet::drainOne);
    faults.recur(FaultKind.NODE_LOST, Duration.ofSeconds(40), kubelet::loseOne);
    faults.recur(FaultKind.POD_TWICE, Duration.ofSeconds(30), kubelet::startTwice);
    faults.recur(FaultKind.NODE_SILENT, Duration.ofSeconds(40), kubelet::silenceOne);
    faults.recur(FaultKind.SILENCE, Duration.ofSeconds(40), this::silence);
    faults.recur(FaultKind.TASK_NETWORK, Duration.ofSeconds(30), this::cutOff);
    faults.recur(FaultKind.STREAM_DOWN, Duration.ofSeconds(60), this::streamDown);
    faults.recur(FaultKind.EDIT, Duration.ofSeconds(40), user::edit);
    faults.recur(FaultKind.RESCALE, Duration.ofSeconds(25), user::rescale);
    faults.recur(FaultKind.TOUCH, Duration.ofSeconds(3), server::touch);
    faults.recur(FaultKind.SUSPEND, Duration.ofSeconds(45), user::toggleSuspension);
    faults.recur(FaultKind.DELETE, Duration.ofSeconds(90), user::delete);
    faults.recur(FaultKind.RESET, Duration.ofSeconds(40), () -> user.reset(stream));
    faults.recur(
        FaultKind.RETENTION,
        Duration.ofSeconds(40),
        () -> stream.expire(faults.random(FaultKind.RETENTION)));
    faults.recur(
        FaultKind.RECREATION,
        Duration.ofSeconds(90),
        () -> stream.recreate(1 + faults.random(FaultKind.RECREATION).nextInt(4)));
    faults.recur(FaultKind.GROWTH, Duration.ofSeconds(60), stream::grow);
    if (schedule.kinds().contains(FaultKind.SEVERAL_TOPICS)) {
      faults.recur(FaultKind.SEVERAL_TOPICS, Duration.ofSeconds(60), stream::grow);
      faults.recur(FaultKind.TOPIC_LOST, Duration.ofSeconds(60), stream::loseTopic);
    }
    faults.recur(FaultKind.HANDOFF, Duration.ofSeconds(20), user::handOff);
    if (user.isAutoscaling()) {
      lagSteps();
    }
  }

  private void lagSteps() {
    time.after(
        BETWEEN_LAG_STEPS,
        () -> {
          stream.burst();
          if (!faults.isHealed()) {
            lagSteps();
          }
        });
  }

  /** Tasks that are alive, and whose Pods have not ended as far as anybody knows. */
  private Map<Attempt, Report> living() {
    return known(host.alive());
  }

  private Map<Attempt, Report> known(Map<Attempt, Report> tasks) {
    Set<String> known =
        server.pods().stream()
            .filter(pod -> !pod.hasEnded())
            .map(PodFacts::uid)
            .collect(Collectors.toSet());
    Map<Attempt, Report> living = new LinkedHashMap<>(tasks);
    living.keySet().removeIf(attempt -> !known.contains(attempt.podUid()));
    return living;
  }

  private void cutOff() {
    server.pods().stream()
        .skip(faults.random(FaultKind.TASK_NETWORK).nextInt(3))
        .findFirst()
        .ifPresent(
            pod -> {
              Duration length = faults.upTo(FaultKind.TASK_NETWORK, LONGEST_CUT);
              trace.note("network", () -> pod.name() + " is cut off for " + length);
              cutOff.put(pod.uid(), time.micros() + length.toNanos() / 1_000);
            });
  }

  private void silence() {
    Duration length = faults.upTo(FaultKind.SILENCE, LONGEST_SILENCE);
    trace.note("stream", () -> "nothing is produced for " + length);
    stream.pause(length);
  }

  private void streamDown() {
    stream.topic().goDown();
    trace.note("stream", () -> "is down");
    time.after(
        faults.upTo(FaultKind.STREAM_DOWN, Duration.ofSeconds(60)), stream.topic()::comeBack);
  }

  private void heal() {
    trace.note("world", () -> "heals");
    faults.heal();
    cutOff.clear();
    stream.topic().comeBack();
    stream.stop();
    kubelet.heal();
    user.settle();
    lookForStranded();
  }

  private void lookForStranded() {
    server
        .supervisor()
        .ifPresent(
            resource ->
                stranded.look(
                    resource.uid(),
                    statusReader.state(resource.status()),
                    known(host.answering())));
    time.after(BETWEEN_LOOKS, this::lookForStranded);
  }

  private boolean isSettled() {
    SupervisorResource resource = server.supervisor().orElse(null);
    if (resource == null || resource.status() == null || resource.deletedAt() != null) {
      return false;
    }
    String rest = String.valueOf(resource.status().state());
    if (!AT_REST.contains(rest)) {
      return false;
    }
    SupervisorState state = statusReader.state(resource.status());
    StreamDescription known = state.stream();
    Map<String, String> topics = known == null ? Map.of() : known.topics();
    return stream.isReadUpTo(resource.status().offsets(), topics)
        && Rest.isTold(resource.status(), !stream.hasAll(topics))
        && state.commits() == Audit.entries(storage)
        && HandoffCheck.isDone(resource)
        && resource.status().taskGroups().stream().allMatch(group -> group.unreadSince() == null)
        && (!"RUNNING".equals(rest) || isSpread(state))
        && Rest.isTidy(new Stored(resource, state), server.pods());
  }

  /** Whether as many task groups read as are wanted, each what is its own. */
  private boolean isSpread(SupervisorState state) {
    boolean each =
        state.groups().stream()
            .filter(group -> !group.isEmpty())
            .allMatch(
                group ->
                    group
                        .open()
                        .filter(open -> open.partitions().equals(group.partitions()))
                        .isPresent());
    boolean counts =
        state.autoscaler() == null && !schedule.kinds().contains(FaultKind.SEVERAL_TOPICS);
    int wanted = Math.min(user.taskCount(), state.offsets().byPartition().size());
    return each && (!counts || state.reading() == wanted);
  }

  private String situation() {
    return server
        .supervisor()
        .map(
            resource ->
                resource.status() == null
                    ? "no status"
                    : "state %s, offsets %s, errors %s, conditions %s"
                        .formatted(
                            resource.status().state(),
                            resource.status().offsets(),
                            resource.status().recentErrors(),
                            resource.status().conditions()))
        .orElse("no supervisor");
  }

  private void assigned(Attempt attempt, Assignment assignment) {
    if (!statuses.told().allows(attempt, assignment)) {
      violations.add(
          Rule.TOLD_WHAT_STATUS_SAYS,
          "%s is told %s, which no status says".formatted(attempt.podName(), assignment));
    }
    ledger.acknowledged(attempt, assignment);
  }

  /** Where nobody falls silent and no pause is too long, nobody reads past a boundary. */
  private void taskFailed(TaskHost.Failure failure) {
    if (failure.reason().equals(Reasons.BOUNDARY_PASSED)
        && FaultKind.HARMLESS.containsAll(schedule.kinds())) {
      violations.add(
          Rule.BOUNDARY_AT_FURTHEST,
          failure.task() + " had read past a boundary when that was recorded");
    }
  }

  private void failed(String process, RuntimeException failure) {
    if (failure instanceof StorageClient.Busy) {
      return;
    }
    StringWriter text = new StringWriter();
    failure.printStackTrace(new PrintWriter(text));
    violations.add(Rule.NO_INTERNAL_FAILURE, process + ": " + text);
  }

  /** Hands what the API server stores to those who judge it. */
  private final class ServerCheck implements ApiServer.Observer {

    @Override
    public void status(SupervisorResource before, SupervisorResource after) {
      Stored then = new Stored(before, statusReader.state(before.status()));
      Stored now = new Stored(after, statusReader.state(after.status()));
      handoffs.follow(then, now);
      statuses.follow(then, now);
      scale.follow(before, after);
      List<PodFacts> known =
          server.pods().stream().filter(pod -> !kubelet.wasStartedTwice(pod.uid())).toList();
      ledger.prepared().follow(then, now, known);
    }

    @Override
    public void podCreated(TaskPod pod) {
      boolean known =
          server
              .supervisor()
              .filter(resource -> resource.uid().equals(pod.supervisorUid()))
              .map(resource -> statusReader.state(resource.status()))
              .flatMap(
                  state ->
                      state
                          .group(pod.name().group())
                          .map(
                              group ->
                                  state.offsets().partitions().containsAll(group.partitions())))
              .orElse(true);
      if (!known) {
        violations.add(
            Rule.BASELINE_BEFORE_POD, pod.name() + " is created before its positions are known");
      }
      startDelay(pod);
    }

    private void startDelay(TaskPod pod) {
      boolean early =
          server
              .supervisor()
              .filter(resource -> resource.uid().equals(pod.supervisorUid()))
              .map(SupervisorResource::createdAt)
              .filter(created -> time.instant().isBefore(created.plus(START_DELAY)))
              .isPresent();
      boolean counts =
          schedule.kinds().contains(FaultKind.HANDOFF)
              && !schedule.kinds().contains(FaultKind.CLOCKS);
      if (early && counts) {
        violations.add(Rule.START_DELAY, pod.name() + " is created before startDelay is over");
      }
    }

    @Override
    public void released(SupervisorResource resource) {
      releases.released(new Stored(resource, statusReader.state(resource.status())));
    }
  }
}
