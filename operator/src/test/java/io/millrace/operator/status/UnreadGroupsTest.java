package io.millrace.operator.status;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Condition;
import io.millrace.crds.v1alpha1.status.StreamSupervisorStatus;
import io.millrace.operator.Reason;
import io.millrace.operator.decide.Attempt;
import io.millrace.operator.decide.Deadlines;
import io.millrace.operator.decide.Finding;
import io.millrace.operator.decide.Gap;
import io.millrace.operator.decide.Generation;
import io.millrace.operator.decide.Jumps;
import io.millrace.operator.decide.LedgerObservation;
import io.millrace.operator.decide.Observation;
import io.millrace.operator.decide.ObservedPod;
import io.millrace.operator.decide.Phase;
import io.millrace.operator.decide.PodName;
import io.millrace.operator.decide.PodTrouble;
import io.millrace.operator.decide.Positions;
import io.millrace.operator.decide.Quiet;
import io.millrace.operator.decide.Settings;
import io.millrace.operator.decide.StreamObservation;
import io.millrace.operator.decide.SupervisorState;
import io.millrace.operator.decide.TaskGroup;
import io.millrace.operator.decide.Unanswered;
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
import io.millrace.streams.StreamException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Two task groups of one partition each, of which group 1 is not read at times. */
class UnreadGroupsTest {

  private static final Instant START = Instant.parse("2026-11-25T10:00:00Z");
  private static final SpecVerdict GOOD =
      new SpecCheck(LoopWorld.CLAIM).check(Supervisors.KEY, Supervisors.goodSpec(), null, null);
  private static final Duration JUST_BEFORE = UnreadGroups.LIMIT.minusSeconds(1);
  private static final String ALL = "2 partitions are read by 2 task groups";
  private static final String HALF = "1 of 2 partitions are read by 1 of 2 task groups";

  private final StatusComposer composer = new StatusComposer(LoopWorld.THRESHOLDS);
  private final List<Finding> findings = new ArrayList<>();
  private final List<ObservedPod> pods = new ArrayList<>();
  private List<TaskGroup> groups = List.of(group(0, reading(0, 1)), group(1, reading(1, 1)));
  private Instant now = START;
  private String earliest = "0";
  private Positions offsets = Positions.of(Map.of("0", "9", "1", "9"));
  private StreamDescription remembered = stream();
  private boolean suspend;
  private @Nullable StreamObservation stream;
  private @Nullable Settings settings;
  private @Nullable Quiet quiet;
  private @Nullable StreamSupervisorStatus status;

  @ParameterizedTest
  @EnumSource(
      names = {"ImagePullFailed", "PodConfigurationInvalid", "PodUnschedulable", "PodFailed"})
  void aPodThatCannotStartForLongMakesTheSupervisorNotReadyForItsReason(Reason reason) {
    bothRead();
    findings.add(new Finding(Reason.QuotaTooSmall, "not the cause", false));
    withPods(task(0, TaskState.READING), pending(1, 0, new PodTrouble(reason, "look there")));
    after(Duration.ofSeconds(10));
    assertReady(HALF);

    after(JUST_BEFORE);
    assertReady(HALF);
    after(Duration.ofSeconds(1));

    assertNotReady(
        reason,
        "1 of 2 task groups is not read: group 1 since 2026-11-25T10:00:10Z. Pod events-1-1-0: look"
            + " there");
    assertThat(written().state()).as("no run and no task has failed").isEqualTo("RUNNING");
  }

  @Test
  void aPodThatIsRefusedForLongIsTheReason() {
    bothRead();
    findings.add(new Finding(Reason.QuotaTooSmall, "not the cause", false));
    findings.add(new Finding(Reason.QuotaExceeded, "Pod events-1-1-0 cannot be created", false));
    withPods(task(0, TaskState.READING));
    write();
    after(UnreadGroups.LIMIT);

    assertNotReady(
        Reason.QuotaExceeded,
        "1 of 2 task groups is not read: group 1 since 2026-11-25T10:00:00Z. Pod events-1-1-0"
            + " cannot be created");
  }

