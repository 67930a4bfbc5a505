package io.millrace.operator.decide;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import io.millrace.operator.Reason;
import io.millrace.operator.autoscale.AutoscalerSettings;
import io.millrace.operator.autoscale.AutoscalerState;
import io.millrace.operator.autoscale.Hold;
import io.millrace.operator.autoscale.LagAggregate;
import io.millrace.operator.autoscale.LagBasedStrategy;
import io.millrace.operator.autoscale.LagSample;
import io.millrace.operator.autoscale.LagWindow;
import io.millrace.streams.PartitionId;
import io.millrace.streams.StreamDescription;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The wanted number of task groups, over time, with Druid's defaults. */
class AutoscaleTest {

  private static final Map<String, String> OFFSETS =
      new TreeMap<>(Map.of("0", "0", "1", "0", "2", "0", "3", "0"));
  private static final long HIGH = 8_000_000;
  private static final long LOW = 5;

  private Situation situation = reading(OFFSETS);

  /** What the stream looks like; absent where it is the one that is read. */
  private @Nullable StreamDescription description;

  @BeforeEach
  void switchOn() {
    situation.settings = settings(1, 4, 1, LagAggregate.SUM);
    situation.now = Situation.NOW;
    step(Duration.ZERO, LOW);
  }

  @Test
  void beginsWithTaskCountStart() {
    assertThat(autoscaler().taskCount()).isEqualTo(1);
    assertThat(autoscaler().since()).isEqualTo(Situation.NOW);
  }

  @Test
  void firstSampleIsTakenAfterTheStartDelayAndTheFirstDecisionAfterAWindowMore() {
    run(Duration.ofMinutes(5).minusSeconds(30), HIGH);
    assertThat(autoscaler().samples()).isEmpty();
    run(Duration.ofMinutes(10), HIGH);
    assertThat(autoscaler().samples()).hasSize(20);
    assertThat(autoscaler().decidedAt()).isNull();

    List<Action> told = step(Duration.ofSeconds(30), HIGH);

    assertThat(autoscaler().taskCount()).isEqualTo(3);
    assertThat(autoscaler().changedAt()).isEqualTo(Situation.NOW.plus(Duration.ofMinutes(15)));
    assertThat(autoscaler().samples()).isEmpty();
    assertThat(told)
        .contains(
            new Action.Announce(
                false,
                Reason.ScaledOut,
                "from 1 to 3 task groups: 21 of 21 measurements of lag are at 6000000 or more (0.3"
                    + " of them are enough), 0 at 1000000 or less (0.9 are enough)"));
  }

  @Test
  void fromOneToNineItTakesFourChangesEachTenMinutesAfterTheLast() {
    situation = reading(nine());
    situation.settings = settings(1, 9, 1, LagAggregate.SUM);
    step(Duration.ZERO, HIGH);
    Map<Duration, Integer> changes = new LinkedHashMap<>();

    for (int half = 0; half < 2 * 60; half++) {
      int before = autoscaler().taskCount();
      step(Duration.ofSeconds(30), HIGH);
      int wanted = autoscaler().taskCount();
      if (wanted != before) {
        assertThat(autoscaler().changedAt()).isEqualTo(situation.now);
        changes.put(Duration.between(Situation.NOW, situation.now), wanted);
        spread(wanted);
      }
    }

    assertThat(changes)
        .containsExactly(
            entry(Duration.ofMinutes(15), 3),
            entry(Duration.ofMinutes(25), 5),
            entry(Duration.ofMinutes(35), 7),
            entry(Duration.ofMinutes(45), 9));
    assertThat(autoscaler().hold()).isEqualTo(Hold.AT_MAXIMUM);
  }

  @Test
  void wantedCountIsTheOneThatGroupsAreMadeBy() {
    run(Duration.ofMinutes(15), HIGH);

    assertThat(TaskCounts.wanted(situation.state, situation.settings)).isEqualTo(3);
    assertThat(TaskCounts.isRescaling(situation.state, 4, situation.settings)).isTrue();
  }

