package io.millrace.operator.decide;

import static io.millrace.operator.decide.Situation.NOW;
import static io.millrace.operator.decide.Situation.generation;
import static io.millrace.operator.decide.Situation.heard;
import static io.millrace.operator.decide.Situation.overdue;
import static io.millrace.operator.decide.Situation.prepared;
import static io.millrace.operator.decide.Situation.report;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.operator.Reason;
import io.millrace.operator.task.TaskPods;
import io.millrace.protocol.LedgerEntry;
import io.millrace.protocol.Report;
import io.millrace.protocol.TaskError;
import io.millrace.protocol.TaskState;
import io.millrace.streams.StreamException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Cases 19 and 38: tasks that answer no more, or get on no more. */
class LostTouchTest {

  private static final Map<String, String> P0 = Map.of("0", "0");
  private static final Map<String, String> P100 = Map.of("0", "100");
  private static final Map<String, String> P200 = Map.of("0", "200");

  private final Situation situation =
      Situation.reading(P0, 1, generation(1, Phase.READING, P0, null));

  @Test
  void aTaskThatAnswersNoMoreIsFollowedFirstAndThenDeleted() {
    silent(new Unanswered(NOW.minusSeconds(100), 20, true));

    Plan decided = situation.decide();

    assertThat(decided.actions())
        .as("nothing is deleted before it is remembered")
        .noneMatch(Action.DeletePod.class::isInstance);
    situation.state = decided.next();
    assertThat(attempt(situation).number()).isEqualTo(1);
    assertThat(attempt(situation).failures()).isEqualTo(1);
    assertThat(situation.decide().actions())
        .anySatisfy(
            action ->
                assertThat(action)
                    .isInstanceOfSatisfying(
                        Action.DeletePod.class,
                        delete -> assertThat(delete.name().attempt()).isZero()));
  }

  @Test
  void itsManifestsAreLookedForBeforeTheNextOneGetsItsStart() {
    silent(new Unanswered(NOW.minusSeconds(100), 20, true));
    Plan plan = situation.settle();

    assertThat(attempt(situation).start()).isNull();
    Action.LookForManifests look =
        plan.actions().stream()
            .filter(Action.LookForManifests.class::isInstance)
            .map(Action.LookForManifests.class::cast)
            .findFirst()
            .orElseThrow();

    situation.left.put(
        look.generation(),
        new LeftManifests(look.gonePods(), List.of(prepared(1, "pod-1-0", P0, P100))));
    situation.settle();

    assertThat(attempt(situation).start())
        .as("what it prepared is not read again")
        .isEqualTo(Positions.of(P100));
  }

  @Test
  void onceItIsGoneItsManifestsAreLookedForAgain() {
    silent(new Unanswered(NOW.minusSeconds(100), 20, true));
    Plan plan = situation.settle();
    Set<String> whileThere =
        plan.actions().stream()
            .filter(Action.LookForManifests.class::isInstance)
            .map(action -> ((Action.LookForManifests) action).gonePods())
            .findFirst()
            .orElseThrow();
    situation.left.put(new GenerationKey(1, 0, 1), new LeftManifests(whileThere, List.of()));
    situation.settle();

    situation.pods.clear();

    assertThat(situation.settle().actions())
        .as("it may have prepared something on its way out")
        .anyMatch(Action.LookForManifests.class::isInstance);
  }

  @Test
  void silenceNeedsTimeAndCalls() {
    silent(new Unanswered(NOW.minusSeconds(89), 20, true));
    situation.settle();
    assertThat(attempt(situation).number()).as("not long enough").isZero();

    silent(new Unanswered(NOW.minusSeconds(900), 8, true));
    situation.settle();
    assertThat(attempt(situation).number())
        .as("an operator that stood still has made few calls")
        .isZero();
  }

