package io.millrace.operator.decide;

import static io.millrace.operator.decide.Exchange.at;
import static io.millrace.operator.decide.Exchange.partitions;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.operator.Reason;
import io.millrace.protocol.LedgerEntry;
import io.millrace.streams.PartitionId;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Partitions that move between task groups because their number changes. */
class RescaleTest {

  @Test
  void aGroupGivesHalfOfWhatItReadsAndBothReadOnWhereItEnds() {
    Exchange exchange = new Exchange("0 1 2 3");
    exchange.taskCount(2, 2);
    exchange.situation.settle();
    assertThat(exchange.group(0).partitions()).isEqualTo(partitions("0 1"));
    assertThat(exchange.group(1).partitions()).isEqualTo(partitions("2 3"));
    assertThat(exchange.in(Phase.STANDBY)).containsExactly(0, 1);
    assertThat(exchange.generation(0, 1).phase()).isEqualTo(Phase.READING);

    exchange.standbysAreReady();
    exchange.situation.settle();
    assertThat(exchange.in(Phase.PAUSING)).containsExactly(0);

    exchange.pause(0);
    SupervisorState next = exchange.situation.decide().next();
    assertThat(next.group(0).orElseThrow().generation(1).orElseThrow().end())
        .isEqualTo(Positions.of(at("0 1 2 3", "40")));
    assertThat(next.group(0).orElseThrow().generation(2).orElseThrow().start())
        .as("in the same step")
        .isEqualTo(Positions.of(at("0 1", "40")));
    assertThat(next.group(1).orElseThrow().open().orElseThrow().start())
        .isEqualTo(Positions.of(at("2 3", "40")));
  }

  @Test
  void aGroupGivesNothingAwayWhileATaskThatIsToFollowCannotStart() {
    Exchange exchange = new Exchange("0 1");
    exchange.taskCount(2, 2);
    exchange.situation.settle();
    exchange.standbysAreReady();
    exchange.silence(1, exchange.group(1).standby().orElseThrow().number());
    exchange.situation.now = exchange.situation.now.plus(RolloverRules.PATIENCE);
    String pod = "s-1-%d-0".formatted(exchange.group(1).standby().orElseThrow().number());
    exchange.situation.refusals.put(pod, new PodTrouble(Reason.PodRefused, "a policy"));

    Plan plan = exchange.situation.settle();

    assertThat(exchange.in(Phase.READING)).containsExactly(0);
    assertThat(plan.findings())
        .singleElement()
        .satisfies(finding -> assertThat(finding.reason()).isEqualTo(Reason.RolloverWaits))
        .satisfies(finding -> assertThat(finding.message()).contains(pod, "a policy"));

    exchange.situation.refusals.put(pod, new PodTrouble(Reason.QuotaExceeded, "exceeded quota"));
    exchange.situation.settle();
    assertThat(exchange.in(Phase.PAUSING)).containsExactly(0);
  }

  @Test
  void aPartitionIsNotReadForItsNewGroupBeforeItsOldOneHasEnded() {
    Exchange exchange = new Exchange("0 1");
    exchange.taskCount(2, 2);
    exchange.situation.settle();
    assertThat(exchange.group(1).open()).isEmpty();
    exchange.standbysAreReady();
    exchange.situation.settle();
    assertThat(exchange.group(1).open()).isEmpty();
    assertThat(exchange.situation.actions(Action.Assign.class))
        .extracting(assign -> assign.name().group())
        .containsOnly(0);
  }

  @Test
  void case22_groupsThatNeitherLoseNorGainAPartitionAreLeftAlone() {
    Exchange exchange = new Exchange("0 1 2", "3 4", "5 6");
    exchange.taskCount(4, 4);
    exchange.situation.settle();
    assertThat(exchange.situation.state.groups())
        .extracting(group -> group.partitions().size())
        .containsExactly(2, 2, 2, 1);
    assertThat(exchange.in(Phase.STANDBY)).containsExactly(0, 3);

    exchange.standbysAreReady();
    exchange.situation.settle();
    exchange.pause(0);
    Plan plan = exchange.situation.settle();

    assertThat(exchange.group(1).generations()).hasSize(1);
    assertThat(exchange.group(2).generations()).hasSize(1);
    assertThat(plan.actions())
        .filteredOn(action -> !(action instanceof Action.Announce))
        .noneMatch(
            action ->
                action instanceof Action.CreatePod create
                    && (create.name().group() == 1 || create.name().group() == 2));
    assertThat(exchange.group(3).open().orElseThrow().partitions()).hasSize(1);
  }