  @Test
  void aTaskBeforeTheBeginningOfTheStreamDoesNotReadThoughItSaysSo() {
    bothRead();
    earliest = "5";
    findings.add(new Finding(Reason.PositionOutOfRange, "it is lost", false));
    withPods(task(0, TaskState.READING, "7"), task(1, TaskState.READING, "0"));
    write();
    after(UnreadGroups.LIMIT);

    assertNotReady(
        Reason.PositionOutOfRange,
        "1 of 2 task groups is not read: group 1 since 2026-11-25T10:00:00Z. it is lost");
  }

  @Test
  void aTaskWhoseEventTimesAreOverDoesNotReadUntilItIsGivenLaterOnes() {
    bothRead();
    findings.add(new Finding(Reason.DeepStorageUnavailable, "nothing is published", false));
    withPods(
        task(0, TaskState.READING),
        pod(
            new PodName("events", 1, 1, 0),
            ObservedPod.Phase.RUNNING,
            null,
            report(1, TaskState.READING, "9", START.plusSeconds(7_200)),
            null));
    write();
    after(UnreadGroups.LIMIT);

    assertNotReady(
        Reason.DeepStorageUnavailable,
        "1 of 2 task groups is not read: group 1 since 2026-11-25T10:00:00Z. nothing is published");
  }

  @Test
  void tasksThatStartForLongForNoKnownReasonMakeItNotReady() {
    bothRead();
    withPods(task(0, TaskState.STARTING), task(1, TaskState.READY));
    write();
    after(UnreadGroups.LIMIT);

    assertThat(ready().getReason()).isEqualTo("Starting");
    assertThat(ready().getMessage())
        .startsWith("2 of 2 task groups are not read: group 0 since ")
        .contains(", group 1 since ", "see the events and the log");
  }

  @Test
  void tasksThatFollowOneAnotherDoNotBeginToCountAnew() {
    bothRead();
    for (int attempt = 1; attempt < 4; attempt++) {
      groups =
          List.of(
              group(0, reading(0, 1)), group(1, generation(1, 1, Phase.READING, START, attempt)));
      withPods(task(0, TaskState.READING), pending(1, attempt, null));
      after(Duration.ofMinutes(2));
    }

    assertThat(ready().getStatus()).isEqualTo("True");
    after(Duration.ofSeconds(60));
    assertThat(ready().getStatus()).isEqualTo("False");
  }

  @Test
  void isReadyAgainAsSoonAsATaskReads() {
    bothRead();
    withPods(task(0, TaskState.READING));
    write();
    after(UnreadGroups.LIMIT);
    assertThat(ready().getStatus()).isEqualTo("False");

    withPods(task(0, TaskState.READING), task(1, TaskState.READING));
    after(Duration.ofSeconds(1));
    assertReady(ALL);
    assertThat(written().taskGroups()).allMatch(group -> group.unreadSince() == null);
  }

  @Test
  void oneReplicaThatReadsIsEnough() {
    groups =
        List.of(group(0, reading(0, 1)), group(1, generation(1, 1, Phase.READING, START, 0, 1)));
    withPods(task(0, TaskState.READING), pending(1, 0, null), task(1, 1, TaskState.READING));
    forAWhile();

    assertReady(ALL);
  }

  @Test
  void aTaskThatStandsStillWhereItWasToldToReads() {
    withPods(task(0, TaskState.PAUSED), task(1, TaskState.PAUSED));
    groups =
        List.of(
            group(0, generation(0, 1, Phase.CHECKPOINTING, START, 0)),
            group(1, generation(1, 1, Phase.PAUSING, START, 0)));
    forAWhile();

    assertReady(ALL);
  }

  @Test
  void anOperatorThatStartsBelievesWhatStatusSaysUntilItHearsFromTheTasks() {
    bothRead();
    withPods(unheard(0, null), unheard(1, null));
    forAWhile();
    assertReady(ALL);

    withPods(task(0, TaskState.READING));
    write();
    after(UnreadGroups.LIMIT);
    withPods(task(0, TaskState.READING), unheard(1, null));
    after(Duration.ofSeconds(1));
    assertThat(ready().getStatus()).as("what was not read").isEqualTo("False");
  }

  @Test
  void anOperatorThatHearsFromNoTaskDoesNotClaimThatNobodyReads() {
    bothRead();
    Unanswered none = new Unanswered(START, 100, false);
    withPods(unheard(0, none), unheard(1, none));
    forAWhile();
    assertReady(ALL);
  }