  @Test
  void case35_theGreatestNumbersOfRetriesAndTimeoutsMeanForEverAndNotAtOnce() {
    Duration greatest = Duration.ofDays(7).multipliedBy(9_999_999_999L);

    Deadlines deadlines = Deadlines.of(Integer.MAX_VALUE, greatest, greatest);

    assertThat(deadlines.unansweredCalls()).isEqualTo(Integer.MAX_VALUE);
    assertThat(Situation.NOW.plus(deadlines.silence()))
        .isAfter(Situation.NOW.plus(Duration.ofDays(10_000)));
    assertThat(deadlines.completion()).isEqualTo(deadlines.silence());
  }

  @Test
  void deadlinesAreDruidsProperties() {
    Deadlines deadlines = Deadlines.of(4, Duration.ofSeconds(30), Duration.ofMinutes(7));

    assertThat(deadlines)
        .isEqualTo(
            new Deadlines(
                Duration.ofSeconds(30), 5, Duration.ofSeconds(150), Duration.ofMinutes(7)));
    assertThat(Deadlines.of(0, Duration.ofMillis(1), Duration.ZERO))
        .as("never less than a pause of the garbage collector")
        .isEqualTo(
            new Deadlines(Duration.ofSeconds(1), 1, Duration.ofMinutes(1), Duration.ofMinutes(1)));
  }

  @Test
  void nobodyIsReplacedWhileNoTaskAnswersAtAll() {
    silent(new Unanswered(NOW.minusSeconds(5_000), 500, false));

    Plan plan = situation.settle();

    assertThat(attempt(situation).number()).isZero();
    assertThat(plan.findings())
        .anySatisfy(
            finding -> {
              assertThat(finding.reason()).isEqualTo(Reason.TaskUnreachable);
              assertThat(finding.message()).contains("No other task answers either");
            });
  }

  @Test
  void aTaskThatRefusesTheTokenIsReplacedThoughNoOtherAnswersEither() {
    silent(new Unanswered(NOW.minusSeconds(70), 7, false, true));
    assertThat(situation.settle().findings())
        .singleElement()
        .satisfies(
            finding ->
                assertThat(finding.message())
                    .contains("refuses the operator's token", TaskPods.tokenSecret("s"))
                    .doesNotContain("NetworkPolicy", "No other task"));

    silent(new Unanswered(NOW.minusSeconds(100), 20, false, true));
    situation.settle();
    assertThat(attempt(situation).number()).isEqualTo(1);
  }

  @Test
  void theFindingVanishesWithTheNextAnswer() {
    silent(new Unanswered(NOW.minusSeconds(70), 5, true));
    assertThat(reasons()).contains(Reason.TaskUnreachable);

    silent(null);
    assertThat(reasons()).isEmpty();
  }

  @Test
  void nobodyMissesATaskWhoseRowsAreCommitted() {
    Situation committed =
        Situation.reading(P100, 2, generation(1, Phase.COMMITTED, P0, P100))
            .with(
                heard(
                    report(TaskState.PREPARED, 1, P0, P100),
                    new Unanswered(NOW.minusSeconds(70), 5, true),
                    NOW));

    assertThat(committed.decide().findings())
        .as("its node may be the one that does not say that it has ended")
        .isEmpty();
  }

  @Test
  void nobodyMissesATaskThatAnotherHasFollowed() {
    silent(new Unanswered(NOW.minusSeconds(100), 20, true));

    Plan plan = situation.settle();

    assertThat(attempt(situation).number()).isEqualTo(1);
    assertThat(plan.findings())
        .as("it is replaced already, and its Pod may stay for as long as its node is lost")
        .isEmpty();
  }

  @Test
  void nobodyMissesATaskThatIsBeingDeleted() {
    Situation finishing =
        Situation.reading(P0, 1, generation(1, Phase.FINISHING, P0, P100))
            .with(
                overdue(
                    heard(
                        report(TaskState.PREPARED, 1, P0, P100),
                        new Unanswered(NOW.minusSeconds(70), 5, true),
                        NOW),
                    Duration.ofHours(3)));

    assertThat(finishing.decide().findings()).isEmpty();
  }

