package io.millrace.operator.status;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.crds.v1alpha1.status.RunsStatus;
import io.millrace.crds.v1alpha1.status.StreamSupervisorStatus;
import io.millrace.operator.Reason;
import io.millrace.operator.config.OperatorConfiguration.HealthThresholds;
import io.millrace.operator.decide.Attempt;
import io.millrace.operator.decide.Finding;
import io.millrace.operator.decide.Generation;
import io.millrace.operator.decide.LedgerObservation;
import io.millrace.operator.decide.Observation;
import io.millrace.operator.decide.ObservedPod;
import io.millrace.operator.decide.Phase;
import io.millrace.operator.decide.PodName;
import io.millrace.operator.decide.Positions;
import io.millrace.operator.decide.StreamObservation;
import io.millrace.operator.decide.SupervisorState;
import io.millrace.operator.decide.TaskGroup;
import io.millrace.operator.observe.SpecCheck;
import io.millrace.operator.observe.SpecVerdict;
import io.millrace.operator.testing.LoopWorld;
import io.millrace.operator.testing.StatusJson;
import io.millrace.operator.testing.Supervisors;
import io.millrace.protocol.MessageTimeBounds;
import io.millrace.protocol.ProtocolVersion;
import io.millrace.protocol.Report;
import io.millrace.protocol.RowCounters;
import io.millrace.protocol.TaskState;
import io.millrace.streams.PartitionId;
import io.millrace.streams.StreamDescription;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** How failed and successful tasks are counted, and what follows for the state. */
class TaskHealthTest {

  private static final Instant START = Instant.parse("2026-11-25T10:00:00Z");
  private static final SpecVerdict GOOD =
      new SpecCheck(LoopWorld.CLAIM).check(Supervisors.KEY, Supervisors.goodSpec(), null, null);
  private static final Positions ZERO = Positions.of(Map.of("0", "0"));

  private StatusComposer composer = new StatusComposer(LoopWorld.THRESHOLDS);
  private SupervisorState state = reading(new Attempt(0, ZERO, START, 0, null), List.of());
  private @Nullable StreamSupervisorStatus status;
  private Instant now = START;
  private boolean suspend;

  @Test
  void threeFailuresInARowMakeTheTasksUnhealthy() {
    write(state);
    fail();
    fail();
    assertThat(written().state()).isEqualTo("RUNNING");

    fail();

    assertThat(written().state()).isEqualTo("UNHEALTHY_TASKS");
    assertThat(written().detailedState()).isEqualTo("UNHEALTHY_TASKS");
    assertThat(runs().failedTasks()).isEqualTo(3);
  }

  @Test
  void eachThresholdCountsForItself() {
    composer = new StatusComposer(new HealthThresholds(3, 2, 4, 5, 6));
    write(state);
    assertThat(after("RUNNING", this::fail)).as("failed tasks").isEqualTo(5);
    assertThat(written().state()).isEqualTo("UNHEALTHY_TASKS");
    assertThat(after("UNHEALTHY_TASKS", () -> commit("m" + now))).as("tasks").isEqualTo(4);
    assertThat(written().state()).isEqualTo("RUNNING");

    Finding trouble = new Finding(Reason.DeepStorageUnavailable, "no answer", false);
    assertThat(after("RUNNING", () -> run(trouble))).as("failed runs").isEqualTo(2);
    assertThat(written().state()).isEqualTo("UNHEALTHY_SUPERVISOR");
    assertThat(after("UNHEALTHY_SUPERVISOR", this::run)).as("runs").isEqualTo(3);
    assertThat(written().state()).isEqualTo("RUNNING");
  }

  @Test
  void aFailureCountsOnceHoweverOftenItIsLookedAtAndWhoeverLooks() {
    write(state);
    fail();
    for (int pass = 0; pass < 10; pass++) {
      now = now.plusSeconds(40);
      write(state);
    }

    assertThat(runs().failedTasks()).isEqualTo(1);
  }

  @Test
  void whatIsReplacedForAnotherReasonHasNotFailed() {
    write(state);
    write(reading(new Attempt(1, null, now, 0, null), List.of()));
    write(reading(new Attempt(1, ZERO, now, 0, null), List.of()));
    write(reading(new Attempt(2, ZERO, now, 0, null), List.of()));

    assertThat(runs().failedTasks()).isNull();
  }