  @Test
  void aTaskThatAloneDoesNotAnswerForLongIsNotKnownToRead() {
    bothRead();
    findings.add(new Finding(Reason.TaskUnreachable, "it does not answer", false));
    withPods(task(0, TaskState.READING), unheard(1, new Unanswered(START, 100, true)));
    forAWhile();
    assertThat(ready().getReason()).isEqualTo("TaskUnreachable");
  }

  @Test
  void aRolloverIsNotToldUnlessItLasts() {
    bothRead();
    Gap gap = new Gap(START, 1, null);
    groups = List.of(group(0, reading(0, 1)), rollingOver(gap));
    withPods(task(0, TaskState.READING), pending(1, 2, 0, null));
    after(UnreadGroups.ROLLOVER.minusSeconds(1));
    assertReady(ALL);

    after(Duration.ofSeconds(1));
    assertReady(HALF);
    after(UnreadGroups.LIMIT.minus(UnreadGroups.ROLLOVER));
    assertNotReady(
        Reason.Starting,
        "1 of 2 task groups is not read: group 1 since 2026-11-25T10:00:00Z. Nothing is known that"
            + " keeps their tasks from it: see the events and the log of their Pods");
  }

  @Test
  void aGroupWhosePartitionsAnotherReadsOnIsNotUnread() {
    bothRead();
    TaskGroup giver =
        new TaskGroup(
            0,
            1,
            new TreeSet<>(Set.of(new PartitionId("0"))),
            2,
            List.of(
                generation(Positions.of(Map.of("0", "9", "1", "9")), 1, Phase.READING, START, 0)));
    groups = List.of(giver, group(1));
    withPods(task(0, TaskState.READING));
    forAWhile();

    assertReady(ALL);
  }

  @Test
  void aPartitionThatIsNewIsNotToldUnlessNobodyReadsItForLong() {
    bothRead();
    withNewPartition(standby(START));
    withPods(
        task(0, TaskState.READING),
        task(1, TaskState.READING),
        pending(1, 2, 0, new PodTrouble(Reason.ImagePullFailed, "no such image")));
    write();
    assertReady("3 partitions are read by 2 task groups");
    after(UnreadGroups.ROLLOVER.minusSeconds(1));
    assertReady("3 partitions are read by 2 task groups");
    assertThat(written().taskGroups()).allMatch(group -> group.unreadSince() == null);

    after(Duration.ofSeconds(1));
    assertReady("2 of 3 partitions are read by 2 task groups");
    withNewPartition(standby(now));
    after(UnreadGroups.LIMIT.minus(UnreadGroups.ROLLOVER));
    assertNotReady(
        Reason.ImagePullFailed,
        "1 of 2 task groups is not read in full: partition 2 of group 1 since 2026-11-25T10:00:00Z."
            + " Pod events-1-2-0: no such image");

    groups = List.of(group(0, reading(0, 1)), group(1, List.of("1", "2"), takenUp()));
    withPods(task(0, TaskState.READING), task(1, 2, 0, TaskState.READING));
    after(Duration.ofSeconds(1));
    assertReady("3 partitions are read by 2 task groups");
  }

  @Test
  void aNewPartitionIsNotReadForWhatTheRolloverWaitsFor() {
    bothRead();
    withNewPartition(standby(START));
    findings.add(new Finding(Reason.TopicChanged, "not the cause", false));
    findings.add(new Finding(Reason.RolloverWaits, "it does not connect", false));
    forAWhile();

    assertNotReady(
        Reason.RolloverWaits,
        "1 of 2 task groups is not read in full: partition 2 of group 1 since 2026-11-25T10:00:00Z."
            + " it does not connect");
  }

  @Test
  void aNewPartitionThatWaitsForItsTurnIsToldOnceNothingElseIsUnderWay() {
    bothRead();
    withNewPartition();
    groups =
        List.of(
            group(0, List.of("0"), reading(0, 1), generation(0, 2, Phase.STANDBY, null, 0)),
            groups.getLast());
    after(UnreadGroups.ROLLOVER.minusSeconds(1));
    assertReady("3 partitions are read by 2 task groups");

    withNewPartition();
    after(Duration.ZERO);
    assertReady("2 of 3 partitions are read by 2 task groups");
    after(UnreadGroups.LIMIT);
    assertThat(ready().getMessage())
        .startsWith(
            "1 of 2 task groups is not read in full: partition 2 of group 1 since"
                + " 2026-11-25T10:00:29Z. Nothing is known")
        .contains("stopTaskCount");
  }