  @Test
  void loweringTheNumberEmptiesTheLastGroupsAndTheFirstTakeAllAtOnce() {
    Exchange exchange = new Exchange("0 1", "2 3", "4 5", "6 7");
    exchange.taskCount(1, 1);
    exchange.situation.settle();
    assertThat(exchange.in(Phase.STANDBY)).as("nothing follows in the others").containsExactly(0);

    exchange.standbysAreReady();
    exchange.situation.settle();
    assertThat(exchange.in(Phase.PAUSING))
        .as("the one that takes reads on meanwhile")
        .containsExactly(1, 2, 3);

    exchange.pause(1, 2, 3);
    exchange.situation.settle();
    assertThat(exchange.in(Phase.PAUSING)).containsExactly(0);
    exchange.pause(0);
    exchange.situation.settle();

    Generation reading = exchange.group(0).open().orElseThrow();
    assertThat(reading.number()).as("it rolls over once").isEqualTo(2);
    assertThat(reading.partitions()).hasSize(8);
    assertThat(reading.start()).isEqualTo(Positions.of(at("0 1 2 3 4 5 6 7", "40")));
    assertThat(exchange.situation.state.reading()).isEqualTo(1);
  }

  @Test
  void anEmptiedGroupStaysSoThatItsNumbersAreNotUsedAgain() {
    Exchange exchange = new Exchange("0", "1");
    exchange.taskCount(1, 1);
    exchange.situation.settle();
    exchange.standbysAreReady();
    exchange.situation.settle();
    exchange.pause(1);
    exchange.situation.settle();
    exchange.pause(0);
    exchange.situation.settle();
    exchange.commit(1, 1);
    exchange.situation.settle();
    assertThat(exchange.group(1).partitions()).isEmpty();
    assertThat(exchange.group(1).generations()).isEmpty();
    assertThat(exchange.group(1).nextGeneration()).isEqualTo(2);

    exchange.reads(0, 2);
    exchange.taskCount(2, 2);
    exchange.situation.settle();
    assertThat(exchange.group(1).standby().orElseThrow().number()).isEqualTo(2);
    assertThat(exchange.situation.state.groups()).hasSize(2);
  }

  @Test
  void moreTasksThanPartitionsAreAsManyGroupsAsPartitions() {
    Exchange exchange = new Exchange("0 1 2");
    exchange.taskCount(7, 7);
    exchange.situation.settle();
    assertThat(exchange.situation.state.groups())
        .extracting(group -> group.partitions().size())
        .containsExactly(1, 1, 1);
  }

  @Test
  void withALimitOnlySoManyGroupsEndAtOnceAndNothingIsReadTwice() {
    Exchange exchange = new Exchange("0 1", "2 3", "4 5");
    exchange.taskCount(6, 1);
    exchange.situation.settle();
    exchange.standbysAreReady();
    exchange.situation.settle();
    assertThat(exchange.in(Phase.PAUSING)).containsExactly(0);
    exchange.pause(0);
    exchange.situation.settle();
    exchange.standbysAreReady();
    exchange.situation.settle();
    assertThat(exchange.in(Phase.PAUSING)).as("the first one's end is not committed").isEmpty();

    exchange.commit(0, 1);
    exchange.situation.settle();
    exchange.standbysAreReady();
    exchange.situation.settle();
    assertThat(exchange.in(Phase.PAUSING)).containsExactly(1);
    WrittenOnce.check(exchange.situation.state, exchange.situation.state);
  }

  @Test
  void case18_aGroupThatDoesNotAnswerWhileItGivesHoldsUpNobodyElse() {
    Exchange exchange = new Exchange("0 1", "2 3", "4 5");
    exchange.taskCount(2, 2);
    exchange.situation.settle();
    exchange.standbysAreReady();
    exchange.situation.settle();
    assertThat(exchange.in(Phase.PAUSING)).containsExactly(2);

    exchange.situation.now = exchange.situation.now.plusSeconds(3_700);
    exchange.situation.settle();
    exchange.standbysAreReady();
    exchange.situation.settle();
    assertThat(exchange.in(Phase.PAUSING)).as("one whose time is up").hasSize(2);
    assertThat(exchange.group(0).standby().orElseThrow().partitions())
        .as("without what nobody can take over yet")
        .isEqualTo(partitions("0 1"));
  }