  @Test
  void aDrainAfterAFailureDoesNotCountThatAgain() {
    write(state);
    fail();
    Attempt failed = state.groups().getFirst().generations().getFirst().attempts().getFirst();
    write(reading(new Attempt(2, null, now, failed.failures(), null), List.of()));

    assertThat(runs().failedTasks()).isEqualTo(1);
  }

  @Test
  void aFailureAfterALongLifeCountsAlthoughItBeginsARowAnew() {
    write(state);
    fail();
    write(reading(new Attempt(2, ZERO, now, 1, null), List.of()));

    assertThat(runs().failedTasks()).isEqualTo(2);
  }

  @Test
  void case38ATaskThatIsGivenUpWhileItIsSilentHasFailed() {
    write(state);
    write(reading(new Attempt(1, null, now, 1, null), List.of()));

    assertThat(runs().failedTasks()).isEqualTo(1);
  }

  @Test
  void committedSequencesMakeItHealthyAgain() {
    unhealthy();

    commit("a");
    commit("b");
    assertThat(written().state()).as("two of three").isEqualTo("UNHEALTHY_TASKS");
    commit("c");

    assertThat(written().state()).isEqualTo("RUNNING");
    assertThat(runs().successfulTasks()).isEqualTo(3);
    assertThat(runs().failedTasks()).isZero();
  }

  @Test
  void aFailureInBetweenBeginsTheRowAnew() {
    unhealthy();
    commit("a");
    commit("b");
    fail();
    commit("c");

    assertThat(written().state()).isEqualTo("UNHEALTHY_TASKS");
    assertThat(runs().successfulTasks()).isEqualTo(1);
  }

  @Test
  void undisturbedReadingMakesItHealthyWithinMinutesThoughNothingIsCommitted() {
    unhealthy();
    Instant mended = now;

    readOnUntilHealthy();

    assertThat(Duration.between(mended, now)).isGreaterThan(Duration.ofMinutes(8));
  }

  @Test
  void groupsThatAScaleInEmptiedDoNotKeepItFromBeingHealthyAgain() {
    unhealthy();
    TaskGroup emptied = new TaskGroup(1, 1, new TreeSet<>(), 3, List.of());
    state =
        new SupervisorState(
            1, "events-1", stream(), ZERO, null, List.of(state.groups().getFirst(), emptied));
    readOnUntilHealthy();
    assertThat(state.groups()).contains(emptied);
  }

  @Test
  void tasksThatAreFollowedSoonByOthersMakeItHealthyAsFast() {
    unhealthy();
    Instant mended = now;

    for (int number = 20; !"RUNNING".equals(written().state()); number++) {
      state = reading(new Attempt(number, ZERO, now, 0, null), List.of());
      Instant began = now;
      for (int pass = 0; pass < 10; pass++) {
        now = now.plusSeconds(10);
        write(state, task(began, TaskState.READING));
      }
      assertThat(Duration.between(mended, now)).isLessThan(Duration.ofMinutes(12));
    }
  }

  @Test
  void aReplicaThatHasNoRoomDoesNotKeepItFromBeingHealthyAgain() {
    unhealthy();
    state = replicas(state, 0);
    readOnUntilHealthy();
    assertThat(state.groups().getFirst().generations().getFirst().attempts()).hasSize(2);
  }

  @Test
  void aReplicaThatFailsDoes() {
    unhealthy();
    state = replicas(state, 1);
    readOn();

    assertThat(written().state()).isEqualTo("UNHEALTHY_TASKS");
  }

  @Test
  void aGroupThatHasNoRoomDoesNotKeepOthersFromMakingItHealthyAgain() {
    unhealthy();
    TaskGroup waiting = anotherGroup(0);
    state =
        new SupervisorState(
            1, "events-1", stream(), ZERO, null, List.of(state.groups().getFirst(), waiting));
    readOnUntilHealthy();
    assertThat(state.groups()).contains(waiting);
  }

  @Test
  void aGroupWhoseTaskFailsDoes() {
    unhealthy();
    state =
        new SupervisorState(
            1,
            "events-1",
            stream(),
            ZERO,
            null,
            List.of(state.groups().getFirst(), anotherGroup(1)));
    readOn();

    assertThat(written().state()).isEqualTo("UNHEALTHY_TASKS");
  }

