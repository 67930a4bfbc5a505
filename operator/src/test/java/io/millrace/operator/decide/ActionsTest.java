package io.millrace.operator.decide;

import static io.millrace.operator.decide.Situation.generation;
import static io.millrace.operator.decide.Situation.pod;
import static io.millrace.operator.decide.Situation.prepared;
import static io.millrace.operator.decide.Situation.report;
import static io.millrace.operator.decide.Situation.running;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.operator.Reason;
import io.millrace.protocol.LedgerEntry;
import io.millrace.protocol.ManifestReference;
import io.millrace.protocol.TaskState;
import io.millrace.streams.StreamException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What is done, and what is left alone, in a state that does not change. */
class ActionsTest {

  private static final Map<String, String> P0 = Map.of("0", "0");
  private static final Map<String, String> P100 = Map.of("0", "100");
  private static final Map<String, String> P200 = Map.of("0", "200");
  private static final GenerationKey FIRST = new GenerationKey(1, 0, 1);

  @Test
  void aLedgerThatIsFurtherBehindThanOneIsReadAgainBeforeAnythingIsWritten() {
    Situation situation = Situation.reading(P100, 5);
    situation.ledger =
        new LedgerObservation.Read(
            Situation.owner(Situation.UID, "installation"),
            Situation.head(3, Situation.UID, 1, P0));

    assertThat(situation.actions(Action.ReadLedger.class))
        .containsExactly(new Action.ReadLedger(5));
    assertThat(situation.actions(Action.RecordCommit.class)).isEmpty();
  }

  @Test
  void case39_aLedgerThatCouldNotBeReadIsTriedAgain() {
    Situation situation = Situation.reading(P100, 5);
    situation.ledger = new LedgerObservation.Failed("unreachable");
    Plan plan = situation.settle();
    assertThat(plan.actions()).contains(new Action.ReadLedger(5));
    assertThat(plan.findings()).extracting(Finding::reason).contains(Reason.DeepStorageUnavailable);
  }

  @Test
  void aLedgerIsClaimedOnlyForAStreamThatIsThereAndIsToBeRead() {
    Situation suspended = new Situation();
    suspended.ledger = new LedgerObservation.Read(null, null);
    suspended.suspend = true;
    assertThat(suspended.actions(Action.ClaimLedger.class)).isEmpty();

    Situation empty = new Situation();
    empty.ledger = new LedgerObservation.Read(null, null);
    empty.stream = Situation.known(Map.of(), Map.of());
    assertThat(empty.actions(Action.ClaimLedger.class)).isEmpty();

    assertThat(new Situation().actions(Action.ClaimLedger.class)).as("it is ours").isEmpty();
  }

  @Test
  void aSpecThatChangesWhileTheResourceIsDeletedIsNotAcceptedAnyMore() {
    Situation situation = Situation.reading(P100, 5, generation(1, Phase.READING, P100, null));
    situation.deletion = new Observation.Deletion(Situation.NOW.plusSeconds(120), false);
    situation.candidate = new Observation.Candidate("s-2", false);
    assertThat(situation.actions(Action.WriteRevision.class)).isEmpty();

    situation.candidate = new Observation.Candidate("s-2", true);
    situation.settle();
    assertThat(situation.state.acceptedRevision()).isEqualTo("s-1");
  }

  @Test
  void aPodIsCreatedUnderItsGroupsEpoch() {
    Situation situation = Situation.reading(P100, 5);
    TaskGroup group = situation.state.groups().getFirst();
    situation.state =
        situation.state.withGroups(List.of(new TaskGroup(0, 3, group.partitions(), 7, List.of())));

    assertThat(situation.actions(Action.CreatePod.class))
        .containsExactly(new Action.CreatePod(new PodName("s", 0, 7, 0), "s-1", 3, 1));
  }

  @Test
  void whatIsBeingDeletedIsNotDeletedAgain() {
    Situation situation =
        Situation.reading(P0, 9, generation(4, Phase.READING, P0, null))
            .with(pod(2, 0, ObservedPod.Phase.RUNNING, Situation.NOW.plusSeconds(30), null));
    assertThat(situation.actions(Action.DeletePod.class)).isEmpty();

    situation.deletion = new Observation.Deletion(Situation.NOW.plusSeconds(120), true);
    assertThat(situation.actions(Action.DeletePod.class)).isEmpty();
    assertThat(situation.actions(Action.Release.class)).as("Pods are still there").isEmpty();
  }

  @Test
  void whatACommittedGenerationLeftIsNotLookedFor() {
    Situation situation =
        Situation.reading(P100, 2, generation(1, Phase.COMMITTED, P0, P100))
            .with(pod(1, 0, ObservedPod.Phase.FAILED, null, null));
    situation.suspend = true;
    assertThat(situation.actions(Action.LookForManifests.class)).isEmpty();
    assertThat(situation.actions(Action.DeletePod.class)).hasSize(1);
  }