  @Test
  void aPartitionThatHasMovedIsNotReadSinceItsOldGroupStoodStill() {
    bothRead();
    withNewPartition(standby(START.minusSeconds(3_600)));
    TaskGroup taker = groups.getLast();
    groups =
        List.of(
            groups.getFirst(),
            new TaskGroup(
                1, 1, taker.partitions(), 9, taker.generations(), new Gap(START, 1, null)));
    after(UnreadGroups.ROLLOVER.minusSeconds(1));
    assertReady("3 partitions are read by 2 task groups");

    after(Duration.ofSeconds(1));
    assertReady("2 of 3 partitions are read by 2 task groups");
  }

  @Test
  void groupsOfWhichNothingIsReadAreToldBesideThoseThatLeaveSomethingOut() {
    bothRead();
    withNewPartition();
    withPods(task(1, TaskState.READING));
    write();
    assertReady("1 of 3 partitions are read by 1 of 2 task groups");
    after(UnreadGroups.LIMIT);

    assertThat(ready().getMessage())
        .startsWith(
            "2 of 2 task groups are not read in full: group 0 since 2026-11-25T10:00:00Z, partition"
                + " 2 of group 1 since 2026-11-25T10:00:00Z. ");
  }

  @Test
  void theFirstTaskOfANewGroupIsNotMissedBeforeItHasHadTimeToStart() {
    withPods(task(0, TaskState.READING));
    groups = List.of(group(0, reading(0, 1)), group(1, generation(1, 1, Phase.READING, null, 0)));
    write();
    assertReady(ALL);

    after(UnreadGroups.ROLLOVER);
    assertReady(HALF);
  }

  @Test
  void partitionsOfALostTopicAreNotCountedAsReadAndLeaveItReady() {
    offsets = Positions.of(Map.of("0", "9", "1", "9", "gone:0", "9"));
    remembered =
        new StreamDescription(
            "cluster",
            new TreeMap<>(Map.of("events", "id", "gone", "its id")),
            offsets.partitions());
    findings.add(new Finding(Reason.TopicChanged, "gone was deleted", false));
    withPods(task(0, TaskState.READING), task(1, TaskState.READING));
    groups = List.of(group(0, reading(0, 1)), group(1, List.of("1", "gone:0"), reading(1, 1)));
    forAWhile();
    assertReady("2 of 3 partitions are read by 2 task groups");

    stream =
        new StreamObservation.Failed(
            StreamException.Kind.UNREACHABLE, "no broker answered", START, null);
    groups = List.of(group(0, reading(0, 1)), group(1, reading(1, 1)));
    forAWhile();
    assertReady("2 of 3 partitions are read by 2 task groups");
  }

  @Test
  void aSupervisorThatIsSuspendedIsToReadNothing() {
    bothRead();
    suspend = true;
    groups = List.of(group(0, generation(0, 1, Phase.FINISHING, START, 0)), group(1));
    withPods(task(0, TaskState.PUBLISHING));
    forAWhile();
    assertThat(ready().getReason()).isEqualTo("Suspending");
    assertThat(written().taskGroups()).allMatch(group -> group.unreadSince() == null);

    suspend = false;
    groups = List.of(group(0, reading(0, 2)), group(1, reading(1, 2)));
    after(Duration.ofSeconds(1));
    assertThat(ready().getStatus()).isEqualTo("True");
  }

  @Test
  void aSupervisorThatIsIdleIsToReadNothing() {
    bothRead();
    settings = settings(Duration.ofMinutes(1));
    quiet = new Quiet(START, "latest");
    stream = new StreamObservation.NotYet();
    groups = List.of(group(0), group(1));
    withPods();
    forAWhile();

    assertThat(ready().getReason()).isEqualTo("Idle");
    assertThat(written().taskGroups()).allMatch(group -> group.unreadSince() == null);
  }

