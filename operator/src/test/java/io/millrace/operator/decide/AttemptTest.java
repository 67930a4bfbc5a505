package io.millrace.operator.decide;

import static io.millrace.operator.decide.Situation.generation;
import static io.millrace.operator.decide.Situation.pod;
import static io.millrace.operator.decide.Situation.prepared;
import static io.millrace.operator.decide.Situation.report;
import static io.millrace.operator.decide.Situation.running;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.operator.Reason;
import io.millrace.protocol.Report;
import io.millrace.protocol.TaskState;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AttemptTest {

  private static final Map<String, String> P0 = Map.of("0", "0");
  private static final Map<String, String> P100 = Map.of("0", "100");
  private static final Map<String, String> P200 = Map.of("0", "200");
  private static final GenerationKey FIRST = new GenerationKey(1, 0, 1);

  private static LeftManifests left(Set<String> pods, io.millrace.protocol.Prepared... found) {
    return new LeftManifests(pods, List.of(found));
  }

  @Test
  void aFailedPodIsReplacedOnlyAfterItsManifestsWereLookedFor() {
    Situation situation =
        Situation.reading(P0, 1, generation(1, Phase.READING, P0, null))
            .with(pod(1, 0, ObservedPod.Phase.FAILED, null, null));

    assertThat(situation.actions(Action.LookForManifests.class))
        .containsExactly(new Action.LookForManifests(FIRST, Set.of("s-0-1-0")));
    assertThat(situation.generation(1).attempts().getFirst().number()).isZero();

    situation.left.put(FIRST, left(Set.of("s-0-1-0"), prepared(1, "a", P0, P100)));
    situation.settle();
    assertThat(situation.state.offsets().text())
        .as("what it had prepared is committed")
        .isEqualTo(P100);
    assertThat(situation.generation(1).attempts().getFirst().start()).isEqualTo(Positions.of(P100));
  }

  @Test
  void case42_aReplacementStartsAtTheCommittedPositionWhenNothingIsPrepared() {
    Situation situation =
        Situation.reading(P100, 2, generation(1, Phase.READING, P0, null))
            .with(pod(1, 0, ObservedPod.Phase.FAILED, null, null));
    situation.left.put(FIRST, left(Set.of("s-0-1-0")));
    situation.settle();
    assertThat(situation.generation(1).attempts().getFirst().start()).isEqualTo(Positions.of(P100));
  }

  @Test
  void aReplacementStartsBehindPreparedSequencesThatWaitForThePredecessor() {
    Situation situation =
        Situation.reading(
                P0,
                1,
                generation(1, Phase.FINISHING, P0, P100),
                generation(2, Phase.READING, P100, null))
            .with(running(1, 0, report(TaskState.PUBLISHING, 1, P0, P100)))
            .with(pod(2, 0, ObservedPod.Phase.FAILED, null, null));
    situation.left.put(
        new GenerationKey(1, 0, 2), left(Set.of("s-0-2-0"), prepared(2, "b", P100, P200)));
    situation.settle();
    assertThat(situation.state.offsets().text()).isEqualTo(P0);
    assertThat(situation.generation(2).attempts().getFirst().start()).isEqualTo(Positions.of(P200));
  }

  @Test
  void aPublishingPodThatDiesWithoutAManifestIsReplacedForWhatIsLeft() {
    Situation situation =
        Situation.reading(
                P0,
                1,
                generation(1, Phase.FINISHING, P0, P100),
                generation(2, Phase.READING, P100, null))
            .with(pod(1, 0, ObservedPod.Phase.FAILED, null, null))
            .with(running(2, 0, report(TaskState.READING, 2, P100, P200)));
    situation.left.put(FIRST, left(Set.of("s-0-1-0")));

    assertThat(situation.actions(Action.CreatePod.class))
        .extracting(Action.CreatePod::name)
        .containsExactly(new PodName("s", 0, 1, 1));
    assertThat(situation.generation(1).end()).isEqualTo(Positions.of(P100));
    assertThat(situation.generation(2).attempts().getFirst().number())
        .as("the successor is not touched")
        .isZero();
  }

  @Test
  void aPublishingPodThatDiesWithItsManifestNeedsNoReplacement() {
    Situation situation =
        Situation.reading(
                P0,
                1,
                generation(1, Phase.FINISHING, P0, P100),
                generation(2, Phase.READING, P100, null))
            .with(pod(1, 0, ObservedPod.Phase.FAILED, null, null))
            .with(running(2, 0, report(TaskState.READING, 2, P100, P200)));
    situation.left.put(FIRST, left(Set.of("s-0-1-0"), prepared(1, "a", P0, P100)));

    assertThat(situation.actions(Action.CreatePod.class)).isEmpty();
    assertThat(situation.state.offsets().text()).isEqualTo(P100);
  }

  @Test
  void case21_aTerminatingPodDoesNotBlockItsSuccessorWhichWarmsUpMeanwhile() {
    Situation situation =
        Situation.reading(P0, 1, generation(1, Phase.READING, P0, null))
            .with(
                pod(
                    1,
                    0,
                    ObservedPod.Phase.RUNNING,
                    Situation.NOW.plusSeconds(300),
                    report(TaskState.READING, 1, null, true, P0, P100)));

    assertThat(situation.actions(Action.CreatePod.class))
        .extracting(Action.CreatePod::name)
        .containsExactly(new PodName("s", 0, 1, 1));
    assertThat(situation.generation(1).attempts().getFirst().start())
        .as("it waits for what the old one prepares")
        .isNull();

    situation.pods.clear();
    situation.with(
        pod(
            1,
            0,
            ObservedPod.Phase.RUNNING,
            Situation.NOW.plusSeconds(300),
            report(TaskState.PREPARED, 1, null, true, P0, P100, prepared(1, "a", P0, P100))));
    situation.settle();
    assertThat(situation.state.offsets().text()).isEqualTo(P100);
    assertThat(situation.generation(1).attempts().getFirst().start()).isEqualTo(Positions.of(P100));
  }

  @Test
  void case21_whatATaskSaidBeforeItBeganIsNotTakenForAllThatItPrepared() {
    Situation situation =
        Situation.reading(P0, 1, generation(1, Phase.READING, P0, null))
            .with(
                pod(
                    1,
                    0,
                    ObservedPod.Phase.RUNNING,
                    Situation.NOW.plusSeconds(300),
                    report(TaskState.READY, 1, null, P0)));

    situation.settle();

    assertThat(situation.generation(1).attempts().getFirst().number()).isEqualTo(1);
    assertThat(situation.generation(1).attempts().getFirst().start()).isNull();
  }

  @Test
  void case21_aPodThatNeverEndsIsNotWaitedForLongerThanItsGracePeriod() {
    Situation situation =
        Situation.reading(P0, 1, generation(1, Phase.READING, P0, null))
            .with(pod(1, 0, ObservedPod.Phase.RUNNING, Situation.NOW, null));
    situation.settle();
    assertThat(situation.generation(1).attempts().getFirst().start()).isNull();

    situation.now = Situation.NOW.plusSeconds(11);
    situation.lookInVain();
    situation.settle();
    assertThat(situation.generation(1).attempts().getFirst().start()).isEqualTo(Positions.of(P0));
  }

  @Test
  void case21_aPodOfARetiredGenerationIsDeleted() {
    Situation situation =
        Situation.reading(P0, 9, generation(4, Phase.READING, P0, null)).with(running(2, 0, null));
    assertThat(situation.actions(Action.DeletePod.class))
        .containsExactly(new Action.DeletePod(new PodName("s", 0, 2, 0), "pod-2-0"));
  }

  @Test
  void case36_podsOfAGenerationThatThisCopyOfStatusDoesNotKnowYetAreLeftAlone() {
    Situation situation =
        Situation.reading(P0, 9, generation(4, Phase.READING, P0, null))
            .with(running(5, 0, null))
            .with(running(4, 3, null));
    assertThat(situation.actions(Action.DeletePod.class)).isEmpty();
  }

  @Test
  void case41_anAttemptOvertakenByAnothersCutIsStoppedAndReplaced() {
    Situation situation =
        Situation.reading(P100, 2, generation(1, Phase.READING, P0, null))
            .with(
                running(1, 0, report(TaskState.READING, 1, P0, P200, prepared(1, "b", P0, P200))));

    assertThat(situation.actions(Action.DeletePod.class))
        .containsExactly(new Action.DeletePod(new PodName("s", 0, 1, 0), "pod-1-0"));
    assertThat(situation.generation(1).attempts().getFirst().start()).isEqualTo(Positions.of(P100));
  }

  @Test
  void case50_anAttemptThatStartedAheadOfEverythingIsReplaced() {
    Generation ahead =
        generation(1, Phase.READING, P0, null)
            .with(new Attempt(1, Positions.of(P200), Situation.NOW, 0, null));
    Situation situation =
        Situation.reading(P100, 2, ahead)
            .with(running(1, 1, report(TaskState.READING, 1, P200, P200)));
    situation.left.put(FIRST, left(Set.of("s-0-1-0")));

    situation.settle();

    assertThat(situation.generation(1).attempts().getFirst().number()).isEqualTo(2);
    assertThat(situation.generation(1).attempts().getFirst().start()).isEqualTo(Positions.of(P100));
  }

  @Test
  void crashLoopsBackOffExponentiallyFromTheSecondFailureOn() {
    Situation situation = Situation.reading(P0, 1, generation(1, Phase.READING, P0, null));
    for (int failure = 0; failure < 4; failure++) {
      situation.pods.clear();
      situation.with(pod(1, failure, ObservedPod.Phase.FAILED, null, null));
      situation.left.put(
          FIRST, left(Set.of("s-0-1-0", "s-0-1-1", "s-0-1-2", "s-0-1-3", "s-0-1-4")));
      situation.settle();
    }
    assertThat(situation.generation(1).attempts().getFirst().failures()).isEqualTo(4);
    assertThat(situation.generation(1).attempts().getFirst().retryAt())
        .isEqualTo(Situation.NOW.plusSeconds(4));
    situation.pods.clear();
    assertThat(situation.actions(Action.CreatePod.class)).isEmpty();
    assertThat(situation.decide().wakeUp().toSeconds()).isLessThanOrEqualTo(4);

    situation.now = Situation.NOW.plusSeconds(4);
    assertThat(situation.actions(Action.CreatePod.class)).hasSize(1);
  }

  @Test
  void troubleOfAPodIsSaid() {
    Situation situation = Situation.reading(P0, 1, generation(1, Phase.READING, P0, null));
    situation.pods.add(
        new ObservedPod(
            new PodName("s", 0, 1, 0),
            "u",
            ObservedPod.Phase.PENDING,
            null,
            Situation.NOW,
            null,
            new PodTrouble(Reason.PodUnschedulable, "Unschedulable: no node fits"),
            null,
            null));
    assertThat(situation.settle().findings())
        .anySatisfy(
            finding -> assertThat(finding.message()).contains("s-0-1-0").contains("Unschedulable"))
        .extracting(Finding::reason)
        .contains(Reason.PodUnschedulable);
  }

  @Test
  void case40_deletionWithPublishEndsInABoundedTimeAndSaysWhatIsLeft() {
    Situation situation =
        Situation.reading(P0, 1, generation(1, Phase.READING, P0, null))
            .with(running(1, 0, report(TaskState.READING, 1, P0, P100)));
    situation.deletion = new Observation.Deletion(Situation.NOW.plusSeconds(120), false);
    assertThat(situation.actions(Action.Release.class)).isEmpty();
    assertThat(situation.generation(1).phase()).isEqualTo(Phase.PAUSING);

    situation.now = Situation.NOW.plusSeconds(120);
    Plan plan = situation.settle();
    assertThat(plan.actions()).contains(new Action.Release());
    assertThat(plan.actions())
        .anySatisfy(
            action -> {
              assertThat(action).isInstanceOf(Action.Announce.class);
              assertThat(((Action.Announce) action).reason()).isEqualTo(Reason.ReleasedUnpublished);
            });
  }

  @Test
  void case40_deletionOfWhatNeverStartedIsImmediateAlsoWithoutStreamAndDeepStorage() {
    Situation situation = new Situation();
    situation.stream = new StreamObservation.NotYet();
    situation.ledger = new LedgerObservation.Failed("unreachable");
    situation.deletion = new Observation.Deletion(Situation.NOW.plusSeconds(120), false);
    assertThat(situation.actions(Action.Release.class)).hasSize(1);
  }

  @Test
  void discardDeletesThePodsAndCommitsNothing() {
    Situation situation =
        Situation.reading(P0, 1, generation(1, Phase.READING, P0, null))
            .with(
                running(1, 0, report(TaskState.READING, 1, P0, P100, prepared(1, "a", P0, P100))));
    situation.deletion = new Observation.Deletion(Situation.NOW.plusSeconds(120), true);
    assertThat(situation.actions(Action.DeletePod.class)).hasSize(1);
    assertThat(situation.state.offsets().text()).isEqualTo(P0);

    situation.pods.clear();
    assertThat(situation.actions(Action.Release.class)).hasSize(1);
  }

  @Test
  void case50_whenWhatAnAttemptReliedOnIsOvertakenTheRestIsStillRead() {
    Generation waiting =
        generation(1, Phase.FINISHING, P0, P200)
            .with(new Attempt(2, Positions.NONE, Situation.NOW, 0, null));
    Situation situation = Situation.reading(P0, 1, waiting);
    situation.left.put(
        FIRST,
        left(Set.of("s-0-1-0", "s-0-1-1"), prepared(1, "a", P0, P100), prepared(1, "b", P0, P200)));

    Plan plan = situation.settle();

    assertThat(situation.state.offsets().text()).isEqualTo(P100);
    assertThat(situation.generation(1).attempts().getFirst().start()).isEqualTo(Positions.of(P100));
    assertThat(plan.actions())
        .contains(new Action.CreatePod(new PodName("s", 0, 1, 3), "s-1", 1, 1));
  }

  @Test
  void anAttemptThatOnlyWaitsForACommitIsNotFollowed() {
    Generation waiting =
        generation(1, Phase.FINISHING, P100, P200)
            .with(new Attempt(1, Positions.NONE, Situation.NOW, 0, null));
    Situation situation = Situation.reading(P0, 1, waiting);

    situation.settle();
    assertThat(situation.generation(1).attempts().getFirst().number())
        .as("what earlier attempts left has not been looked for")
        .isEqualTo(1);

    situation.left.put(FIRST, left(Set.of("s-0-1-0"), prepared(1, "a", P100, P200)));
    situation.suspend = true;
    assertThat(situation.actions(Action.CreatePod.class)).isEmpty();
    assertThat(situation.generation(1).attempts().getFirst().number()).isEqualTo(1);
  }

  @Test
  void aTaskWhoseManifestWasFoundBeforeItReportedItIsNotTakenForSuperseded() {
    Situation situation =
        Situation.reading(
                P100,
                2,
                generation(1, Phase.READING, P0, null)
                    .with(new Attempt(1, Positions.of(P0), Situation.NOW, 0, null)))
            .with(running(1, 1, report(TaskState.READING, 1, P0, P200)));
    situation.left.put(FIRST, left(Set.of("s-0-1-0"), prepared(1, "pod-1-1", P0, P100)));

    assertThat(situation.actions(Action.DeletePod.class)).isEmpty();
    assertThat(situation.generation(1).attempts().getFirst().number()).isEqualTo(1);
  }

  @Test
  void aPodThatCountsAsGoneIsNotCreatedAgainUnderItsName() {
    Situation situation = Situation.reading(P0, 1, generation(1, Phase.READING, P0, null));
    assertThat(situation.actions(Action.CreatePod.class)).isEmpty();
    assertThat(situation.actions(Action.LookForManifests.class)).hasSize(1);

    situation.left.put(FIRST, left(Set.of("s-0-1-0")));
    assertThat(situation.actions(Action.CreatePod.class))
        .extracting(Action.CreatePod::name)
        .containsExactly(new PodName("s", 0, 1, 1));
  }

  @Test
  void case34_aPodThatIsNotInTheCacheYetIsAskedForAgainUnderItsName() {
    Situation situation = Situation.reading(P0, 1);
    situation.settle();
    situation.now = situation.now.plus(AttemptRules.CREATION_GRACE);

    assertThat(situation.actions(Action.CreatePod.class))
        .extracting(Action.CreatePod::name)
        .containsExactly(new PodName("s", 0, 1, 0));
    assertThat(situation.actions(Action.LookForManifests.class)).isEmpty();
  }

  @Test
  void anAttemptWithNothingLeftToReadIsGivenNoStart() {
    Generation waiting =
        generation(1, Phase.FINISHING, P100, P200)
            .with(new Attempt(1, Positions.NONE, Situation.NOW, 0, null));
    Situation situation =
        Situation.reading(P0, 1, waiting)
            .with(running(1, 1, report(TaskState.READY, 1, null, Map.of())));
    situation.left.put(FIRST, left(Set.of("s-0-1-0"), prepared(1, "a", P100, P200)));

    assertThat(situation.actions(Action.Assign.class))
        .singleElement()
        .satisfies(assign -> assertThat(assign.assignment().start()).isNull());
  }

  @Test
  void aTaskThatNeverAnsweredIsNamed() {
    Situation situation =
        Situation.reading(P0, 1, generation(1, Phase.READING, P0, null))
            .with(
                new ObservedPod(
                    new PodName("s", 0, 1, 0),
                    "pod-1-0",
                    ObservedPod.Phase.RUNNING,
                    null,
                    Situation.NOW.minusSeconds(500),
                    Situation.NOW.minusSeconds(500),
                    "127.0.0.9",
                    null,
                    null,
                    null,
                    new Unanswered(Situation.NOW.minusSeconds(61), 7, true),
                    null));
    assertThat(situation.settle().findings())
        .filteredOn(finding -> finding.reason() == Reason.TaskUnreachable)
        .singleElement()
        .satisfies(finding -> assertThat(finding.message()).contains("s-0-1-0", "NetworkPolicy"));

    situation.pods.clear();
    situation.with(pod(1, 0, ObservedPod.Phase.PENDING, null, null));
    assertThat(situation.settle().findings())
        .extracting(Finding::reason)
        .doesNotContain(Reason.TaskUnreachable);
  }

  @Test
  void aTaskWhoseEndIsCommittedIsTakenAwayOnlyWhenItDoesNotEndByItself() {
    Situation situation =
        Situation.reading(P100, 2, generation(1, Phase.COMMITTED, P0, P100))
            .with(running(1, 0, report(TaskState.PREPARED, 1, P0, P100)));
    situation.suspend = true;
    situation.now = Situation.NOW.minusSeconds(50);
    assertThat(situation.actions(Action.DeletePod.class)).isEmpty();
    assertThat(situation.actions(Action.Assign.class))
        .singleElement()
        .satisfies(assign -> assertThat(assign.assignment().stop()).isTrue());

    situation.now = Situation.NOW;
    assertThat(situation.actions(Action.DeletePod.class)).hasSize(1);
  }

  @Test
  void aSilentTaskWhoseEndIsCommittedIsTakenAwayHoweverOftenOthersCommit() {
    Situation situation =
        Situation.reading(P100, 2, generation(1, Phase.COMMITTED, P0, P100))
            .with(running(1, 0, report(TaskState.PREPARED, 1, P0, P100)));
    situation.suspend = true;
    situation.now = Situation.NOW.plusSeconds(61);
    Commit old = requireNonNull(situation.state.commit());
    situation.state =
        situation.state.committing(
            new Commit(
                2, old.kind(), situation.now, 1, Positions.NONE, Positions.NONE, List.of(), 0, 0));

    assertThat(situation.actions(Action.DeletePod.class)).hasSize(1);
  }

  @Test
  void anAttemptThatBeganBehindWhatIsPreparedIsNotSuperseded() {
    Situation situation =
        Situation.reading(
                P0,
                1,
                generation(1, Phase.FINISHING, P0, P100),
                generation(2, Phase.READING, P100, null)
                    .with(new Attempt(1, Positions.of(P200), Situation.NOW, 0, null)))
            .with(running(1, 0, report(TaskState.PUBLISHING, 1, P0, P100)))
            .with(running(2, 1, report(TaskState.READING, 2, P200, P200)));
    situation.left.put(
        new GenerationKey(1, 0, 2), left(Set.of("s-0-2-0"), prepared(2, "b", P100, P200)));
    situation.settle();
    assertThat(situation.generation(2).attempts().getFirst().number()).isEqualTo(1);
  }

  @Test
  void aReplacementDoesNotStartBehindAManifestThatNothingLeadsTo() {
    Situation situation =
        Situation.reading(P0, 1, generation(1, Phase.READING, P0, null))
            .with(pod(1, 0, ObservedPod.Phase.FAILED, null, null));
    situation.left.put(FIRST, left(Set.of("s-0-1-0"), prepared(1, "a", P100, P200)));
    situation.settle();
    assertThat(situation.generation(1).attempts().getFirst().start()).isEqualTo(Positions.of(P0));
    assertThat(situation.state.offsets().text()).isEqualTo(P0);
  }

  @Test
  void anAttemptWhoseOwnCutAnotherOnesCommitReachedGoesOn() {
    Situation situation =
        Situation.reading(
                P100,
                2,
                generation(1, Phase.READING, P0, null)
                    .withCommitted(List.of("prepared/1/{0=0}/other.json")))
            .with(
                running(1, 0, report(TaskState.READING, 1, P0, P200, prepared(1, "b", P0, P100))));
    situation.settle();
    assertThat(situation.generation(1).attempts().getFirst().number()).isZero();
  }

  @Test
  void theManifestsOfEveryEarlierPodAreLookedForBeforeAReplacementStarts() {
    Situation situation =
        Situation.reading(
                P0,
                1,
                generation(1, Phase.READING, P0, null)
                    .with(new Attempt(1, Positions.of(P0), Situation.NOW, 0, null)))
            .with(pod(1, 1, ObservedPod.Phase.FAILED, null, null));
    situation.left.put(FIRST, left(Set.of("s-0-1-1")));
    assertThat(situation.actions(Action.LookForManifests.class))
        .containsExactly(new Action.LookForManifests(FIRST, Set.of("s-0-1-0", "s-0-1-1")));
    assertThat(situation.generation(1).attempts().getFirst().number()).isEqualTo(1);
  }

  @Test
  void aCommittedGenerationGetsNoOtherAttempt() {
    Situation situation =
        Situation.reading(P100, 2, generation(1, Phase.COMMITTED, P0, P100))
            .with(pod(1, 0, ObservedPod.Phase.RUNNING, Situation.NOW.plusSeconds(30), null));
    situation.suspend = true;
    situation.settle();
    assertThat(situation.generation(1).attempts().getFirst().number()).isZero();
  }

  @Test
  void anAttemptThatOnlyWaitsIsNotTakenForGoneHoweverLongItWaits() {
    Generation waiting =
        generation(1, Phase.FINISHING, P100, P200)
            .with(new Attempt(1, Positions.NONE, Situation.NOW.minusSeconds(600), 0, null));
    Situation situation = Situation.reading(P0, 1, waiting);
    situation.suspend = true;
    situation.left.put(FIRST, left(Set.of("s-0-1-0", "s-0-1-1"), prepared(1, "a", P100, P200)));
    situation.settle();
    assertThat(situation.generation(1).attempts().getFirst().number()).isEqualTo(1);

    situation.with(pod(1, 1, ObservedPod.Phase.FAILED, null, null));
    situation.settle();
    assertThat(situation.generation(1).attempts().getFirst().number()).isEqualTo(1);
  }

  @Test
  void taskDurationCountsFromWhenTheTaskReads() {
    Situation situation =
        Situation.reading(P0, 1, generation(1, Phase.READING, P0, null).readingSince(null))
            .with(running(1, 0, report(TaskState.READY, 1, null, Map.of())));
    situation.settle();
    assertThat(situation.generation(1).startedAt()).isNull();

    situation.pods.clear();
    situation.with(running(1, 0, report(TaskState.READING, 1, P0, P0)));
    situation.settle();
    assertThat(situation.generation(1).startedAt()).isEqualTo(Situation.NOW);
  }

  @Test
  void anAttemptThatWarmedUpStartsOnlyOnceTheManifestsOfWhatVanishedAreKnown() {
    Situation situation =
        Situation.reading(
                P0,
                1,
                generation(1, Phase.READING, P0, null)
                    .with(new Attempt(1, null, Situation.NOW, 3, null)))
            .with(running(1, 1, report(TaskState.READY, 0, null, Map.of())));
    situation.settle();
    assertThat(situation.generation(1).attempts().getFirst().start()).isNull();

    situation.left.put(FIRST, left(Set.of("s-0-1-0"), prepared(1, "a", P0, P100)));
    situation.settle();
    assertThat(situation.generation(1).attempts().getFirst().start()).isEqualTo(Positions.of(P100));
  }

  @Test
  void aDrainingPodThatNeverBeganOrFellSilentIsNotWaitedFor() {
    for (Report last :
        List.of(
            report(TaskState.READY, 0, null, true, null, Map.of()),
            report(TaskState.READING, 1, null, true, P0, P100))) {
      Situation situation =
          Situation.reading(P0, 1, generation(1, Phase.READING, P0, null))
              .with(pod(1, 0, ObservedPod.Phase.RUNNING, Situation.NOW.plusSeconds(300), last));
      if (last.oldestStart() != null) {
        situation.settle();
        assertThat(situation.generation(1).attempts().getFirst().start()).isNull();
        situation.now = Situation.NOW.plusSeconds(41);
        situation.lookInVain();
      }
      situation.settle();
      assertThat(situation.generation(1).attempts().getFirst().start()).isEqualTo(Positions.of(P0));
    }
  }

  @Test
  void anAttemptThatLivedLongIsNoPartOfACrashLoopAndADrainForgetsNone() {
    Generation crashing =
        generation(1, Phase.READING, P0, null)
            .with(new Attempt(0, Positions.of(P0), Situation.NOW.minusSeconds(600), 5, null));
    Situation situation =
        Situation.reading(P0, 1, crashing).with(pod(1, 0, ObservedPod.Phase.FAILED, null, null));
    situation.left.put(FIRST, left(Set.of("s-0-1-0", "s-0-1-1")));
    situation.now = Situation.NOW.plusSeconds(200);
    situation.settle();
    assertThat(situation.generation(1).attempts().getFirst().failures()).isEqualTo(1);
    assertThat(situation.generation(1).attempts().getFirst().retryAt()).isNull();

    Situation draining =
        Situation.reading(P0, 1, crashing)
            .with(pod(1, 0, ObservedPod.Phase.RUNNING, Situation.NOW.plusSeconds(30), null));
    draining.settle();
    assertThat(draining.generation(1).attempts().getFirst().failures()).isEqualTo(5);
  }

  @Test
  void case38_aPodThatTheServerRefusesIsTriedAgainUnderItsNameAsLongAsItTakes() {
    Situation situation = Situation.reading(P0, 1, generation(1, Phase.READING, P0, null));
    situation.refusals.put("s-0-1-0", PodTrouble.failed("a policy"));

    assertThat(situation.actions(Action.CreatePod.class))
        .extracting(Action.CreatePod::name)
        .containsExactly(new PodName("s", 0, 1, 0));
    assertThat(situation.actions(Action.LookForManifests.class)).isEmpty();
  }

  @Test
  void aTaskWhosePodIsDeletedOrGoneIsSaidToBeReplaced() {
    Situation deleted =
        Situation.reading(P0, 1, generation(1, Phase.READING, P0, null))
            .with(
                pod(
                    1,
                    0,
                    ObservedPod.Phase.RUNNING,
                    Situation.NOW.plusSeconds(300),
                    report(TaskState.READING, 1, null, true, P0, P100)));
    Situation gone = Situation.reading(P0, 1, generation(1, Phase.READING, P0, null));
    gone.left.put(FIRST, left(Set.of("s-0-1-0")));

    assertThat(Decider.decide(deleted.observation()).actions())
        .containsExactly(
            new Action.Announce(
                false,
                Reason.TaskReplaced,
                "task s-0-1-0 is being deleted: another one gets ready, and goes on where it stops"));
    assertThat(Decider.decide(gone.observation()).actions())
        .containsExactly(
            new Action.Announce(
                true,
                Reason.TaskReplaced,
                "task s-0-1-0 is gone, or never came to be, and is replaced"));
  }

  @Test
  void podsThatVanishOrEndTooEarlyAreFollowedMoreAndMoreSlowly() {
    Situation situation = Situation.reading(P0, 1, generation(1, Phase.READING, P0, null));
    situation.left.put(FIRST, left(Set.of("s-0-1-0", "s-0-1-1", "s-0-1-2", "s-0-1-3")));
    situation.settle();
    assertThat(situation.generation(1).attempts().getFirst().failures())
        .as("it vanished")
        .isEqualTo(1);
    assertThat(situation.generation(1).attempts().getFirst().retryAt()).isNull();

    situation.with(pod(1, 1, ObservedPod.Phase.SUCCEEDED, null, null));
    situation.settle();
    assertThat(situation.generation(1).attempts().getFirst().number()).isEqualTo(2);
    assertThat(situation.generation(1).attempts().getFirst().retryAt())
        .isEqualTo(Situation.NOW.plusSeconds(1));
  }

  @Test
  void anAttemptThatWaitsWithoutAFailureIsNoCrashLoop() {
    Attempt waiting =
        new Attempt(1, Positions.of(P0), Situation.NOW, 0, Situation.NOW.plusSeconds(300));
    Situation situation =
        Situation.reading(P0, 1, generation(1, Phase.READING, P0, null).with(waiting));

    assertThat(situation.decide().findings())
        .extracting(Finding::reason)
        .doesNotContain(Reason.CrashLoop);
  }

  @Test
  void aCrashLoopNeverWaitsLongerThanFiveMinutes() {
    Generation crashing =
        generation(1, Phase.READING, P0, null)
            .with(new Attempt(0, Positions.of(P0), Situation.NOW.minusSeconds(600), 40, null));
    Situation situation =
        Situation.reading(P0, 1, crashing).with(pod(1, 0, ObservedPod.Phase.FAILED, null, null));
    situation.left.put(FIRST, left(Set.of("s-0-1-0")));
    situation.settle();
    assertThat(situation.generation(1).attempts().getFirst().retryAt())
        .isEqualTo(Situation.NOW.plusSeconds(300));
  }

  @Test
  void aPartitionThatIsAtItsEndIsLeftOutOfAReplacement() {
    Map<String, String> both = Map.of("0", "0", "1", "0");
    Situation situation =
        Situation.reading(
                both, 1, generation(1, Phase.FINISHING, both, Map.of("0", "100", "1", "50")))
            .with(pod(1, 0, ObservedPod.Phase.FAILED, null, null));
    situation.left.put(FIRST, left(Set.of("s-0-1-0"), prepared(1, "a", P0, P100)));
    situation.settle();
    assertThat(situation.generation(1).attempts().getFirst().start())
        .isEqualTo(Positions.of(Map.of("1", "0")));
  }
}
