package io.millrace.operator.decide;

import static io.millrace.operator.decide.Situation.NOW;
import static io.millrace.operator.decide.Situation.generation;
import static io.millrace.operator.decide.Situation.report;
import static io.millrace.operator.decide.Situation.running;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.operator.Reason;
import io.millrace.protocol.Report;
import io.millrace.protocol.TaskState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Pods that do not start, and never will as they are. */
class FailedStartTest {

  private static final Map<String, String> P0 = Map.of("0", "0");
  private static final Map<String, String> P100 = Map.of("0", "100");
  private static final PodTrouble NO_IMAGE =
      new PodTrouble(Reason.ImagePullFailed, "ImagePullBackOff: no millrace:typo");
  private static final Instant LONG_AGO = NOW.minusSeconds(121);

  private final Situation situation =
      Situation.reading(P0, 1, generation(1, Phase.READING, P0, null).readingSince(null));

  @Test
  void case38_aPodWithoutItsImageIsGivenUpAndAnnounced() {
    situation.with(pending(1, 0, LONG_AGO, NO_IMAGE));

    Plan plan = situation.decide();

    assertThat(plan.actions())
        .containsExactly(
            new Action.Announce(
                true,
                Reason.ImagePullFailed,
                "task s-0-1-0 is replaced: ImagePullBackOff: no millrace:typo"));
    situation.state = plan.next();
    assertThat(attempt(1)).isEqualTo(new Attempt(1, null, NOW, 1, null));
    assertThat(situation.decide().actions())
        .contains(
            new Action.CreatePod(new PodName("s", 0, 1, 1), "s-1", 1, 1),
            new Action.DeletePod(new PodName("s", 0, 1, 0), "pod-1-0"));
  }

  @Test
  void theNextPodReadsWhatTheFirstOneWasToReadOnceThatIsGone() {
    situation.with(pending(1, 0, LONG_AGO, NO_IMAGE));
    situation.settle();

    situation.pods.clear();
    situation.with(running(1, 1, report(TaskState.READY, 0, null, Map.of())));
    situation.lookInVain();

    assertThat(situation.actions(Action.Assign.class))
        .singleElement()
        .satisfies(assign -> assertThat(assign.name().attempt()).isEqualTo(1))
        .satisfies(assign -> assertThat(assign.assignment().start()).isEqualTo(P0));
  }

  @Test
  void kubernetesHasTwoMinutesToGetOverIt() {
    situation.with(pending(1, 0, NOW.minusSeconds(120), NO_IMAGE));

    situation.settle();

    assertThat(attempt(1).number()).isZero();
  }

  @ParameterizedTest
  @EnumSource(
      value = Reason.class,
      names = {"PodUnschedulable", "PodConfigurationInvalid", "PodEvicted", "NodeLost"})
  void whatHealsWithoutAnotherPodIsWaitedForHoweverLongItTakes(Reason reason) {
    situation.with(pending(1, 0, NOW.minus(Duration.ofDays(2)), new PodTrouble(reason, "x")));

    situation.settle();

    assertThat(attempt(1).number()).isZero();
  }

  @Test
  void onePodWhoseContainerCannotBeCreatedIsGivenUpToo() {
    situation.with(
        pending(1, 0, LONG_AGO, PodTrouble.failed("CreateContainerError: name is reserved")));

    situation.settle();

    assertThat(attempt(1).number()).isEqualTo(1);
  }

  @Test
  void aLongPullThatHasNotFailedIsWaitedForForHalfAnHour() {
    situation.with(pending(1, 0, NOW.minus(Duration.ofMinutes(30)), null));
    situation.settle();
    assertThat(attempt(1).number()).isZero();

    situation.now = NOW.plusMillis(1);
    Plan plan = situation.settle();

    assertThat(attempt(1).number()).isEqualTo(1);
    assertThat(plan.actions()).contains(new Action.DeletePod(new PodName("s", 0, 1, 0), "pod-1-0"));
  }

  @Test
  void itsTimeBeginsWhenANodeTakesIt() {
    situation.with(placed(null, null));
    situation.settle();
    assertThat(attempt(1).number()).isZero();

    situation.pods.set(0, placed(NOW.minusSeconds(120), NO_IMAGE));
    situation.settle();
    assertThat(attempt(1).number()).isZero();

    situation.now = NOW.plusMillis(1);
    situation.settle();
    assertThat(attempt(1).number()).isEqualTo(1);
  }

  @Test
  void aTaskThatHasAnsweredIsNotGivenUpForWhatItsPodSays() {
    ObservedPod answers = pending(1, 0, LONG_AGO, NO_IMAGE, report(TaskState.READING, 1, P0, P100));
    situation.with(answers);

    situation.settle();

    assertThat(attempt(1).number()).isZero();
  }