  @Test
  void aGroupThatLosesTouchAgainAndAgainBacksOff() {
    situation.state =
        situation.state.mappingGroups(
            group ->
                group.mapping(
                    generation ->
                        generation.replacing(
                            generation.attempts().getFirst(),
                            new Attempt(0, Positions.of(P0), NOW.minusSeconds(200), 4, null))));
    silent(new Unanswered(NOW.minusSeconds(100), 20, true));

    Plan plan = situation.settle();

    assertThat(attempt(situation).retryAt()).isEqualTo(NOW.plusSeconds(8));
    assertThat(plan.findings()).extracting(Finding::reason).contains(Reason.CrashLoop);
  }

  @Test
  void case19_aTaskThatGetsNoNearerToItsEndIsReplacedAndItsWorkIsKept() {
    finishing(TaskState.PUBLISHING, NOW.minus(Duration.ofMinutes(31)));

    situation.settle();

    assertThat(attempt(situation).number()).isEqualTo(1);
    assertThat(situation.generation(1).end()).isEqualTo(Positions.of(P200));
  }

  @Test
  void case19_oneThatIsPreparedOrReadsWithoutAnEndIsNeverEndedByADeadline() {
    finishing(TaskState.PREPARED, NOW.minus(Duration.ofHours(5)));
    situation.settle();
    assertThat(attempt(situation).number()).isZero();

    Situation reader = Situation.reading(P0, 1, generation(1, Phase.READING, P0, null));
    reader.with(
        heard(report(TaskState.READING, 1, P0, P100), null, NOW.minus(Duration.ofHours(5))));
    reader.settle();
    assertThat(attempt(reader).number()).isZero();
  }

  @Test
  void case19_oneThatWaitsLongForItsCommitIsShownWithWhatItWaitsFor() {
    finishing(TaskState.PREPARED, NOW.minus(Duration.ofMinutes(29)));
    assertThat(reasons()).doesNotContain(Reason.CommitOverdue);

    finishing(TaskState.PREPARED, NOW.minus(Duration.ofMinutes(31)));
    assertThat(commitOverdue()).contains("keeps it from committing");

    finishing(TaskState.PREPARED, P100, NOW.minus(Duration.ofMinutes(31)));
    assertThat(commitOverdue()).contains("What is read before its start");
  }

  @Test
  void case39_oneThatTriesInVainIsOnlyShown() {
    failing(Duration.ofMinutes(119));

    Plan plan = situation.settle();

    assertThat(attempt(situation).number()).isZero();
    assertThat(plan.findings())
        .extracting(Finding::reason)
        .contains(Reason.CompletionOverdue, Reason.TaskFailed);
  }

  @Test
  void case39_oneThatFailsLongAfterOthersWereCommittedIsReplacedAndWhatItPreparedIsKept() {
    failing(Duration.ofHours(1));
    committed(LedgerEntry.Kind.COMMIT, Duration.ofMinutes(10));

    assertThat(replacements()).isEqualTo(1);
    assertThat(attempt(situation).start()).as("it may prepare on its way out").isNull();

    situation.pods.clear();
    Action.LookForManifests look = situation.actions(Action.LookForManifests.class).getFirst();
    situation.left.put(
        look.generation(),
        new LeftManifests(look.gonePods(), List.of(prepared(1, "pod-1-0", P0, P100))));
    situation.settle();

    assertThat(attempt(situation).start()).isEqualTo(Positions.of(P100));
  }

  @Test
  void case39_allTryAgainInPeaceOnceDeepStorageIsBack() {
    failing(Duration.ofHours(1));
    committed(LedgerEntry.Kind.COMMIT, Duration.ofSeconds(100));
    assertThat(replacements()).as("others were only faster").isZero();
  }

  @Test
  void case39_noCommitShowsThatOthersFareBetterThatIsOlderOrPublishesNothing() {
    failing(Duration.ofHours(1));
    committed(LedgerEntry.Kind.COMMIT, Duration.ofMinutes(35));
    assertThat(replacements()).as("before it was overdue").isZero();

    committed(LedgerEntry.Kind.LOST, Duration.ofMinutes(10));
    assertThat(replacements()).isZero();
  }