  @Test
  void nothingIsChangedWhilePartitionsStillMove() {
    run(Duration.ofMinutes(15), HIGH);

    run(Duration.ofMinutes(30), LOW);

    assertThat(autoscaler().taskCount()).isEqualTo(3);
    assertThat(autoscaler().hold()).isEqualTo(Hold.RESCALING);
    assertThat(autoscaler().required()).isEqualTo(2);
  }

  @Test
  void case23TwoChangesAreApartThoughAnotherLeaderDecides() {
    run(Duration.ofMinutes(15), HIGH);
    spread(3);
    run(Duration.ofMinutes(9), LOW);
    assertThat(autoscaler().taskCount()).isEqualTo(3);
    assertThat(autoscaler().hold()).isEqualTo(Hold.TOO_SOON);

    List<Action> told = run(Duration.ofMinutes(1), LOW);

    assertThat(autoscaler().taskCount()).isEqualTo(2);
    assertThat(told)
        .filteredOn(Action.Announce.class::isInstance)
        .extracting(action -> ((Action.Announce) action).reason())
        .contains(Reason.ScaledIn);
  }

  @Test
  void case23TasksThatAreGoneDoNotCountAsTheWantedCount() {
    begin(4);
    situation.pods.clear();

    run(Duration.ofMinutes(15), LOW);

    assertThat(autoscaler().taskCount()).isEqualTo(3);
  }

  @Test
  void lagThatIsNotKnownIsNotZero() {
    begin(4);
    run(Duration.ofMinutes(40), null);

    assertThat(autoscaler().samples()).isEmpty();
    assertThat(autoscaler().taskCount()).isEqualTo(4);
  }

  @Test
  void aLookThatIsOlderThanWhatIsMeasuredFromIsNoSample() {
    step(Duration.ofSeconds(30), HIGH);
    situation.state =
        situation.state.withAutoscaler(autoscaler().since(situation.now.plusSeconds(1)));
    situation.now = situation.now.plus(Duration.ofMinutes(20));

    SupervisorState next = situation.decide().next();
    assertThat(Objects.requireNonNull(next.autoscaler()).samples())
        .as("as after a reset that moved positions since that look")
        .isEmpty();

    step(Duration.ofSeconds(30), LOW);
    assertThat(autoscaler().samples()).hasSize(1);
  }

  @Test
  void samplesOfBeforeAnOutageAreNotDecidedBy() {
    run(Duration.ofMinutes(14), HIGH);

    run(Duration.ofMinutes(30), null);

    assertThat(autoscaler().taskCount()).isEqualTo(1);
  }

  @Test
  void statusIsWrittenNoMoreOftenThanLagIsSampled() {
    run(Duration.ofMinutes(20), 3_000_000L);
    int changes = 0;
    for (int second = 0; second < 300; second++) {
      AutoscalerState before = autoscaler();
      step(Duration.ofSeconds(1), 3_000_000L);
      changes += autoscaler().equals(before) ? 0 : 1;
    }

    assertThat(changes).isBetween(9, 10);
  }

  @Test
  void suspendedItMeasuresNothingAndItsDelaysCountAnewFromTheResumption() {
    run(Duration.ofMinutes(14), HIGH);
    situation.suspend = true;
    step(Duration.ofSeconds(30), HIGH);
    assertThat(autoscaler().since()).isNull();
    assertThat(autoscaler().samples()).isEmpty();
    run(Duration.ofMinutes(20), HIGH);

    situation.suspend = false;
    step(Duration.ofSeconds(30), HIGH);
    Instant resumed = situation.now;
    assertThat(autoscaler().since()).isEqualTo(resumed);
    assertThat(autoscaler().taskCount()).isEqualTo(1);
  }