  @Test
  void aGroupWithoutAnyTaskReadsWhatIsFreeAndTakesTheRestLater() {
    Exchange exchange = new Exchange("0 1 2 3", "");
    exchange.taskCount(2, 2);
    exchange.situation.stream = Situation.known(at("0 1 2 3 4 5", "0"), at("0 1 2 3 4 5", "90"));
    exchange.situation.settle();
    assertThat(exchange.group(1).open().orElseThrow().partitions()).isEqualTo(partitions("4 5"));
    assertThat(exchange.group(1).partitions()).hasSize(3);

    exchange.reads(1, exchange.group(1).open().orElseThrow().number());
    exchange.standbysAreReady();
    exchange.situation.settle();
    exchange.pause(0);
    exchange.situation.settle();
    assertThat(exchange.in(Phase.PAUSING)).containsExactly(1);
  }

  @Test
  void case3_anAddedPartitionGoesToTheSmallestGroupFromItsEarliestPositionWhoeverLeads() {
    Exchange exchange = new Exchange("0 1", "2");
    exchange.situation.stream =
        Situation.known(Map.of("0", "0", "1", "0", "2", "0", "3", "7"), at("0 1 2 3", "90"));
    exchange.situation.state = exchange.situation.decide().next();
    assertThat(exchange.situation.state.offsets().text()).containsEntry("3", "7");

    exchange.situation.settle(); // what another leader decides from the same status
    assertThat(exchange.group(1).partitions()).isEqualTo(partitions("2 3"));
    assertThat(exchange.in(Phase.STANDBY)).as("the other is not concerned").containsExactly(1);
    exchange.standbysAreReady();
    exchange.situation.settle();
    exchange.pause(1);
    exchange.situation.settle();
    assertThat(exchange.group(1).open().orElseThrow().start())
        .isEqualTo(Positions.of(Map.of("2", "40", "3", "7")));
    assertThat(exchange.group(0).generations()).hasSize(1);
  }

  @Test
  void aPartitionThatIsAddedWhileOthersMoveIsTakenInTheSameRollover() {
    Exchange exchange = new Exchange("0 1", "2 3", "4 5");
    exchange.taskCount(2, 2);
    exchange.situation.stream =
        Situation.known(at("0 1 2 3 4 5 6 7", "0"), at("0 1 2 3 4 5 6 7", "90"));
    exchange.situation.settle();
    exchange.standbysAreReady();
    exchange.situation.settle();
    assertThat(exchange.in(Phase.PAUSING)).containsExactly(2);
    exchange.pause(2);
    exchange.situation.settle();
    exchange.pause(0, 1);
    exchange.situation.settle();
    for (int id : List.of(0, 1)) {
      assertThat(exchange.group(id).open().orElseThrow())
          .satisfies(open -> assertThat(open.number()).isEqualTo(2))
          .satisfies(open -> assertThat(open.partitions()).hasSize(4));
    }
  }

  @Test
  void aRolloverThatWaitsSaysWhichAddedPartitionsAreNotReadMeanwhile() {
    Exchange exchange = new Exchange("0");
    exchange.situation.stream = Situation.known(at("0 1", "0"), at("0 1", "90"));
    exchange.situation.settle();
    exchange.situation.now = exchange.situation.now.plus(RolloverRules.PATIENCE);
    PodTrouble trouble = new PodTrouble(Reason.PodRefused, "a policy");
    exchange.situation.refusals.put("s-0-2-0", trouble);
    assertThat(waits(exchange)).endsWith("once it is ready. Nobody reads partition 1 meanwhile");

    String eight = "0 1 2 3 4 5 6 7";
    exchange.situation.stream = Situation.known(at(eight, "0"), at(eight, "90"));
    recordNewest(exchange);
    exchange.situation.settle();
    exchange.situation.now = exchange.situation.now.plus(RolloverRules.PATIENCE);
    exchange.situation.refusals.put("s-0-3-0", trouble);
    assertThat(waits(exchange))
        .endsWith("Nobody reads partitions 1, 2, 3, 4, 5 and 2 more meanwhile");
  }

  private static String waits(Exchange exchange) {
    exchange.reads(0, 1);
    return exchange.situation.settle().findings().stream()
        .filter(finding -> finding.reason() == Reason.RolloverWaits)
        .map(Finding::message)
        .findFirst()
        .orElseThrow();
  }

  private static void recordNewest(Exchange exchange) {
    SupervisorState state = exchange.situation.state;
    exchange.situation.ledger =
        new LedgerObservation.Read(
            Situation.owner(Situation.UID, "installation"),
            Situation.head(state.commits(), Situation.UID, 1, state.offsets().text()));
  }