  @Test
  void whatWasLookedForIsNotLookedForAgain() {
    Situation situation =
        Situation.reading(P0, 1, generation(1, Phase.READING, P0, null))
            .with(pod(1, 0, ObservedPod.Phase.FAILED, null, null));
    situation.left.put(FIRST, new LeftManifests(Set.of("s-0-1-0"), List.of()));
    assertThat(situation.actions(Action.LookForManifests.class)).isEmpty();
  }

  @Test
  void aPodThatEndedStaysUntilItsManifestsAreKnown() {
    Situation situation =
        Situation.reading(
                P0,
                1,
                generation(1, Phase.READING, P0, null)
                    .with(new Attempt(1, Positions.of(P0), Situation.NOW, 0, null)))
            .with(pod(1, 0, ObservedPod.Phase.FAILED, null, null))
            .with(running(1, 1, null));
    assertThat(situation.actions(Action.DeletePod.class)).isEmpty();

    situation.left.put(FIRST, new LeftManifests(Set.of("s-0-1-0"), List.of()));
    assertThat(situation.actions(Action.DeletePod.class))
        .extracting(Action.DeletePod::name)
        .containsExactly(new PodName("s", 0, 1, 0));
  }

  @Test
  void anAttemptThatIsFollowedLearnsWhatIsFinalAndKeepsItsOwnStart() {
    Situation situation =
        Situation.reading(
                P0,
                1,
                generation(1, Phase.READING, P0, null)
                    .with(new Attempt(1, Positions.of(P100), Situation.NOW, 0, null)))
            .with(running(1, 0, report(TaskState.READING, 1, P0, P100, prepared(1, "a", P0, P100))))
            .with(running(1, 1, report(TaskState.READY, 0, null, Map.of())));

    assertThat(situation.actions(Action.Assign.class))
        .satisfiesExactly(
            earlier -> {
              assertThat(earlier.name().attempt()).isZero();
              assertThat(earlier.assignment().start()).isNull();
              assertThat(earlier.assignment().committed().manifests()).hasSize(1);
            },
            present -> assertThat(present.assignment().start()).isEqualTo(P100));
  }

  @Test
  void anAttemptThatIsFollowedAndNeverBeganIsToldNothing() {
    Situation situation =
        Situation.reading(
                P0,
                1,
                generation(1, Phase.READING, P0, null)
                    .with(new Attempt(1, Positions.of(P0), Situation.NOW, 0, null)))
            .with(running(1, 0, report(TaskState.READY, 0, null, Map.of())));
    assertThat(situation.actions(Action.Assign.class)).isEmpty();
  }

  @Test
  void aTaskThatDoesNotAnswerYetIsAssignedNothing() {
    Situation situation =
        Situation.reading(P0, 1, generation(1, Phase.READING, P0, null)).with(running(1, 0, null));
    assertThat(situation.actions(Action.Assign.class)).isEmpty();
  }

  @Test
  void othersAreAssignedWhileTheEntryOfACommitIsMissing() {
    Situation situation =
        Situation.reading(
                P0,
                2,
                generation(1, Phase.FINISHING, P0, P100),
                generation(2, Phase.READING, P100, null))
            .with(running(1, 0, report(TaskState.PUBLISHING, 1, P0, P100)))
            .with(running(2, 0, report(TaskState.READING, 2, P100, P200)));
    situation.state =
        situation.state.committing(
            new Commit(
                2,
                LedgerEntry.Kind.COMMIT,
                Situation.NOW,
                1,
                Positions.NONE,
                Positions.NONE,
                List.of(new ManifestReference("somewhere", "digest")),
                0,
                0));
    situation.ledger =
        new LedgerObservation.Read(
            Situation.owner(Situation.UID, "installation"),
            Situation.head(1, Situation.UID, 1, P0));
    assertThat(situation.actions(Action.Assign.class)).hasSize(2);
  }