  @Test
  void aTaskThatDoesNotReadYetIsNoSuccess() {
    unhealthy();
    Instant mended = now;
    for (int pass = 0; pass < 200; pass++) {
      now = now.plusSeconds(10);
      write(state, task(mended, TaskState.READY));
    }

    assertThat(written().state()).isEqualTo("UNHEALTHY_TASKS");
  }

  @Test
  void aSupervisorThatIsSteadyIsNotWrittenForItsHealth() {
    write(state);
    Instant began = now;
    readOn();
    RunsStatus steady = runs();
    assertThat(steady.successfulTasks()).as("nothing has failed").isNull();

    now = now.plus(Duration.ofHours(1));
    write(state, task(began, TaskState.READING));

    assertThat(runs()).isEqualTo(steady);
  }

  @Test
  void oneThatIsSuspendedAndDrainedIsNotUnhealthyForWhatItsTasksDid() {
    unhealthy();
    suspend = true;
    write(state);
    assertThat(written().state()).as("while it drains").isEqualTo("UNHEALTHY_TASKS");

    write(of(new TaskGroup(0, 1, ZERO.partitions(), 2, List.of())));

    assertThat(written().state()).isEqualTo("SUSPENDED");
    assertThat(runs().failedTasks()).isZero();
  }

  @Test
  void failedRunsAreSaidBeforeFailedTasks() {
    unhealthy();
    Finding trouble = new Finding(Reason.DeepStorageUnavailable, "no answer", false);
    for (int run = 0; run < 3; run++) {
      now = now.plusSeconds(30);
      write(state, null, trouble);
    }
    assertThat(written().state()).isEqualTo("UNHEALTHY_SUPERVISOR");

    for (int run = 0; run < 3; run++) {
      now = now.plusSeconds(30);
      write(state);
    }
    assertThat(written().state()).isEqualTo("UNHEALTHY_TASKS");
  }

  @Test
  void theReadyConditionSaysWhatIsWrongAndThenThatItRecovers() {
    unhealthy();
    write(state, null, new Finding(Reason.OutOfMemory, "raise the limit", false));
    assertThat(ready()).contains("False", "OutOfMemory", "raise the limit");

    now = now.plusSeconds(1);
    write(state);
    assertThat(ready()).contains("False", "TaskFailed");
    assertThat(ready()).anyMatch(text -> text.startsWith("recovering"));
  }

  @Test
  void aSupervisorThatHasReadNeverStartsAgain() {
    write(state);
    assertThat(written().detailedState()).isEqualTo("RUNNING");

    write(of(new TaskGroup(0, 1, ZERO.partitions(), 2, List.of())));

    assertThat(written().detailedState()).isEqualTo("RUNNING");
  }

  @Test
  void aSupervisorThatWasResetWhileItWasSuspendedIsNotSaidToStart() {
    write(state);
    TaskGroup drained = new TaskGroup(0, 1, ZERO.partitions(), 2, List.of());
    suspend = true;
    write(of(drained));
    assertThat(written().detailedState()).isEqualTo("SUSPENDED");

    suspend = false;
    now = now.plusSeconds(60);
    write(of(drained));

    assertThat(written().detailedState()).isEqualTo("RUNNING");
    assertThat(written().startedAt()).isEqualTo(START);
  }

  private List<String> ready() {
    return written().conditions().stream()
        .filter(condition -> condition.getType().equals("Ready"))
        .flatMap(
            condition ->
                List.of(condition.getStatus(), condition.getReason(), condition.getMessage())
                    .stream())
        .toList();
  }

  /** The one task reads undisturbed, until that makes the supervisor healthy within ten minutes. */
  private void readOnUntilHealthy() {
    Instant mended = now;
    while (!"RUNNING".equals(written().state())) {
      now = now.plusSeconds(10);
      write(state, task(mended, TaskState.READING));
      assertThat(Duration.between(mended, now)).isLessThan(Duration.ofMinutes(10));
    }
  }

  /** The one task reads undisturbed for more than half an hour. */
  private void readOn() {
    Instant began = now;
    for (int pass = 0; pass < 200; pass++) {
      now = now.plusSeconds(10);
      write(state, task(began, TaskState.READING));
    }
  }

  /** With a second replica, of which there is no Pod. */
  private static SupervisorState replicas(SupervisorState state, int failures) {
    Attempt first = state.groups().getFirst().generations().getFirst().attempts().getFirst();
    return reading(List.of(first, new Attempt(20, ZERO, START, failures, null)), List.of());
  }