  @Test
  void narrowerBoundsClampAtOnceEvenWhileSuspended() {
    begin(4);
    situation.suspend = true;
    situation.settings = settings(1, 2, 1, LagAggregate.SUM);

    List<Action> told = step(Duration.ofSeconds(1), LOW);

    assertThat(autoscaler().taskCount()).isEqualTo(2);
    assertThat(told)
        .contains(
            new Action.Announce(
                false,
                Reason.ScaledIn,
                "from 4 to 2 task groups: taskCountMin is 1 and taskCountMax 2 now"));
  }

  @Test
  void switchedOffItIsForgottenAndTheSpecDecides() {
    begin(4);
    situation.settings = Situation.settings(true, 2);

    step(Duration.ofSeconds(1), LOW);

    assertThat(situation.state.autoscaler()).isNull();
    assertThat(TaskCounts.wanted(situation.state, situation.settings)).isEqualTo(2);
  }

  @Test
  void refusedPodsHoldMoreTasksSinceThoseWouldBeRefusedToo() {
    situation.refusals.put("s-0-0-0", PodTrouble.failed("a policy"));

    run(Duration.ofMinutes(15), HIGH);

    assertThat(autoscaler().taskCount()).isEqualTo(1);
    assertThat(autoscaler().hold()).isEqualTo(Hold.UNHEALTHY);
  }

  @Test
  void refusedPodsHoldNoFewerTasksSinceThoseMakeRoom() {
    begin(3);
    situation.refusals.put("s-2-0-0", PodTrouble.failed("a quota"));

    run(Duration.ofMinutes(15), LOW);

    assertThat(autoscaler().taskCount()).isEqualTo(2);
  }

  @Test
  void tasksThatFailAgainAndAgainHoldAChange() {
    failed(null);

    run(Duration.ofMinutes(15), HIGH);

    assertThat(autoscaler().hold()).isEqualTo(Hold.UNHEALTHY);
  }

  @Test
  void tasksThatFailedBeforeAndHaveBeenWellForLongHoldNothing() {
    failed(Situation.NOW.plusSeconds(60));

    run(Duration.ofMinutes(15), HIGH);

    assertThat(autoscaler().taskCount()).isGreaterThan(1);
  }

  @Test
  void idleItMeasuresAndChangesNothingUntilSomethingArrives() {
    begin(4);
    situation.settings = withIdleAfter(situation.settings, Duration.ofMinutes(10));
    situation.state =
        situation.state.withQuiet(
            new Quiet(Situation.NOW, Quiet.digest(situation.state.offsets())));

    run(Duration.ofMinutes(40), 0L);

    assertThat(autoscaler().taskCount()).isEqualTo(4);
    assertThat(autoscaler().hold()).isEqualTo(Hold.IDLE);
    assertThat(autoscaler().required()).isEqualTo(3);
    assertThat(autoscaler().samples()).hasSize(21);

    run(Duration.ofMinutes(1), LOW);

    assertThat(autoscaler().taskCount()).isEqualTo(3);
  }

  @Test
  void shareOfGroupsThatMayEndFollowsTheWantedCount() {
    situation.settings = withRatio(settings(1, 9, 1, LagAggregate.SUM), 0.5);
    assertThat(stopping(situation)).isEqualTo(1);

    begin(5);
    assertThat(stopping(situation)).isEqualTo(2);
  }

  @Test
  void stopTaskCountLimitsTheGroupsThatMayEndThoughTaskCountIsLess() {
    situation.settings = withStopTaskCount(settings(1, 9, 1, LagAggregate.SUM), 2);
    assertThat(stopping(situation)).isEqualTo(1);

    begin(4);
    assertThat(stopping(situation)).isEqualTo(2);
  }

  @Test
  void withoutStopTaskCountAllGroupsMayEnd() {
    begin(4);

    assertThat(stopping(situation)).isEqualTo(4);
  }

  @Test
  void case24AverageIsRoundedUp() {
    situation.settings = settings(1, 4, 1, LagAggregate.AVERAGE);
    run(Duration.ofMinutes(5), 1L);

    assertThat(autoscaler().samples()).extracting(LagSample::lag).containsExactly(1L);
  }