  @Test
  void aTaskIsNotTakenAwayBeforeTheEntryOfItsLastCommitIsThere() {
    Situation situation =
        Situation.reading(P0, 1, generation(1, Phase.FINISHING, P0, P100))
            .with(
                pod(
                    1,
                    0,
                    ObservedPod.Phase.SUCCEEDED,
                    null,
                    report(TaskState.PREPARED, 1, P0, P100, prepared(1, "a", P0, P100))));
    situation.suspend = true;
    situation.deletion = new Observation.Deletion(Situation.NOW.plusSeconds(120), false);
    situation.left.put(FIRST, new LeftManifests(Set.of("s-0-1-0"), List.of()));
    Plan plan = situation.decide();
    for (; !plan.next().equals(situation.state); plan = situation.decide()) {
      situation.state = plan.next();
    }
    assertThat(situation.generation(1).phase()).isEqualTo(Phase.COMMITTED);
    assertThat(plan.actions())
        .anyMatch(Action.RecordCommit.class::isInstance)
        .noneMatch(Action.DeletePod.class::isInstance)
        .as("the resource is not let go before")
        .noneMatch(Action.Release.class::isInstance);

    assertThat(requireNonNull(situation.state.commit()).sequence()).isEqualTo(2);
    situation.ledger =
        new LedgerObservation.Read(
            Situation.owner(Situation.UID, "installation"),
            Situation.head(2, Situation.UID, 1, P100));
    assertThat(situation.decide().actions())
        .anyMatch(Action.DeletePod.class::isInstance)
        .anyMatch(Action.Release.class::isInstance);
  }

  @Test
  void case40_deletionCommitsNothingWhileTheChainIsAheadOfStatus() {
    Situation situation =
        Situation.reading(P0, 5, generation(1, Phase.READING, P0, null))
            .with(
                running(1, 0, report(TaskState.READING, 1, P0, P100, prepared(1, "a", P0, P100))));
    situation.deletion = new Observation.Deletion(Situation.NOW.plusSeconds(120), false);
    situation.ledger =
        new LedgerObservation.Read(
            Situation.owner(Situation.UID, "installation"),
            Situation.head(6, Situation.UID, 1, P200));
    situation.settle();
    assertThat(situation.state.commits()).isEqualTo(5);
    assertThat(situation.state.offsets().text()).isEqualTo(P0);
  }

  @Test
  void aSuspendedGenerationThatIsBeingPausedGetsNoNewPod() {
    Situation situation =
        Situation.reading(
                P0,
                1,
                generation(1, Phase.PAUSING, P0, null)
                    .with(new Attempt(1, null, Situation.NOW, 0, null)))
            .with(
                pod(
                    1,
                    0,
                    ObservedPod.Phase.RUNNING,
                    Situation.NOW.plusSeconds(300),
                    report(TaskState.READING, 1, null, true, P0, P100)));
    situation.suspend = true;
    assertThat(situation.actions(Action.CreatePod.class)).isEmpty();
    assertThat(situation.generation(1).end())
        .as("not before the one that drains has prepared what it can")
        .isNull();
  }

  @Test
  void theNextLookIsWhenTimeAloneChangesSomething() {
    Situation situation =
        Situation.reading(P0, 1, generation(1, Phase.READING, P0, null))
            .with(running(1, 0, report(TaskState.READING, 1, P0, P100)));
    assertThat(situation.settle().wakeUp()).as("nothing soon").isEqualTo(Duration.ofSeconds(30));

    situation.now = Situation.NOW.minusSeconds(590).plus(Duration.ofHours(1)).minusSeconds(37);
    assertThat(situation.settle().wakeUp())
        .as("the standby is started 30 s ahead")
        .isEqualTo(Duration.ofSeconds(7));

    situation.deletion = new Observation.Deletion(situation.now.plusSeconds(5), false);
    assertThat(situation.settle().wakeUp())
        .as("the deletion's deadline")
        .isEqualTo(Duration.ofSeconds(5));

    Situation created = Situation.reading(P0, 1);
    assertThat(created.settle().wakeUp())
        .as("a Pod that is not there by then is gone")
        .isEqualTo(AttemptRules.CREATION_GRACE.plusMillis(1));

    Situation patience = Situation.reading(P0, 1, generation(1, Phase.READING, P0, null));
    patience.with(running(1, 0, report(TaskState.READING, 1, P0, P100)));
    patience.now = Situation.NOW.minusSeconds(600).plus(RolloverRules.PATIENCE).minusSeconds(3);
    assertThat(patience.settle().wakeUp()).isEqualTo(Duration.ofSeconds(3));
  }

  @Test
  void whileStreamOrLedgerDoNotAnswerNoGenerationIsReplaced() {
    Situation due =
        Situation.reading(P0, 1, generation(1, Phase.READING, P0, null))
            .with(running(1, 0, report(TaskState.READING, 1, P0, P100)));
    due.now = Situation.NOW.plus(Duration.ofHours(1));
    due.stream =
        new StreamObservation.Failed(StreamException.Kind.UNREACHABLE, "away", Situation.NOW, null);
    due.settle();
    assertThat(due.state.groups().getFirst().standby()).isEmpty();

    due.stream = Situation.known(P0, P200);
    due.ledger = new LedgerObservation.Failed("away");
    due.settle();
    assertThat(due.state.groups().getFirst().standby()).isEmpty();
  }
}
