package io.millrace.operator.decide;

import static io.millrace.operator.decide.Situation.NOW;
import static io.millrace.operator.decide.Situation.UID;
import static io.millrace.operator.decide.Situation.description;
import static io.millrace.operator.decide.Situation.elsewhere;
import static io.millrace.operator.decide.Situation.generation;
import static io.millrace.operator.decide.Situation.heard;
import static io.millrace.operator.decide.Situation.overdue;
import static io.millrace.operator.decide.Situation.pod;
import static io.millrace.operator.decide.Situation.prepared;
import static io.millrace.operator.decide.Situation.report;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.operator.Reason;
import io.millrace.protocol.LedgerEntry;
import io.millrace.protocol.Prepared;
import io.millrace.protocol.TaskState;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** For which tasks of a topic that is gone a reset waits, and for how long. */
class ResetWaitsTest {

  private static final Map<String, String> AT_500 = Map.of("0", "500");
  private static final Map<String, String> AT_600 = Map.of("0", "600");
  private static final Map<String, String> BEGINNING = Map.of("0", "0");
  private static final GenerationKey FIRST = new GenerationKey(1, 0, 1);

  /** One that has not answered for longer than a task is waited for that says nothing. */
  private static final ObservedPod SILENT = reading(new Unanswered(NOW.minusSeconds(41), 4, true));