  @Test
  void aNumberThatIsTakenBackBeforeAnythingEndedRestartsNothing() {
    Exchange exchange = new Exchange("0 1", "2 3");
    exchange.taskCount(4, 4);
    exchange.situation.settle();
    exchange.taskCount(2, 2);
    exchange.situation.settle();
    assertThat(exchange.situation.state.groups())
        .filteredOn(group -> !group.isEmpty())
        .allSatisfy(group -> assertThat(group.generations()).hasSize(1))
        .extracting(TaskGroup::partitions)
        .containsExactly(partitions("0 1"), partitions("2 3"));
  }

  @Test
  void whileSuspendedNothingMovesAndAfterwardsEachPartitionIsReadWhereItEnded() {
    Exchange exchange = new Exchange("0 1", "2 3");
    exchange.situation.suspend = true;
    exchange.taskCount(1, 1);
    exchange.situation.settle();
    exchange.pause(0, 1);
    exchange.situation.settle();
    assertThat(exchange.group(1).partitions()).isEqualTo(partitions("2 3"));

    exchange.situation.suspend = false;
    exchange.situation.settle();
    assertThat(exchange.group(0).open().orElseThrow().start())
        .as("committed or not")
        .isEqualTo(Positions.of(at("0 1 2 3", "40")));
  }

  @Test
  void deletionEndsWhatIsOnItsWayAndBeginsNothing() {
    Exchange exchange = new Exchange("0 1 2 3");
    exchange.taskCount(2, 2);
    exchange.situation.settle();
    exchange.situation.deletion =
        new Observation.Deletion(exchange.situation.now.plus(Duration.ofMinutes(2)), false);
    exchange.situation.settle();
    exchange.pause(0);
    exchange.situation.settle();
    assertThat(exchange.in(Phase.STANDBY)).isEmpty();
    assertThat(exchange.group(1).generations()).isEmpty();
    exchange.commit(0, 1);
    assertThat(exchange.situation.settle().actions()).contains(new Action.Release());
  }

  @Test
  void case47_theOldGroupGoesOnWithWhatIsItsWhenTheNewOneHasCommittedBeyondItsEnd() {
    Exchange exchange = Exchange.moved();
    Generation old = exchange.generation(0, 1);
    exchange.situation.state = committed(exchange.situation.state, Map.of("0", "10", "1", "95"));
    exchange.situation.ledger =
        new LedgerObservation.Read(
            Situation.owner(Situation.UID, "installation"),
            Situation.head(2, Situation.UID, 1, Map.of("0", "10", "1", "95")));
    exchange.silence(0, 1);
    exchange.situation.with(
        Situation.running(
            1,
            0,
            Situation.report(
                io.millrace.protocol.TaskState.PUBLISHING,
                1,
                Map.of("0", "10", "1", "40"),
                Map.of("0", "40", "1", "40"))));

    Plan plan = exchange.situation.settle();

    assertThat(exchange.generation(0, 1).attempts()).as("not superseded").isEqualTo(old.attempts());
    assertThat(plan.actions())
        .filteredOn(Action.Assign.class::isInstance)
        .map(Action.Assign.class::cast)
        .filteredOn(assign -> assign.name().group() == 0 && assign.name().generation() == 1)
        .allSatisfy(
            assign ->
                assertThat(assign.assignment().committed().positions())
                    .as("what is committed beyond its end is not its own")
                    .containsEntry("1", "40"));
  }

  @Test
  void case47_aReplacementInTheOldGroupReadsOnlyWhatIsLeftUpToItsEnd() {
    Exchange exchange = Exchange.moved();
    exchange.situation.state = committed(exchange.situation.state, Map.of("0", "10", "1", "95"));
    exchange.situation.ledger =
        new LedgerObservation.Read(
            Situation.owner(Situation.UID, "installation"),
            Situation.head(2, Situation.UID, 1, Map.of("0", "10", "1", "95")));
    exchange.silence(0, 1);
    exchange.situation.left.put(
        new GenerationKey(1, 0, 1), new LeftManifests(Set.of("s-0-1-0"), List.of()));
    exchange.situation.settle();

    assertThat(exchange.generation(0, 1).attempts().getFirst())
        .satisfies(attempt -> assertThat(attempt.number()).isEqualTo(1))
        .satisfies(
            attempt -> assertThat(attempt.start()).isEqualTo(Positions.of(Map.of("0", "10"))));
  }

