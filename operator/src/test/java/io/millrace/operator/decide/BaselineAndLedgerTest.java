package io.millrace.operator.decide;

import static io.millrace.operator.decide.Situation.generation;
import static io.millrace.operator.decide.Situation.pod;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.operator.Reason;
import io.millrace.protocol.DataSourceOwner;
import io.millrace.protocol.LedgerEntry;
import io.millrace.protocol.TaskState;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class BaselineAndLedgerTest {

  private static final Map<String, String> P0 = Map.of("0", "0");
  private static final Map<String, String> P100 = Map.of("0", "100");
  private static final Map<String, String> P200 = Map.of("0", "200");

  @Test
  void case01_aBaselineIsInStatusAndInTheLedgerBeforeTheFirstPodIsCreated() {
    Situation situation = new Situation();
    Plan accept = situation.decide();
    assertThat(accept.next().acceptedRevision()).isEqualTo("s-1");
    assertThat(requireNonNull(accept.next().commit()).kind()).isEqualTo(LedgerEntry.Kind.BASELINE);
    assertThat(accept.next().offsets().text()).isEqualTo(P0);
    assertThat(accept.actions()).noneMatch(Action.CreatePod.class::isInstance);

    assertThat(situation.actions(Action.CreatePod.class))
        .singleElement()
        .isEqualTo(new Action.CreatePod(new PodName("s", 0, 0, 0), "s-1", 1, 1));
  }

  @Test
  void theLedgerIsClaimedBeforeTheBaseline() {
    Situation situation = new Situation();
    situation.ledger = new LedgerObservation.Read(null, null);

    assertThat(situation.actions(Action.ClaimLedger.class)).isNotEmpty();
    assertThat(situation.state.commit()).isNull();
  }

  @Test
  void case02_latestIsResolvedOnceAndDoesNotMoveWhenTheFirstTaskFails() {
    Situation situation = new Situation();
    situation.settings = Situation.settings(false, 1);
    situation.stream = Situation.known(P0, Map.of("0", "500"));
    situation.settle();
    assertThat(situation.state.offsets().text()).isEqualTo(Map.of("0", "500"));

    situation.stream = Situation.known(P0, Map.of("0", "900"));
    situation.with(pod(0, 0, ObservedPod.Phase.FAILED, null, null));
    situation.left.put(
        new GenerationKey(1, 0, 0), new LeftManifests(Set.of("s-0-0-0"), java.util.List.of()));
    situation.settle();

    assertThat(situation.generation(0).attempts().getFirst().number()).isEqualTo(1);
    assertThat(situation.generation(0).attempts().getFirst().start())
        .isEqualTo(Positions.of(Map.of("0", "500")));
  }

  @Test
  void case03_aPartitionThatIsFoundLaterStartsAtItsEarliestPositionWhoeverLeads() {
    Situation situation = Situation.reading(P100, 5, generation(1, Phase.READING, P100, null));
    situation.settings = Situation.settings(false, 1);
    situation.stream = Situation.known(Map.of("0", "0", "1", "7"), Map.of("0", "100", "1", "900"));

    situation.settle();

    assertThat(situation.state.offsets().text()).isEqualTo(Map.of("0", "100", "1", "7"));
    assertThat(situation.state.groups().getFirst().partitions()).hasSize(2);
    assertThat(situation.generation(1).partitions())
        .as("what a generation reads never changes")
        .hasSize(1);
  }

  @Test
  void partitionsAreSpreadOverTheGroupsAsDruidDoes() {
    Situation situation = new Situation();
    situation.settings = Situation.settings(true, 3);
    Map<String, String> ten = new java.util.TreeMap<>();
    for (int i = 0; i < 11; i++) {
      ten.put(String.valueOf(i), "0");
    }
    situation.stream = Situation.known(ten, ten);
    situation.settle();
    assertThat(situation.state.groups()).hasSize(3);
    situation
        .state
        .groups()
        .forEach(
            group ->
                assertThat(group.partitions())
                    .allMatch(partition -> Integer.parseInt(partition.value()) % 3 == group.id()));
  }

  @Test
  void moreTasksThanPartitionsMakeOneGroupOfEachPartition() {
    Situation situation = new Situation();
    situation.settings = Situation.settings(true, 5);
    situation.settle();
    assertThat(situation.state.groups()).hasSize(1);
  }

  @Test
  void case20_withoutAGoodSpecTheAcceptedRevisionStaysAndKeepsRunning() {
    Situation situation = Situation.reading(P100, 5, generation(1, Phase.READING, P100, null));
    situation.candidate = null;
    situation.left.put(
        new GenerationKey(1, 0, 1), new LeftManifests(Set.of("s-0-1-0"), java.util.List.of()));

    assertThat(situation.actions(Action.CreatePod.class))
        .extracting(Action.CreatePod::revision)
        .containsExactly("s-1");
    assertThat(situation.state.acceptedRevision()).isEqualTo("s-1");
  }

  @Test
  void aRevisionIsWrittenBeforeItIsAccepted() {
    Situation situation = Situation.reading(P100, 5, generation(1, Phase.READING, P100, null));
    situation.candidate = new Observation.Candidate("s-2", false);
    assertThat(situation.actions(Action.WriteRevision.class)).isNotEmpty();
    assertThat(situation.state.acceptedRevision()).isEqualTo("s-1");

    situation.candidate = new Observation.Candidate("s-2", true);
    situation.settle();
    assertThat(situation.state.acceptedRevision()).isEqualTo("s-2");
    assertThat(situation.generation(1).revision())
        .as("a generation keeps its revision")
        .isEqualTo("s-1");
  }

  @Test
  void case45_aLedgerOfAnotherInstallationStopsEverythingUntilItIsAdopted() {
    Situation situation = new Situation();
    situation.ledger =
        Situation.claimed(
            Situation.owner(Situation.OTHER_UID, "elsewhere"),
            Situation.head(7, Situation.OTHER_UID, 3, P100));
    Plan refused = situation.settle();
    assertThat(refused.findings()).extracting(Finding::reason).contains(Reason.LedgerOwnedByOther);
    assertThat(refused.findings().getFirst().message())
        .contains("spec.ledger.adopt: " + Situation.OTHER_UID);
    assertThat(refused.actions()).noneMatch(Action.CreatePod.class::isInstance);
    assertThat(situation.state.commit()).isNull();

    situation.adopt = Situation.OTHER_UID;
    situation.state = situation.decide().next();
    assertThat(requireNonNull(situation.state.commit()).kind())
        .isEqualTo(LedgerEntry.Kind.TAKEOVER);
    assertThat(situation.state.commit().sequence()).isEqualTo(8);
    assertThat(situation.state.epoch()).as("above every epoch in the chain").isEqualTo(4);
    assertThat(situation.state.offsets().text()).isEqualTo(P100);
  }

  @Test
  void case45_anEntryOfOtherContentStopsEverything() {
    Situation situation = Situation.reading(P100, 5, generation(1, Phase.READING, P100, null));
    situation.now = Situation.NOW.minusSeconds(595);
    assertThat(situation.actions(Action.CreatePod.class)).as("else it would be").hasSize(1);
    situation.ledger = new LedgerObservation.Conflict("entry 5 holds another commit");
    Plan plan = situation.settle();
    assertThat(plan.findings())
        .anyMatch(finding -> finding.stalls() && finding.reason() == Reason.LedgerConflict);
    assertThat(plan.actions())
        .noneMatch(
            action -> action instanceof Action.CreatePod || action instanceof Action.RecordCommit);
  }

  @Test
  void case45_aChainThatSomebodyTookOverIsNotContinued() {
    Situation situation = Situation.reading(P100, 5, generation(1, Phase.READING, P100, null));
    situation.ledger =
        Situation.claimed(
            Situation.owner(Situation.UID, "installation"),
            Situation.head(6, Situation.OTHER_UID, 2, P100));
    Plan plan = situation.settle();
    assertThat(plan.findings()).extracting(Finding::reason).contains(Reason.LedgerOwnedByOther);
    assertThat(situation.state.commits()).isEqualTo(5);
  }

  @Test
  void case46_aResourceOfTheOldNameForAnotherStreamIsRefusedAndTheOldChainStays() {
    Situation situation = new Situation();
    situation.ledger =
        Situation.claimed(
            Situation.owner(Situation.OTHER_UID, "installation"),
            Situation.head(7, Situation.OTHER_UID, 3, P100));
    situation.stream =
        new StreamObservation.Known(
            Situation.description("another", Set.of("0")),
            Positions.of(P0),
            Positions.of(P100),
            Situation.NOW);
    Plan plan = situation.settle();
    assertThat(plan.findings()).extracting(Finding::reason).contains(Reason.LedgerOwnedByOther);
    assertThat(situation.state.commit()).isNull();
  }

  @Test
  void aResourceThatIsCreatedAgainGoesOnWithItsLedger() {
    Situation situation = new Situation();
    situation.ledger =
        Situation.claimed(
            Situation.owner(Situation.OTHER_UID, "installation"),
            Situation.head(7, Situation.OTHER_UID, 1, P100));
    Plan plan = situation.decide();
    assertThat(requireNonNull(plan.next().commit()).kind()).isEqualTo(LedgerEntry.Kind.TAKEOVER);
    assertThat(plan.next().offsets().text()).isEqualTo(P100);
    assertThat(plan.actions()).noneMatch(Action.CreatePod.class::isInstance);
  }

  @Test
  void case53_aStatusOlderThanItsChainIsNotTrusted() {
    Situation situation = Situation.reading(P0, 3, generation(1, Phase.READING, P0, null));
    situation.with(Situation.running(4, 0, null));
    situation.ledger =
        Situation.claimed(
            Situation.owner(Situation.UID, "installation"),
            Situation.head(9, Situation.UID, 1, P100));

    Plan plan = situation.decide();

    assertThat(plan.next().offsets().text()).isEqualTo(P100);
    assertThat(requireNonNull(plan.next().commit()).sequence()).isEqualTo(10);
    assertThat(plan.next().groups())
        .allSatisfy(
            group -> {
              assertThat(group.epoch()).isEqualTo(2);
              assertThat(group.generations())
                  .as("what the old status lists is fenced")
                  .allMatch(generation -> generation.number() > 4);
            });
  }

  @Test
  void case53_aCommitWhoseEntryNeverCameIsNotInTheChainThatIsTakenOver() {
    Situation situation = new Situation();
    situation.ledger =
        Situation.claimed(
            Situation.owner(Situation.OTHER_UID, "installation"),
            Situation.head(7, Situation.OTHER_UID, 1, P0));
    situation.settle();
    assertThat(situation.state.offsets().text())
        .as("what was committed without an entry is read again")
        .isEqualTo(P0);
  }

  @Test
  void aTopicThatWasCreatedAgainStopsNewWorkAndSaysSo() {
    Situation situation = Situation.reading(P100, 5, generation(1, Phase.READING, P100, null));
    situation.now = Situation.NOW.minusSeconds(595);
    assertThat(situation.actions(Action.CreatePod.class)).as("else it would be").hasSize(1);
    situation.stream =
        new StreamObservation.Known(
            Situation.description("another", Set.of("0")),
            Positions.of(P0),
            Positions.of(P0),
            Situation.NOW);
    Plan plan = situation.settle();
    assertThat(plan.findings())
        .anyMatch(finding -> finding.stalls() && finding.reason() == Reason.StreamChanged);
    assertThat(plan.actions()).noneMatch(Action.CreatePod.class::isInstance);
    assertThat(situation.state.offsets().text()).isEqualTo(P100);
  }

  @Test
  void whatRetentionTookFromBehindTheCommittedPositionIsSaid() {
    Situation situation = Situation.reading(P100, 5, generation(1, Phase.READING, P100, null));
    situation.stream = Situation.known(Map.of("0", "300"), Map.of("0", "900"));
    assertThat(situation.settle().findings())
        .extracting(Finding::reason)
        .contains(Reason.PositionOutOfRange);
  }

  @Test
  void case53_aStatusOlderThanItsChainIsNotContinuedOnATopicThatWasCreatedAgain() {
    Situation situation = new Situation();
    situation.stream =
        new StreamObservation.Known(
            Situation.description("another", Set.of("0")),
            Positions.of(P0),
            Positions.of(P0),
            Situation.NOW);
    situation.ledger =
        Situation.claimed(
            Situation.owner(Situation.UID, "installation"),
            Situation.head(9, Situation.UID, 1, P100));

    Plan plan = situation.settle();

    assertThat(plan.findings())
        .anyMatch(finding -> finding.stalls() && finding.reason() == Reason.StreamChanged);
    assertThat(situation.state.commit()).isNull();
    assertThat(plan.actions()).noneMatch(Action.CreatePod.class::isInstance);
  }

  @Test
  void case05_whatWasPreparedBeforeATopicWasCreatedAgainStillCommits() {
    Situation situation =
        Situation.reading(P0, 5, Situation.generation(1, Phase.READING, P0, null))
            .with(
                Situation.running(
                    1,
                    0,
                    Situation.report(
                        TaskState.READING, 1, P0, P100, Situation.prepared(1, "a", P0, P100))));
    situation.stream =
        new StreamObservation.Known(
            Situation.description("another", Set.of("0")),
            Positions.of(P0),
            Positions.of(P0),
            Situation.NOW);

    Plan plan = situation.settle();

    assertThat(situation.state.offsets().text()).isEqualTo(P100);
    assertThat(situation.state.groups().getFirst().generations())
        .as("nothing else goes on")
        .singleElement()
        .satisfies(generation -> assertThat(generation.phase()).isEqualTo(Phase.READING));
    assertThat(plan.findings()).anyMatch(Finding::stalls);
  }

  @Test
  void whileTheLedgerStallsNothingIsCommitted() {
    Situation situation =
        Situation.reading(P0, 5, Situation.generation(1, Phase.READING, P0, null))
            .with(
                Situation.running(
                    1,
                    0,
                    Situation.report(
                        TaskState.READING, 1, P0, P100, Situation.prepared(1, "a", P0, P100))));
    situation.ledger =
        Situation.claimed(
            Situation.owner(Situation.UID, "installation"),
            Situation.head(5, Situation.UID, 1, P100));

    assertThat(situation.settle().findings())
        .as("the entry leads elsewhere than status.offsets")
        .anyMatch(finding -> finding.stalls() && finding.reason() == Reason.LedgerConflict);
    assertThat(situation.state.commits()).isEqualTo(5);
  }

  @Test
  void case45_aChainOfAnotherWhoseOwnerFileIsMissingIsNotClaimed() {
    Situation situation = new Situation();
    situation.ledger = Situation.claimed(null, Situation.head(7, Situation.OTHER_UID, 3, P100));

    Plan plan = situation.settle();

    assertThat(plan.actions()).noneMatch(Action.ClaimLedger.class::isInstance);
    assertThat(plan.findings()).extracting(Finding::reason).contains(Reason.LedgerOwnedByOther);
    assertThat(situation.state.commit()).isNull();
  }

  @Test
  void anOwnerFileThatWasLostIsPutBackWhereTheChainIsOurs() {
    Situation situation =
        Situation.reading(P100, 5, Situation.generation(1, Phase.READING, P100, null));
    situation.ledger = Situation.claimed(null, Situation.head(5, Situation.UID, 1, P100));
    assertThat(situation.actions(Action.ClaimLedger.class)).hasSize(1);

    situation.suspend = true;
    assertThat(situation.actions(Action.ClaimLedger.class)).hasSize(1);
  }

  @Test
  void case53_noPodIsCreatedBeforeTheEntryThatBeginsOrTakesOverAChainIsThere() {
    for (LedgerObservation.Read chain :
        java.util.List.of(
            Situation.claimed(Situation.owner(Situation.UID, "installation"), null),
            Situation.claimed(
                Situation.owner(Situation.OTHER_UID, "installation"),
                Situation.head(7, Situation.OTHER_UID, 1, P0)))) {
      Situation situation = new Situation();
      situation.ledger = chain;
      Plan plan = situation.decide();
      for (; !plan.next().equals(situation.state); plan = situation.decide()) {
        situation.state = plan.next();
      }

      assertThat(situation.state.groups().getFirst().generations()).hasSize(1);
      assertThat(plan.findings()).as("a rightful takeover is no alarm").isEmpty();
      assertThat(plan.actions())
          .anyMatch(Action.RecordCommit.class::isInstance)
          .noneMatch(Action.CreatePod.class::isInstance);

      Commit commit = requireNonNull(situation.state.commit());
      situation.ledger =
          Situation.claimed(
              chain.owner(), Situation.head(commit.sequence(), Situation.UID, commit.epoch(), P0));
      assertThat(situation.decide().actions()).anyMatch(Action.CreatePod.class::isInstance);
    }
  }

  @Test
  void case53_aStatusThatIsOneBehindItsChainIsNotTrustedEither() {
    Situation situation =
        Situation.reading(P0, 8, Situation.generation(1, Phase.READING, P0, null));
    SupervisorState old = situation.state;
    situation.state =
        new SupervisorState(
            6, old.acceptedRevision(), old.stream(), old.offsets(), old.commit(), old.groups());
    situation.ledger =
        Situation.claimed(
            Situation.owner(Situation.UID, "installation"),
            Situation.head(9, Situation.UID, 2, P100));

    SupervisorState next = situation.decide().next();

    assertThat(next.commits()).isEqualTo(10);
    assertThat(next.epoch()).as("above the chain's and status' own").isEqualTo(7);
    assertThat(next.groups()).allMatch(group -> group.epoch() == 7);
  }

  @Test
  void case53_aDeletedResourceTakesNothingOver() {
    Situation situation =
        Situation.reading(P0, 8, Situation.generation(1, Phase.READING, P0, null));
    situation.deletion = new Observation.Deletion(Situation.NOW.plusSeconds(120), false);
    situation.ledger =
        Situation.claimed(
            Situation.owner(Situation.UID, "installation"),
            Situation.head(9, Situation.UID, 2, P100));
    situation.settle();
    assertThat(situation.state.commits()).isEqualTo(8);
  }

  @Test
  void case45_anEmptyLedgerThatAnotherInstallationOwnsIsLeftAloneUntilItIsAdopted() {
    Situation situation = new Situation();
    situation.ledger = Situation.claimed(Situation.owner(Situation.OTHER_UID, "elsewhere"), null);
    assertThat(situation.settle().findings())
        .anyMatch(finding -> finding.stalls() && finding.reason() == Reason.LedgerOwnedByOther);
    assertThat(situation.state.commit()).isNull();

    situation.adopt = Situation.OTHER_UID;
    situation.settle();
    assertThat(situation.state.commit()).isNotNull();
  }

  @Test
  void anEmptyLedgerOfAnEarlierResourceOfThisNameIsGoneOnWith() {
    Situation situation = new Situation();
    situation.ledger =
        Situation.claimed(Situation.owner(Situation.OTHER_UID, "installation"), null);
    situation.settle();
    assertThat(requireNonNull(situation.state.commit()).kind())
        .isEqualTo(LedgerEntry.Kind.BASELINE);
  }

  @Test
  void whatIsSuspendedBeforeItsFirstBaselineRecordsNone() {
    Situation situation = new Situation();
    situation.suspend = true;
    situation.settle();
    assertThat(situation.state.commit()).isNull();
    assertThat(situation.state.groups()).isEmpty();
  }

  @Test
  void aBaselineIsTheNextCommitAndSaysWhichStreamItIsOf() {
    Situation first = new Situation();
    first.settle();
    assertThat(first.state.stream()).isEqualTo(Situation.description("id", Set.of("0")));
    assertThat(first.state.commits()).isEqualTo(1);

    Situation later =
        Situation.reading(P100, 5, Situation.generation(1, Phase.READING, P100, null));
    later.stream = Situation.known(Map.of("0", "0", "1", "7"), Map.of("0", "100", "1", "900"));
    later.settle();
    assertThat(later.state.commits()).isEqualTo(6);
    assertThat(requireNonNull(later.state.stream()).partitions()).hasSize(2);
  }

  @Test
  void positionsOfAnotherClusterAreNotGoneOnWith() {
    Situation situation =
        Situation.reading(P100, 5, Situation.generation(1, Phase.READING, P100, null));
    situation.stream =
        new StreamObservation.Known(
            new io.millrace.streams.StreamDescription(
                "another-cluster",
                new java.util.TreeMap<>(Map.of("topic", "id")),
                Situation.description("id", Set.of("0")).partitions()),
            Positions.of(P0),
            Positions.of(P100),
            Situation.NOW);
    assertThat(situation.settle().findings())
        .anyMatch(finding -> finding.stalls() && finding.reason() == Reason.StreamChanged);
  }

  @Test
  void aTakenOverChainIsReadUnderItsNewEpochByGenerationsThatNobodyHasUsed() {
    Situation situation = new Situation();
    situation.with(Situation.running(3, 0, null));
    situation.ledger =
        Situation.claimed(
            Situation.owner(Situation.OTHER_UID, "installation"),
            Situation.head(7, Situation.OTHER_UID, 3, P100));
    situation.settle();
    assertThat(situation.state.groups())
        .singleElement()
        .satisfies(
            group -> {
              assertThat(group.epoch()).isEqualTo(4);
              assertThat(group.generations())
                  .singleElement()
                  .satisfies(generation -> assertThat(generation.number()).isEqualTo(4));
            });
  }

  @Test
  void case45_aTakeoverBeforeWhichTheOldOwnerWroteItsLastEntryBeginsAnewBehindIt() {
    Situation situation = overtaken("installation");

    Plan plan = situation.decide();

    assertThat(plan.findings()).isEmpty();
    assertThat(plan.next().commits()).isEqualTo(9);
    assertThat(plan.next().epoch()).isEqualTo(5);
    assertThat(plan.next().offsets()).isEqualTo(Positions.of(P200));
  }

  @Test
  void case45_aTakeoverThatAnotherInstallationOvertookIsAnAlarm() {
    assertThat(overtaken("elsewhere").decide().findings())
        .anyMatch(finding -> finding.stalls() && finding.reason() == Reason.LedgerOwnedByOther);
  }

  /** Took a chain over in status, and finds that entry written by somebody else. */
  private static Situation overtaken(String installation) {
    Situation situation = new Situation();
    situation.ledger =
        Situation.claimed(
            Situation.owner(Situation.OTHER_UID, "installation"),
            Situation.head(7, Situation.OTHER_UID, 3, P100));
    situation.state = situation.decide().next();
    assertThat(situation.state.commits()).isEqualTo(8);
    situation.ledger =
        Situation.claimed(
            Situation.owner(Situation.OTHER_UID, "installation"),
            Situation.head(8, Situation.OTHER_UID, installation, 3, P200));
    return situation;
  }

  @Test
  void case45_whatAnotherInstallationAdoptedIsNotTakenBackUnasked() {
    Situation situation = new Situation();
    situation.ledger =
        Situation.claimed(
            Situation.owner(Situation.UID, "installation"),
            Situation.head(7, Situation.OTHER_UID, "elsewhere", 3, P100));

    assertThat(situation.settle().findings())
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.reason()).isEqualTo(Reason.LedgerOwnedByOther);
              assertThat(finding.message()).endsWith("spec.ledger.adopt: " + Situation.OTHER_UID);
            });
    assertThat(situation.state.commit()).isNull();
  }

  @Test
  void case53_whatThisInstallationAdoptedOnceItGoesOnWithUnasked() {
    Situation situation = new Situation();
    situation.ledger =
        Situation.claimed(
            Situation.owner("the-first", "elsewhere"),
            Situation.head(7, Situation.OTHER_UID, "installation", 3, P100));

    Plan plan = situation.settle();

    assertThat(plan.findings()).isEmpty();
    assertThat(requireNonNull(situation.state.commit()).kind())
        .isEqualTo(LedgerEntry.Kind.TAKEOVER);
  }

  @Test
  void case45_nothingBeginsBeforeItsDataSourceIsClaimed() {
    for (LedgerObservation.Read chain :
        java.util.List.of(
            new LedgerObservation.Read(Situation.owner(Situation.UID, "installation"), null),
            new LedgerObservation.Read(
                Situation.owner(Situation.OTHER_UID, "installation"),
                Situation.head(7, Situation.OTHER_UID, 3, P100)),
            new LedgerObservation.Read(
                Situation.owner(Situation.UID, "installation"),
                null,
                new DataSourceClaim("an earlier spec's", null)))) {
      Situation situation = new Situation();
      situation.ledger = chain;

      assertThat(situation.actions(Action.ClaimLedger.class))
          .extracting(Action.ClaimLedger::dataSource)
          .containsExactly("ds");
      assertThat(situation.state.commit()).isNull();
    }
  }

  @Test
  void case45_aDataSourceOfAnotherSupervisorStopsEverythingAndIsAskedForAgain() {
    for (LedgerObservation.Read chain :
        java.util.List.of(
            new LedgerObservation.Read(null, null, ofAnother()),
            new LedgerObservation.Read(
                Situation.owner(Situation.OTHER_UID, "installation"),
                Situation.head(7, Situation.OTHER_UID, 3, P100),
                ofAnother()))) {
      Situation situation = new Situation();
      situation.ledger = chain;

      Plan plan = situation.settle();

      assertThat(plan.findings())
          .singleElement()
          .satisfies(
              finding -> {
                assertThat(finding.stalls()).isTrue();
                assertThat(finding.reason()).isEqualTo(Reason.LedgerOwnedByOther);
                assertThat(finding.message())
                    .contains("dataSource ds", "team-b/clicks", "dataSources/ds/owner.json")
                    .contains("another dataSource", "delete that file");
              });
      assertThat(plan.actions()).singleElement().isInstanceOf(Action.ClaimLedger.class);
      assertThat(situation.state.commit()).isNull();

      situation.settings = settingsOf("mine");
      assertThat(situation.settle().findings()).as("with another dataSource").isEmpty();
    }
  }

  @Test
  void case45_noDataSourceIsClaimedForALedgerThatIsRefused() {
    Situation situation = new Situation();
    situation.ledger =
        new LedgerObservation.Read(
            Situation.owner(Situation.OTHER_UID, "elsewhere"),
            Situation.head(7, Situation.OTHER_UID, 3, P100));
    assertThat(situation.actions(Action.ClaimLedger.class)).isEmpty();

    situation.adopt = Situation.OTHER_UID;
    assertThat(situation.actions(Action.ClaimLedger.class)).hasSize(1);
  }

  @Test
  void aSupervisorOfBeforeThatRuleGoesOnWithoutAClaim() {
    Situation situation = Situation.reading(P100, 5, generation(1, Phase.READING, P100, null));
    situation.ledger =
        new LedgerObservation.Read(
            Situation.owner(Situation.UID, "installation"),
            Situation.head(5, Situation.UID, 1, P100));
    Plan plan = situation.settle();
    assertThat(plan.findings()).isEmpty();
    assertThat(plan.actions()).noneMatch(Action.ClaimLedger.class::isInstance);
  }

  @Test
  void aSuspendedSupervisorThatIsCreatedAgainTakesItsChainOver() {
    Situation situation = new Situation();
    situation.suspend = true;
    situation.ledger =
        new LedgerObservation.Read(
            Situation.owner(Situation.OTHER_UID, "installation"),
            Situation.head(7, Situation.OTHER_UID, 3, P100));
    assertThat(situation.actions(Action.ClaimLedger.class)).hasSize(1);
  }

  @Test
  void case45_aConflictIsLookedAtAgain() {
    Situation situation = Situation.reading(P100, 5, generation(1, Phase.READING, P100, null));
    situation.ledger = new LedgerObservation.Conflict("entry 5 holds another commit");
    assertThat(situation.actions(Action.ReadLedger.class))
        .containsExactly(new Action.ReadLedger(5));
  }

  @Test
  void aBaselineIsAnnouncedInGoodGrammar() {
    Situation situation = new Situation();
    assertThat(situation.decide().actions())
        .filteredOn(Action.Announce.class::isInstance)
        .extracting(action -> ((Action.Announce) action).note())
        .anyMatch(note -> note.startsWith("1 new partition will be read"));
  }

  private static DataSourceClaim ofAnother() {
    return new DataSourceClaim("ds", new DataSourceOwner(1, "team-b", "clicks"));
  }

  private static Settings settingsOf(String dataSource) {
    Settings like = Situation.settings(true, 1);
    return new Settings(
        dataSource,
        like.taskCount(),
        like.replicas(),
        like.taskDuration(),
        like.stopTaskCount(),
        like.useEarliestOffset(),
        like.resetOffsetAutomatically(),
        like.lateMessageRejectionPeriod(),
        like.lateMessageRejectionStart(),
        like.earlyMessageRejectionPeriod());
  }
}