  /** A group of which there is no Pod. */
  private static TaskGroup anotherGroup(int failures) {
    Attempt attempt = new Attempt(0, ZERO, START, failures, null);
    TaskGroup first = reading(attempt, List.of()).groups().getFirst();
    return new TaskGroup(1, 1, first.partitions(), 2, first.generations());
  }

  /** How often it takes {@code step} until the state is another one, ten times at most. */
  private int after(String before, Runnable step) {
    int steps = 0;
    while (before.equals(written().state()) && steps < 10) {
      step.run();
      steps++;
    }
    return steps;
  }

  private void run(Finding... findings) {
    now = now.plusSeconds(30);
    write(state, null, findings);
  }

  private void unhealthy() {
    write(state);
    for (int failure = 0; failure < 3; failure++) {
      fail();
    }
  }

  private void fail() {
    now = now.plusSeconds(1);
    Attempt old = state.groups().getFirst().generations().getFirst().attempts().getFirst();
    write(reading(new Attempt(old.number() + 1, ZERO, now, old.failures() + 1, null), committed()));
  }

  private void commit(String path) {
    now = now.plusSeconds(1);
    Attempt attempt = state.groups().getFirst().generations().getFirst().attempts().getFirst();
    write(reading(attempt, List.of(path)));
  }

  private List<String> committed() {
    return state.groups().getFirst().generations().getFirst().committed();
  }

  private void write(SupervisorState next) {
    write(next, null);
  }

  private void write(SupervisorState next, @Nullable ObservedPod pod, Finding... findings) {
    SupervisorState before = StatusMapping.state(status);
    Observation observation =
        new Observation(
            now,
            "uid",
            "events",
            "installation",
            null,
            suspend,
            null,
            null,
            null,
            null,
            before,
            pod == null ? List.of() : List.of(pod),
            new StreamObservation.Known(
                stream(), Positions.of(Map.of("0", "0")), Positions.of(Map.of("0", "9")), START),
            new LedgerObservation.NotYet(),
            Map.of(),
            Map.of(),
            null,
            null);
    status =
        StatusJson.throughJson(
            composer.compose(
                new Situation(7, status, GOOD, null, observation, next, List.of(findings))));
    state = next;
  }

  private StreamSupervisorStatus written() {
    if (status == null) {
      throw new IllegalStateException("nothing was written");
    }
    return status;
  }

  private RunsStatus runs() {
    RunsStatus runs = written().runs();
    if (runs == null) {
      throw new IllegalStateException("nothing was counted");
    }
    return runs;
  }

  private ObservedPod task(Instant since, TaskState taskState) {
    Attempt attempt = state.groups().getFirst().generations().getFirst().attempts().getFirst();
    return new ObservedPod(
        new PodName("events", 0, 1, attempt.number()),
        "pod",
        ObservedPod.Phase.RUNNING,
        null,
        since,
        "10.0.0.1",
        null,
        new Report(
            ProtocolVersion.TASK_PROTOCOL,
            "pod",
            1,
            taskState,
            1,
            1,
            null,
            false,
            Map.of("0", "0"),
            Map.of("0", "0"),
            List.of(),
            null,
            null,
            1,
            RowCounters.ZERO,
            -1,
            since,
            List.of()),
        now);
  }

  private static SupervisorState reading(Attempt attempt, List<String> committed) {
    return reading(List.of(attempt), committed);
  }

  private static SupervisorState reading(List<Attempt> attempts, List<String> committed) {
    return of(
        new TaskGroup(
            0,
            1,
            ZERO.partitions(),
            2,
            List.of(
                new Generation(
                    1,
                    "events-1",
                    Phase.READING,
                    ZERO.partitions(),
                    ZERO,
                    List.of(),
                    null,
                    START,
                    START,
                    1,
                    attempts,
                    committed,
                    MessageTimeBounds.OPEN))));
  }

  private static SupervisorState of(TaskGroup group) {
    return new SupervisorState(1, "events-1", stream(), ZERO, null, List.of(group));
  }

  private static StreamDescription stream() {
    return new StreamDescription(
        "cluster",
        new TreeMap<>(Map.of("events", "id")),
        new TreeSet<>(Set.of(new PartitionId("0"))));
  }
}