  @Test
  void aStreamOutageDuringWhichTasksReadOnIsNotTold() {
    bothRead();
    stream =
        new StreamObservation.Failed(
            StreamException.Kind.UNREACHABLE, "no broker answered", START, null);
    forAWhile();

    assertReady(ALL);
  }

  @Test
  void aFirstStartSaysAfterAWhileWhatItWaitsFor() {
    groups =
        List.of(
            group(0, generation(0, 1, Phase.READING, null, 0)),
            group(1, generation(1, 1, Phase.READING, null, 0)));
    PodTrouble trouble = new PodTrouble(Reason.ImagePullFailed, "no such image");
    withPods(pending(0, 0, trouble), pending(1, 0, trouble));
    write();
    after(JUST_BEFORE);
    assertThat(ready().getReason()).isEqualTo("Starting");
    after(Duration.ofSeconds(1));

    assertThat(ready().getReason()).isEqualTo("ImagePullFailed");
    assertThat(written().detailedState()).isEqualTo("CREATING_TASKS");
  }

  /** Group 1 is to read partition 2 too, which its generation does not. */
  private void withNewPartition(Generation... standby) {
    offsets = Positions.of(Map.of("0", "9", "1", "9", "2", "0"));
    List<Generation> generations = new ArrayList<>(List.of(reading(1, 1)));
    generations.addAll(List.of(standby));
    groups =
        List.of(
            group(0, reading(0, 1)),
            group(1, List.of("1", "2"), generations.toArray(Generation[]::new)));
  }

  private static Generation standby(Instant createdAt) {
    return withNew(Phase.STANDBY, createdAt, null);
  }

  private static Generation takenUp() {
    return withNew(Phase.READING, START, START);
  }

  private static Generation withNew(Phase phase, Instant createdAt, @Nullable Instant startedAt) {
    Positions start = Positions.of(Map.of("1", "9", "2", "0"));
    return new Generation(
        2,
        "events-1",
        phase,
        start.partitions(),
        phase == Phase.STANDBY ? null : start,
        List.of(),
        null,
        createdAt,
        startedAt,
        1,
        List.of(new Attempt(0, phase == Phase.STANDBY ? null : start, createdAt, 0, null)),
        List.of(),
        MessageTimeBounds.OPEN);
  }

  private void bothRead() {
    withPods(task(0, TaskState.READING), task(1, TaskState.READING));
    write();
    assertReady(ALL);
  }

  private void assertReady(String message) {
    assertThat(List.of(ready().getStatus(), ready().getReason(), ready().getMessage()))
        .containsExactly("True", "Running", message);
  }

  private void assertNotReady(Reason reason, String message) {
    assertThat(List.of(ready().getStatus(), ready().getReason(), ready().getMessage()))
        .containsExactly("False", reason.name(), message);
  }

  private Condition ready() {
    return written().conditions().stream()
        .filter(condition -> condition.getType().equals("Ready"))
        .findFirst()
        .orElseThrow();
  }

  private StreamSupervisorStatus written() {
    if (status == null) {
      throw new IllegalStateException("nothing was written");
    }
    return status;
  }

  private void withPods(ObservedPod... present) {
    pods.clear();
    pods.addAll(List.of(present));
  }

  private void forAWhile() {
    for (int minute = 0; minute < 20; minute++) {
      after(Duration.ofMinutes(1));
    }
  }

  private void after(Duration time) {
    now = now.plus(time);
    write();
  }