  @Test
  void whileTheImageIsMissingEachPodIsGivenLongerAndThePausesGrow() {
    List<Duration> waits = new ArrayList<>();
    for (int failure = 0; failure < 12; failure++) {
      Instant createdAt = situation.now;
      long minutes = Math.min(2L << failure, 30);
      situation.now = createdAt.plus(Duration.ofMinutes(minutes));
      situation.with(pending(1, failure, createdAt, NO_IMAGE));
      situation.settle();
      assertThat(attempt(1).number()).isEqualTo(failure);
      situation.pods.clear();
      situation.now = situation.now.plusSeconds(1);
      situation.with(pending(1, failure, createdAt, NO_IMAGE));
      situation.settle();
      Instant retryAt = attempt(1).retryAt();
      waits.add(retryAt == null ? Duration.ZERO : Duration.between(situation.now, retryAt));
      situation.pods.clear();
      situation.lookInVain();
      situation.settle();
      situation.now = retryAt == null ? situation.now : retryAt;
    }

    assertThat(waits).isSorted().startsWith(Duration.ZERO, Duration.ofSeconds(1));
    assertThat(waits.getLast()).isEqualTo(Duration.ofMinutes(5));
    assertThat(attempt(1).failures()).isEqualTo(12);
  }

  @Test
  void eachReplicaIsJudgedOnItsOwn() {
    Attempt first = new Attempt(0, Positions.of(P0), NOW.minusSeconds(600), 0, null, LONG_AGO);
    Attempt second = new Attempt(1, Positions.of(P0), NOW.minusSeconds(600), 0, null);
    situation.state =
        situation.state.mappingGroups(
            group -> group.mapping(generation -> generation.with(first, second)));
    situation.settings =
        new Settings("ds", 1, 2, Duration.ofHours(1), 1, true, false, null, null, null);
    situation.with(running(1, 0, report(TaskState.READING, 1, P0, P100)));
    situation.with(pending(1, 1, LONG_AGO, NO_IMAGE));

    Plan plan = situation.settle();

    assertThat(situation.generation(1).attempts())
        .extracting(Attempt::number)
        .containsExactly(0, 2);
    assertThat(plan.actions())
        .filteredOn(Action.DeletePod.class::isInstance)
        .containsExactly(new Action.DeletePod(new PodName("s", 0, 1, 1), "pod-1-1"));
  }

  @Test
  void aStandbyIsReplacedTooAndTheGenerationBeforeItReadsOn() {
    situation.state =
        situation.state.mappingGroups(
            group -> group.replacing(generation(1, Phase.READING, P0, null)));
    situation.with(running(1, 0, report(TaskState.READING, 1, P0, P100)));
    situation.candidate = new Observation.Candidate("s-2", true);
    situation.settle();
    situation.with(pending(2, 0, LONG_AGO, NO_IMAGE));

    Plan plan = situation.settle();

    assertThat(situation.generation(2).phase()).isEqualTo(Phase.STANDBY);
    assertThat(attempt(2)).isEqualTo(new Attempt(1, null, NOW, 1, null));
    assertThat(situation.generation(1).phase()).isEqualTo(Phase.READING);
    assertThat(plan.actions())
        .contains(
            new Action.CreatePod(new PodName("s", 0, 2, 1), "s-2", 1, 1),
            new Action.DeletePod(new PodName("s", 0, 2, 0), "pod-2-0"));
  }

  private Attempt attempt(int generation) {
    return situation.generation(generation).attempts().getFirst();
  }

  private static ObservedPod placed(@Nullable Instant placedAt, @Nullable PodTrouble trouble) {
    return new ObservedPod(
        new PodName("s", 0, 1, 0),
        "pod-1-0",
        ObservedPod.Phase.PENDING,
        null,
        LONG_AGO,
        placedAt,
        null,
        trouble,
        null,
        null,
        null,
        null);
  }

  private static ObservedPod pending(
      int generation, int attempt, Instant createdAt, @Nullable PodTrouble trouble) {
    return pending(generation, attempt, createdAt, trouble, null);
  }

  private static ObservedPod pending(
      int generation,
      int attempt,
      Instant createdAt,
      @Nullable PodTrouble trouble,
      @Nullable Report report) {
    return new ObservedPod(
        new PodName("s", 0, generation, attempt),
        "pod-%d-%d".formatted(generation, attempt),
        ObservedPod.Phase.PENDING,
        null,
        createdAt,
        null,
        trouble,
        report,
        report == null ? null : NOW);
  }
}