  @Test
  void maximumIsThatOfThePartitionFurthestBehind() {
    situation.settings = settings(1, 4, 1, LagAggregate.MAX);
    run(Duration.ofMinutes(5), 77L);

    assertThat(autoscaler().samples()).extracting(LagSample::lag).containsExactly(77L);
  }

  @Test
  void partitionsOfATopicThatIsLostAreNoRescaleThatLastsForEver() {
    loseOneOfFourTopics();

    run(Duration.ofMinutes(15), LOW);

    assertThat(autoscaler().taskCount())
        .as("one less than the three that have something to read")
        .isEqualTo(2);
  }

  /** Four groups read a topic each, until the last one is deleted for good. */
  private void loseOneOfFourTopics() {
    Map<String, String> ids = Map.of("a", "1", "b", "2", "c", "3", "d", "4");
    List<String> partitions = List.of("a:0", "b:0", "c:0", "d:0");
    List<TaskGroup> groups = new ArrayList<>();
    for (int id = 0; id < 4; id++) {
      Map<String, String> own = Map.of(partitions.get(id), "0");
      Generation reading = Situation.generation(0, Phase.READING, own, null);
      groups.add(
          id == 3
              ? new TaskGroup(id, 1, new TreeSet<>(), 1, List.of())
              : new TaskGroup(id, 1, reading.partitions(), 1, List.of(reading)));
    }
    SupervisorState before = TopicSituations.reading(offsets(partitions)).state;
    situation.state =
        before
            .withStream(TopicSituations.stream(ids, offsets(partitions)).description())
            .withGroups(groups)
            .withAutoscaler(AutoscalerState.starting(4, "").since(Situation.NOW));
    Map<String, String> left = new TreeMap<>(ids);
    left.remove("d");
    description = TopicSituations.stream(left, offsets(partitions.subList(0, 3))).description();
  }

  private static Map<String, String> offsets(List<String> partitions) {
    return partitions.stream().collect(Collectors.toMap(partition -> partition, partition -> "0"));
  }

  @Test
  void loopWakesUpForTheNextSample() {
    Plan plan = situation.settle();

    assertThat(plan.wakeUp()).isLessThanOrEqualTo(Duration.ofSeconds(30));
  }

  @Test
  void lagOfSomePartitionsOnlyIsNotScaledBy() {
    begin(3);
    run(Duration.ofMinutes(30), 0L);
    int before = autoscaler().samples().size();
    AutoscalerState known = autoscaler();
    situation.now = situation.now.plusSeconds(30);
    situation.stream =
        UnansweredPartitionTest.without(
            (StreamObservation.Known) situation.stream, new PartitionId("0"));

    AutoscalerState next = situation.decide().next().autoscaler();

    assertThat(next).isEqualTo(known);
    assertThat(before).isPositive();
  }

  private AutoscalerState autoscaler() {
    return Objects.requireNonNull(situation.state.autoscaler());
  }

  /** The one attempt follows three that failed. */
  private void failed(@Nullable Instant readyAt) {
    Generation generation = situation.generation(0);
    Attempt attempt =
        new Attempt(5, generation.start(), Situation.NOW, 3, Situation.NOW.plusSeconds(1), readyAt);
    situation.state =
        situation.state.mappingGroups(group -> group.replacing(generation.with(attempt)));
  }

  /** As if it had wanted {@code taskCount} from the beginning, and got it. */
  private void begin(int taskCount) {
    situation.state =
        situation.state.withAutoscaler(
            AutoscalerState.starting(taskCount, "").since(Situation.NOW));
    spread(taskCount);
  }

  /** Partitions are where so many groups have them. */
  private void spread(int groups) {
    int partitions = situation.state.offsets().byPartition().size();
    List<TaskGroup> spread = new ArrayList<>();
    for (int id = 0; id < groups; id++) {
      TreeMap<String, String> own = new TreeMap<>();
      for (int partition = id; partition < partitions; partition += groups) {
        own.put(Integer.toString(partition), "0");
      }
      Generation reading = Situation.generation(0, Phase.READING, own, null);
      spread.add(new TaskGroup(id, 1, reading.partitions(), 1, List.of(reading)));
    }
    situation.state = situation.state.withGroups(spread);
  }