  @Test
  void case47_theNewGroupsFirstManifestWaitsForTheOldGroupsLast() {
    Exchange exchange = Exchange.moved();
    exchange.situation.settle();
    assertThat(exchange.situation.state.offsets().text()).isEqualTo(at("0 1", "0"));
    exchange.commit(0, 1);
    exchange.situation.settle();
    assertThat(exchange.group(1).open().orElseThrow().start())
        .isEqualTo(Positions.of(Map.of("1", "40")));
  }

  @Test
  void aGroupThatIsBehindTheEndOfOneThatIsGivenUpIsGivenUpWithIt() {
    Exchange exchange = Exchange.moved();
    assertThat(Transit.following(exchange.situation.state, Set.of(0))).containsExactly(1);
    assertThat(Transit.following(exchange.situation.state, Set.of(1)))
        .as("group 0 does not need what group 1 reads")
        .isEmpty();

    exchange.commit(0, 1);
    assertThat(Transit.following(exchange.situation.state, Set.of(0)))
        .as("what it needs is committed")
        .isEmpty();
  }

  private static SupervisorState committed(SupervisorState state, Map<String, String> offsets) {
    Commit commit =
        new Commit(
            2,
            LedgerEntry.Kind.COMMIT,
            Situation.NOW,
            1,
            Positions.NONE,
            Positions.NONE,
            List.of(),
            0,
            0);
    return new SupervisorState(
        1, state.acceptedRevision(), state.stream(), Positions.of(offsets), commit, state.groups());
  }

  @Test
  void peopleAreToldWhatMoves() {
    Exchange exchange = new Exchange("0 1 2 3");
    exchange.taskCount(2, 2);
    assertThat(exchange.situation.decide().actions())
        .contains(
            new Action.Announce(
                false,
                Reason.Rescaled,
                "4 partitions over 2 task groups now, 1 before; 2 move to another group"));
  }

  @Test
  void aSpreadIsEvenAndMovesAsFewPartitionsAsCanBe() {
    Random random = new Random(11);
    for (int round = 0; round < 300; round++) {
      int count = 1 + random.nextInt(40);
      SupervisorState before = spread(new TreeMap<>(), count, 1 + random.nextInt(9), List.of());
      Map<PartitionId, Integer> owners = Spread.owners(before);
      int wanted = 1 + random.nextInt(9);
      SupervisorState after =
          before.withGroups(
              Spread.of(before, new TreeSet<>(), wanted)
                  .groups(id -> new TaskGroup(id, 1, new TreeSet<>(), 0, List.of())));
      Map<PartitionId, Integer> next = Spread.owners(after);
      int groups = Math.min(wanted, count);

      assertThat(next).hasSize(count);
      assertThat(after.reading()).isEqualTo(groups);
      assertThat(after.groups().stream().filter(group -> !group.isEmpty()))
          .allSatisfy(
              group ->
                  assertThat(group.partitions().size())
                      .isBetween(count / groups, (count + groups - 1) / groups));
      long moved =
          owners.entrySet().stream()
              .filter(owner -> !owner.getValue().equals(next.get(owner.getKey())))
              .count();
      assertThat(moved).isEqualTo(fewest(before, groups, count));
      assertThat(Spread.of(after, new TreeSet<>(), wanted).stands()).isTrue();
    }
  }

  /** What is beyond the even shares has to move, whoever gets the larger ones. */
  private static long fewest(SupervisorState before, int groups, int count) {
    Map<Integer, Integer> sizes = new HashMap<>();
    before.groups().forEach(group -> sizes.put(group.id(), group.partitions().size()));
    int larger = count % groups;
    long stay = 0;
    List<Integer> kept =
        java.util.stream.IntStream.range(0, groups)
            .mapToObj(id -> sizes.getOrDefault(id, 0))
            .sorted(java.util.Comparator.reverseOrder())
            .toList();
    for (int rank = 0; rank < groups; rank++) {
      stay += Math.min(kept.get(rank), count / groups + (rank < larger ? 1 : 0));
    }
    return count - stay;
  }

  private static SupervisorState spread(
      Map<String, String> offsets, int count, int taskCount, List<TaskGroup> groups) {
    for (int partition = 0; partition < count; partition++) {
      offsets.put(String.valueOf(partition), "0");
    }
    SupervisorState bare = new SupervisorState(1, "s-1", null, Positions.of(offsets), null, groups);
    return bare.withGroups(
        Spread.of(bare, new TreeSet<>(), taskCount)
            .groups(id -> new TaskGroup(id, 1, new TreeSet<>(), 0, List.of())));
  }
}
