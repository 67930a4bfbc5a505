package io.millrace.operator.decide;

import static io.millrace.operator.decide.Situation.generation;
import static io.millrace.operator.decide.Situation.pod;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.operator.Reason;
import io.millrace.protocol.LedgerEntry;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class BaselineAndLedgerTest {

  private static final Map<String, String> P0 = Map.of("0", "0");
  private static final Map<String, String> P100 = Map.of("0", "100");

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
        .isEqualTo(new Action.CreatePod(new PodName("s", 0, 0, 0), "s-1", 1));
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

    assertThat(situation.generation(0).attempt().number()).isEqualTo(1);
    assertThat(situation.generation(0).attempt().start())
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
        new LedgerObservation.Read(
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
        new LedgerObservation.Read(
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
        new LedgerObservation.Read(
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
        new LedgerObservation.Read(
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
        new LedgerObservation.Read(
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
        new LedgerObservation.Read(
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
}