  @Test
  void case39_oneThatFailsForEverIsReplacedWhileTheOperatorReachesAll() {
    failing(Duration.ofMinutes(121));
    LedgerObservation reached = situation.ledger;
    situation.ledger = new LedgerObservation.Failed("no answer");
    assertThat(replacements()).isZero();

    situation.ledger = reached;
    StreamObservation known = situation.stream;
    situation.stream =
        new StreamObservation.Failed(StreamException.Kind.UNREACHABLE, "no answer", NOW, null);
    assertThat(replacements()).isZero();

    situation.stream = known;
    assertThat(replacements()).isEqualTo(1);
  }

  @Test
  void case39_oneThatHoldsWhatTheStreamHasNoMoreIsNeverReplacedWhileItTries() {
    failing(Duration.ofHours(9));
    committed(LedgerEntry.Kind.COMMIT, Duration.ofHours(1));
    situation.stream = Situation.known(Map.of("0", "50"), Map.of("0", "900"));

    assertThat(replacements()).isZero();
  }

  @Test
  void case21_aTaskThatStartsLateIsUsedLikeAnyOther() {
    situation.now = NOW.plus(Duration.ofHours(2));
    situation.with(heard(report(TaskState.READY, 0, null, Map.of()), null, situation.now));

    Plan plan = situation.settle();

    assertThat(attempt(situation).number()).isZero();
    assertThat(plan.actions()).anyMatch(Action.Assign.class::isInstance);
  }

  private Set<Reason> reasons() {
    return situation.settle().findings().stream().map(Finding::reason).collect(Collectors.toSet());
  }

  private String commitOverdue() {
    return situation.settle().findings().stream()
        .filter(finding -> finding.reason() == Reason.CommitOverdue)
        .map(Finding::message)
        .collect(Collectors.joining());
  }

  private void silent(@Nullable Unanswered unanswered) {
    situation.pods.clear();
    situation.with(heard(report(TaskState.READING, 1, P0, P100), unanswered, NOW));
  }

  private void finishing(TaskState state, Instant progressedAt) {
    finishing(state, P0, progressedAt);
  }

  private void finishing(TaskState state, Map<String, String> start, Instant progressedAt) {
    situation.state =
        situation.state.mappingGroups(
            group -> group.replacing(generation(1, Phase.FINISHING, start, P200)));
    situation.pods.clear();
    situation.with(heard(report(state, 1, start, P200), null, progressedAt));
  }

  /** Its task has its end, and has just failed again. */
  private void failing(Duration sinceProgress) {
    finishing(TaskState.PUBLISHING, NOW.minus(sinceProgress));
    Report report = report(TaskState.PUBLISHING, 1, P0, P200);
    situation.pods.clear();
    situation.with(
        heard(
            new Report(
                report.protocolVersion(),
                report.podUid(),
                report.version(),
                report.state(),
                report.assignment(),
                report.generation(),
                report.pausedAt(),
                report.draining(),
                report.oldestStart(),
                report.positions(),
                report.prepared(),
                report.checkpointWanted(),
                report.messageTimeWanted(),
                report.sequences(),
                report.counters(),
                report.lagMillis(),
                report.readingSince(),
                List.of(new TaskError(NOW.minusSeconds(5), "DeepStorage", "no answer"))),
            null,
            NOW.minus(sinceProgress)));
  }

  /** What the newest commit is, and how long ago it was. */
  private void committed(LedgerEntry.Kind kind, Duration ago) {
    situation.state =
        situation.state.committing(
            new Commit(
                1, kind, NOW.minus(ago), 1, Positions.NONE, Positions.NONE, List.of(), 0, 0));
  }

  private int replacements() {
    situation.settle();
    return attempt(situation).number();
  }

  private static Attempt attempt(Situation of) {
    return of.generation(1).attempts().getFirst();
  }
}