  private void write() {
    SupervisorState state =
        new SupervisorState(
            1, "events-1", remembered, offsets, null, groups, null, quiet, null, Jumps.NONE);
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
            settings,
            state,
            pods,
            stream == null ? known() : stream,
            new LedgerObservation.NotYet(),
            Map.of(),
            Map.of(),
            null,
            null);
    status =
        StatusJson.throughJson(
            composer.compose(new Situation(7, status, GOOD, null, observation, state, findings)));
  }

  private StreamObservation known() {
    return new StreamObservation.Known(
        stream(),
        Positions.of(Map.of("0", earliest, "1", earliest)),
        Positions.of(Map.of("0", "9", "1", "9")),
        START);
  }

  private static Settings settings(Duration idleAfter) {
    return new Settings(
        "ds",
        2,
        1,
        Duration.ofHours(1),
        null,
        true,
        false,
        null,
        null,
        null,
        null,
        idleAfter,
        Deadlines.USUAL);
  }

  private static ObservedPod task(int group, TaskState state) {
    return task(group, 0, state);
  }

  private static ObservedPod task(int group, TaskState state, String position) {
    return pod(
        new PodName("events", group, 1, 0),
        ObservedPod.Phase.RUNNING,
        null,
        report(group, state, position),
        null);
  }

  private static ObservedPod task(int group, int attempt, TaskState state) {
    return task(group, 1, attempt, state);
  }

  private static ObservedPod task(int group, int generation, int attempt, TaskState state) {
    return pod(
        new PodName("events", group, generation, attempt),
        ObservedPod.Phase.RUNNING,
        null,
        report(group, state, "9"),
        null);
  }

  private static ObservedPod unheard(int group, @Nullable Unanswered unanswered) {
    return pod(
        new PodName("events", group, 1, 0), ObservedPod.Phase.RUNNING, null, null, unanswered);
  }

  private static ObservedPod pending(int group, int attempt, @Nullable PodTrouble trouble) {
    return pending(group, 1, attempt, trouble);
  }

  private static ObservedPod pending(
      int group, int generation, int attempt, @Nullable PodTrouble trouble) {
    return pod(
        new PodName("events", group, generation, attempt),
        ObservedPod.Phase.PENDING,
        trouble,
        null,
        null);
  }

  private static ObservedPod pod(
      PodName name,
      ObservedPod.Phase phase,
      @Nullable PodTrouble trouble,
      @Nullable Report report,
      @Nullable Unanswered unanswered) {
    return new ObservedPod(
        name,
        "uid-" + name,
        phase,
        null,
        START,
        START,
        "10.0.0.1",
        trouble,
        report,
        report == null ? null : START,
        unanswered,
        null);
  }

  private static Report report(int group, TaskState state, String position) {
    return report(group, state, position, null);
  }

  private static Report report(
      int group, TaskState state, String position, @Nullable Instant messageTimeWanted) {
    Map<String, String> positions = Map.of(Integer.toString(group), position);
    return new Report(
        ProtocolVersion.TASK_PROTOCOL,
        "pod",
        1,
        state,
        1,
        1,
        null,
        false,
        positions,
        positions,
        List.of(),
        null,
        messageTimeWanted,
        1,
        RowCounters.ZERO,
        -1,
        START,
        List.of());
  }

  private static TaskGroup group(int id, Generation... generations) {
    return group(id, List.of(Integer.toString(id)), generations);
  }

  private static TaskGroup group(int id, List<String> partitions, Generation... generations) {
    return new TaskGroup(
        id,
        1,
        new TreeSet<>(partitions.stream().map(PartitionId::new).toList()),
        9,
        List.of(generations));
  }

  private static TaskGroup rollingOver(Gap gap) {
    TaskGroup group = group(1, generation(1, 1, Phase.FINISHING, START, 0), reading(1, 2));
    return new TaskGroup(1, 1, group.partitions(), 9, group.generations(), gap);
  }

  private static Generation reading(int group, int number) {
    return generation(group, number, Phase.READING, START, 0);
  }

  private static Generation generation(
      int group, int number, Phase phase, @Nullable Instant startedAt, int... attempts) {
    Positions start = Positions.of(Map.of(Integer.toString(group), "9"));
    return generation(start, number, phase, startedAt, attempts);
  }

  private static Generation generation(
      Positions start, int number, Phase phase, @Nullable Instant startedAt, int... attempts) {
    return new Generation(
        number,
        "events-1",
        phase,
        start.partitions(),
        start,
        List.of(),
        phase == Phase.FINISHING ? start : null,
        START,
        startedAt,
        1,
        IntStream.of(attempts)
            .mapToObj(attempt -> new Attempt(attempt, start, START, 0, null))
            .toList(),
        List.of(),
        MessageTimeBounds.OPEN);
  }

  private static StreamDescription stream() {
    return new StreamDescription(
        "cluster",
        new TreeMap<>(Map.of("events", "id")),
        new TreeSet<>(Set.of(new PartitionId("0"), new PartitionId("1"))));
  }
}