  @Test
  void aTaskThatMayStillPrepareIsNamed() {
    Situation situation = createdAgain();
    situation.with(reading(null));

    Plan plan = situation.settle();

    assertThat(situation.state.commits()).isEqualTo(7);
    assertThat(plan.findings())
        .filteredOn(finding -> finding.reason() == Reason.ResetWaits)
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.stalls()).isFalse();
              assertThat(finding.message()).contains("reset 3 to Earliest", "s-0-1-0");
            });
  }

  @Test
  void aResetThatNobodyAskedForSaysWhatItWaitsForToo() {
    Situation situation = createdAgain();
    situation.reset = null;
    situation.settings = LostRangeTest.skippingByItself();
    situation.with(reading(null));

    assertThat(situation.settle().findings())
        .filteredOn(finding -> finding.reason() == Reason.ResetWaits)
        .singleElement()
        .satisfies(finding -> assertThat(finding.message()).contains("automatic reset"));
  }

  @Test
  void nothingWaitsWhereNoResetIsAskedFor() {
    Situation situation = createdAgain();
    situation.reset = null;
    situation.with(reading(null));

    assertThat(situation.settle().findings())
        .extracting(Finding::reason)
        .doesNotContain(Reason.ResetWaits);
  }

  @Test
  void aTaskThatDoesNotAnswerIsToldToEndByTheDeletionOfItsPod() {
    Situation situation = createdAgain();
    situation.with(reading(new Unanswered(NOW.minusSeconds(41), 3, false)));

    Plan plan = situation.settle();

    assertThat(plan.actions())
        .filteredOn(Action.DeletePod.class::isInstance)
        .containsExactly(new Action.DeletePod(new PodName("s", 0, 1, 0), "pod-1-0"));
    lookedFor(situation, plan);
    situation.pods.clear();
    situation.with(overdue(SILENT, Duration.ofSeconds(9)));
    Plan deleted = situation.settle();
    assertThat(situation.state.commits()).as("it may be about to end").isEqualTo(7);
    assertThat(deleted.findings()).extracting(Finding::reason).contains(Reason.ResetWaits);
    assertThat(deleted.actions()).noneMatch(Action.DeletePod.class::isInstance);
  }

  @Test
  void whatItPreparesWhenItIsDeletedIsCommittedBeforeTheReset() {
    Situation situation = createdAgain();
    situation.with(SILENT);
    lookedFor(situation, situation.settle());
    situation.pods.clear();
    situation.with(pod(1, 0, ObservedPod.Phase.SUCCEEDED, null, null));

    lookedFor(situation, situation.settle(), prepared(1, "pod-1-0", AT_500, AT_600));
    situation.settle();

    assertThat(requireNonNull(situation.state.commit()).from().text()).isEqualTo(AT_600);
  }

  @Test
  void oneThatAnswersIsNotDeletedAndIsWaitedForHoweverLongItsDeletionTakes() {
    Situation situation = createdAgain();
    situation.with(reading(null));
    assertThat(situation.settle().actions()).noneMatch(Action.DeletePod.class::isInstance);

    situation.pods.clear();
    situation.with(overdue(reading(null), Duration.ofMinutes(5)));
    situation.settle();

    assertThat(situation.state.commits()).isEqualTo(7);
  }

  @Test
  void aTaskOnANodeThatIsLostIsNotWaitedForForEver() {
    Situation situation = createdAgain();
    situation.with(overdue(SILENT, Duration.ofSeconds(11)));

    Plan looks = situation.settle();
    assertThat(situation.state.commits()).as("what it prepared is looked for").isEqualTo(7);
    assertThat(looks.findings()).extracting(Finding::reason).doesNotContain(Reason.ResetWaits);

    lookedFor(situation, looks);
    situation.settle();

    assertThat(requireNonNull(situation.state.commit()).kind()).isEqualTo(LedgerEntry.Kind.RESET);
    assertThat(situation.state.offsets().text()).isEqualTo(BEGINNING);
    assertThat(situation.state.groups().getFirst().epoch()).isEqualTo(2);
  }

  @Test
  void whatItHadPreparedByThenIsCommittedBeforeTheReset() {
    Situation situation = createdAgain();
    situation.with(overdue(SILENT, Duration.ofSeconds(11)));

    lookedFor(situation, situation.settle(), prepared(1, "pod-1-0", AT_500, AT_600));
    situation.settle();

    Commit reset = requireNonNull(situation.state.commit());
    assertThat(reset.sequence()).isEqualTo(9);
    assertThat(reset.kind()).isEqualTo(LedgerEntry.Kind.RESET);
    assertThat(reset.from().text()).isEqualTo(AT_600);
  }

  @Test
  void silenceNeedsTimeAndCallsSinceAnOperatorThatStoodStillHasMadeFew() {
    for (Unanswered tooLittle :
        List.of(
            new Unanswered(NOW.minusSeconds(39), 20, true),
            new Unanswered(NOW.minusSeconds(900), 2, true))) {
      Situation situation = createdAgain();
      situation.with(reading(tooLittle));

      assertThat(situation.settle().findings())
          .extracting(Finding::reason)
          .contains(Reason.ResetWaits);
      assertThat(situation.state.commits()).isEqualTo(7);
    }
  }

  @Test
  void oneThatAnsweredOnceMoreAndThenNoMoreIsLookedForAgain() {
    Situation situation = createdAgain();
    ObservedPod before = reading(new Unanswered(NOW.minusSeconds(900), 30, true));
    situation.with(overdue(before, Duration.ofSeconds(11)));
    lookedFor(situation, situation.decide());
    situation.pods.clear();
    situation.with(overdue(SILENT, Duration.ofSeconds(11)));

    Plan plan = situation.settle();

    assertThat(situation.state.commits()).isEqualTo(7);
    assertThat(plan.actions()).anyMatch(Action.LookForManifests.class::isInstance);
  }

  @Test
  void whatItPreparesAfterTheResetNeverCommitsSinceItsEpochIsAnOlderOne() {
    Situation situation = createdAgain();
    situation.with(overdue(SILENT, Duration.ofSeconds(11)));
    lookedFor(situation, situation.settle());
    situation.settle();
    Generation present = situation.state.groups().getFirst().open().orElseThrow();
    assertThat(requireNonNull(present.start()).text()).isEqualTo(BEGINNING);

    situation.pods.clear();
    situation.with(withPrepared(ofNewTopic(1, present.number())));
    situation.settle();
    assertThat(situation.state.commits())
        .as("though stream, generation and positions were those of now")
        .isEqualTo(8);

    situation.pods.clear();
    situation.with(withPrepared(ofNewTopic(2, present.number())));
    situation.settle();
    assertThat(situation.state.commits()).as("that of the new epoch commits").isEqualTo(9);
  }

  @ParameterizedTest
  @EnumSource(TaskState.class)
  void whatATaskMayStillPrepareFollowsFromItsState(TaskState state) {
    ObservedPod task = pod(1, 0, ObservedPod.Phase.RUNNING, null, report(state, 1, AT_500, AT_600));
    ObservedPod idle = pod(1, 0, ObservedPod.Phase.RUNNING, null, report(state, 1, null, AT_600));
    ObservedPod ended = pod(1, 0, ObservedPod.Phase.FAILED, null, report(state, 1, AT_500, AT_600));
    boolean preparedAll = state == TaskState.PREPARED || state == TaskState.COMPLETED;

    assertThat(task.mayPrepare(NOW)).isEqualTo(!preparedAll);
    assertThat(idle.mayPrepare(NOW)).isFalse();
    assertThat(ended.mayPrepare(NOW)).isFalse();
  }

  @Test
  void ofATaskThatNeverAnsweredNobodyKnows() {
    assertThat(pod(1, 0, ObservedPod.Phase.RUNNING, null, null).mayPrepare(NOW)).isTrue();
    assertThat(pod(1, 0, ObservedPod.Phase.PENDING, null, null).mayPrepare(NOW)).isFalse();
  }

  /** A topic that was created again, of which one partition was read. */
  private static Situation createdAgain() {
    Situation situation = Situation.reading(AT_500, 7, generation(1, Phase.READING, AT_500, null));
    situation.reset =
        new ResetRequest(3, ResetRequest.To.EARLIEST, null, Positions.NONE, new TreeSet<>());
    situation.stream =
        new StreamObservation.Known(
            description("other", Set.of("0")),
            Positions.of(BEGINNING),
            Positions.of(Map.of("0", "40")),
            NOW,
            new StreamQuestion(Positions.NONE, situation.reset),
            Positions.NONE);
    return situation;
  }

  private static ObservedPod reading(@Nullable Unanswered unanswered) {
    return heard(report(TaskState.READING, 1, AT_500, AT_600), unanswered, NOW.minusSeconds(70));
  }

  private static ObservedPod withPrepared(Prepared prepared) {
    return pod(
        prepared.manifest().generation(),
        0,
        ObservedPod.Phase.RUNNING,
        null,
        report(
            TaskState.PREPARED,
            prepared.manifest().generation(),
            BEGINNING,
            Map.of("0", "30"),
            prepared));
  }

  /** What would fit where the supervisor goes on, but for the epoch perhaps. */
  private static Prepared ofNewTopic(long epoch, int generation) {
    Prepared prepared =
        elsewhere(
            prepared(UID, epoch, generation, "pod-1-0", BEGINNING, Map.of("0", "30")),
            0,
            "cluster{topic=other}");
    return new Prepared(prepared.path() + epoch, prepared.digest(), prepared.manifest());
  }

  /** Deep storage has what {@code plan} looks for. */
  private static void lookedFor(Situation situation, Plan plan, Prepared... found) {
    Set<String> pods =
        plan.actions().stream()
            .filter(Action.LookForManifests.class::isInstance)
            .map(action -> ((Action.LookForManifests) action).gonePods())
            .findFirst()
            .orElseThrow();
    situation.left.put(FIRST, new LeftManifests(pods, List.of(found)));
  }
}