  /** Half a minute after another; all that is announced. */
  private List<Action> run(Duration time, @Nullable Long lag) {
    List<Action> told = new ArrayList<>();
    for (long half = 0; half < time.toSeconds() / 30; half++) {
      told.addAll(step(Duration.ofSeconds(30), lag));
    }
    return told;
  }

  /** Time passes, with so much lag in one partition, and it is decided until nothing changes. */
  private List<Action> step(Duration time, @Nullable Long lag) {
    situation.now = situation.now.plus(time);
    Positions earliest = situation.state.offsets();
    Map<String, String> latest = new TreeMap<>(earliest.text());
    latest.put(
        description == null ? "0" : description.partitions().first().value(),
        Long.toString(lag == null ? 0 : lag));
    situation.stream =
        new StreamObservation.Known(
            description == null ? Situation.description("id", latest.keySet()) : description,
            earliest,
            Positions.of(latest),
            situation.now,
            lag == null ? null : Lag.between(earliest, earliest, Positions.of(latest)),
            Duration.ZERO);
    List<Action> told = new ArrayList<>();
    for (int pass = 0; pass < 10; pass++) {
      Plan plan = situation.decide();
      if (Objects.equals(plan.next().autoscaler(), situation.state.autoscaler())) {
        return told;
      }
      told.addAll(plan.actions());
      situation.state = situation.state.withAutoscaler(plan.next().autoscaler());
    }
    throw new AssertionError("the autoscaler does not settle: " + situation.state.autoscaler());
  }

  private static Situation reading(Map<String, String> offsets) {
    return Situation.reading(offsets, 1, Situation.generation(0, Phase.READING, offsets, null));
  }

  private static Map<String, String> nine() {
    Map<String, String> offsets = new TreeMap<>();
    for (int partition = 0; partition < 9; partition++) {
      offsets.put(Integer.toString(partition), "0");
    }
    return offsets;
  }

  private static int stopping(Situation situation) {
    return TaskCounts.stopping(
        TaskCounts.wanted(situation.state, situation.settings), situation.settings);
  }

  private static Settings settings(int least, int most, int start, LagAggregate aggregate) {
    Duration measured = Duration.ofSeconds(30);
    return with(
        new AutoscalerSettings(
            least,
            most,
            start,
            null,
            Duration.ofMinutes(10),
            Duration.ofMinutes(5),
            Duration.ofMinutes(1),
            LagWindow.of(measured, Duration.ofMinutes(10), measured, aggregate),
            new LagBasedStrategy(6_000_000, 0.3, 2, 1_000_000, 0.9, 1)));
  }

  private static Settings withRatio(Settings settings, double ratio) {
    AutoscalerSettings of = Objects.requireNonNull(settings.autoscaler());
    return with(
        new AutoscalerSettings(
            of.taskCountMin(),
            of.taskCountMax(),
            of.taskCountStart(),
            ratio,
            of.betweenActions(),
            of.startDelay(),
            of.decisionPeriod(),
            of.window(),
            of.strategy()));
  }

  private static Settings withStopTaskCount(Settings settings, int stopTaskCount) {
    return with(Objects.requireNonNull(settings.autoscaler()), stopTaskCount, null);
  }

  private static Settings withIdleAfter(Settings settings, Duration idleAfter) {
    return with(Objects.requireNonNull(settings.autoscaler()), null, idleAfter);
  }

  private static Settings with(AutoscalerSettings autoscaler) {
    return with(autoscaler, null, null);
  }

  private static Settings with(
      AutoscalerSettings autoscaler,
      @Nullable Integer stopTaskCount,
      @Nullable Duration idleAfter) {
    return new Settings(
        "ds",
        1,
        1,
        Duration.ofHours(1),
        stopTaskCount,
        true,
        false,
        null,
        null,
        null,
        autoscaler,
        idleAfter,
        Deadlines.USUAL);
  }
}
