package io.millrace.operator.decide;

import static io.millrace.operator.decide.Situation.generation;
import static io.millrace.operator.decide.Situation.pending;
import static io.millrace.operator.decide.Situation.pod;
import static io.millrace.operator.decide.Situation.prepared;
import static io.millrace.operator.decide.Situation.report;
import static io.millrace.operator.decide.Situation.running;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.operator.Reason;
import io.millrace.protocol.Assignment;
import io.millrace.protocol.LedgerEntry;
import io.millrace.protocol.Prepared;
import io.millrace.protocol.ProtocolVersion;
import io.millrace.protocol.Report;
import io.millrace.protocol.RowCounters;
import io.millrace.protocol.TaskState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Generations with two replicas: checkpoints, ends, commits, replacements, drains. */
class ReplicasTest {

  private static final Map<String, String> P0 = Map.of("0", "0", "1", "0");
  private static final Map<String, String> A = Map.of("0", "100", "1", "20");
  private static final Map<String, String> B = Map.of("0", "80", "1", "50");
  private static final Map<String, String> BEHIND_LOST = Map.of("0", "60", "1", "0");
  private static final Map<String, String> FURTHEST = Map.of("0", "100", "1", "50");

  @Test
  void aGroupStartsWithAsManyPodsAsReplicas() {
    Situation situation = Situation.reading(P0, 1);
    situation.settings = replicas(situation.settings, 3);

    assertThat(situation.actions(Action.CreatePod.class))
        .extracting(create -> create.name().attempt())
        .containsExactly(0, 1, 2);
    assertThat(situation.actions(Action.CreatePod.class))
        .allMatch(create -> create.replicas() == 3);
  }

  @Test
  void aChangedNumberOfReplicasTakesEffectByARolloverAtOnce() {
    Situation situation = two(Phase.READING, reading(A), reading(B));
    situation.settings = replicas(situation.settings, 3);

    situation.settle();

    assertThat(situation.generation(1).replicas()).isEqualTo(2);
    assertThat(situation.generation(2).phase()).isEqualTo(Phase.STANDBY);
    assertThat(situation.generation(2).replicas()).isEqualTo(3);
  }

  @Test
  void anEarlyHandoffEndsAtTheFurthestOfAllReplicas() {
    Situation situation = two(Phase.READING, reading(A), reading(B));
    situation.handoff = "7";
    situation.settle();
    situation.with(running(2, 0, report(TaskState.READY, 0, null, Map.of())));
    situation.settle();
    assertThat(situation.generation(1).phase()).isEqualTo(Phase.READING);
    situation.with(running(2, 1, report(TaskState.READY, 0, null, Map.of())));
    situation.settle();
    assertThat(situation.generation(1).phase()).isEqualTo(Phase.PAUSING);

    long told = situation.generation(1).assignment();
    situation.pods.set(0, running(1, 0, paused(A, told)));
    situation.pods.set(1, running(1, 1, paused(B, told)));
    situation.settle();

    assertThat(situation.generation(1).end()).isEqualTo(Positions.of(FURTHEST));
    assertThat(situation.generation(2).start()).isEqualTo(Positions.of(FURTHEST));
    assertThat(situation.generation(2).phase()).isEqualTo(Phase.READING);
  }

  @Test
  void aReplicaThatDoesNotGetReadyHoldsUpARolloverForABoundedTime() {
    Situation situation = updated();
    situation.with(pending(2, 0, new PodTrouble(Reason.ImagePullFailed, "no such image")));
    situation.with(running(2, 1, report(TaskState.READY, 0, null, Map.of())));
    situation.settle();
    assertThat(situation.generation(1).phase()).isEqualTo(Phase.READING);

    situation.now = situation.now.plus(RolloverRules.PATIENCE);
    Plan plan = situation.settle();

    assertThat(situation.generation(1).phase()).isEqualTo(Phase.PAUSING);
    assertThat(plan.findings())
        .extracting(Finding::reason)
        .doesNotContain(Reason.SpecUpdateWaits)
        .contains(Reason.ImagePullFailed);
  }

  @Test
  void aRolloverWaitsWhereNoReplicaGetsReadyAndOneOfThemLacksMoreThanRoom() {
    Situation situation = updated();
    situation.with(pending(2, 0, new PodTrouble(Reason.PodUnschedulable, "0/2 nodes")));
    situation.with(pending(2, 1, new PodTrouble(Reason.PodConfigurationInvalid, "no such key")));
    situation.now = situation.now.plus(RolloverRules.PATIENCE);
    Plan plan = situation.settle();

    assertThat(situation.generation(1).phase()).isEqualTo(Phase.READING);
    assertThat(plan.findings())
        .filteredOn(finding -> finding.reason() == Reason.SpecUpdateWaits)
        .singleElement()
        .satisfies(
            finding ->
                assertThat(finding.message())
                    .contains("Pod s-0-2-1 ", "PodConfigurationInvalid: no such key"));
  }

  private static Situation updated() {
    Situation situation = two(Phase.READING, reading(A), reading(B));
    situation.candidate = new Observation.Candidate("s-2", true);
    situation.settle();
    return situation;
  }

  @Test
  void aWantedCheckpointPausesAllReplicas() {
    Situation situation = two(Phase.READING, wanting(A, P0), reading(B));

    List<Action.Assign> told = situation.actions(Action.Assign.class);

    assertThat(situation.generation(1).phase()).isEqualTo(Phase.CHECKPOINTING);
    assertThat(told).hasSize(2).allMatch(assign -> assign.assignment().paused());
  }

  @Test
  void aCheckpointIsWantedAlsoBehindRowsThatWereLost() {
    Report second = report(TaskState.READING, 1, BEHIND_LOST, B);
    Situation situation = losing(two(Phase.READING, wanting(A, BEHIND_LOST), second));

    situation.settle();

    assertThat(situation.generation(1).phase()).isEqualTo(Phase.CHECKPOINTING);
  }

  @Test
  void noCheckpointIsRecordedWhereRowsWereLostAndNobodyHasReadMore() {
    Report stands = report(TaskState.PAUSED, 1, 1L, false, BEHIND_LOST, BEHIND_LOST);
    Situation situation = losing(two(Phase.CHECKPOINTING, stands, stands));

    situation.settle();

    assertThat(situation.generation(1).checkpoints()).isEmpty();
    assertThat(situation.generation(1).phase()).isEqualTo(Phase.READING);
  }

  @Test
  void aCheckpointIsTheFurthestOfAllThatStandStillAndIsWrittenBeforeAnybodyIsTold() {
    Situation situation = two(Phase.CHECKPOINTING, paused(A), paused(B));

    Plan plan = situation.decide();

    Generation next = plan.next().group(0).orElseThrow().generation(1).orElseThrow();
    assertThat(next.checkpoints()).containsExactly(Positions.of(FURTHEST));
    assertThat(next.phase()).isEqualTo(Phase.READING);
    assertThat(plan.actions()).noneMatch(Action.Assign.class::isInstance);
    assertThat(situation.actions(Action.Assign.class))
        .extracting(Action.Assign::assignment)
        .hasSize(2)
        .allMatch(told -> !told.paused() && told.number() > 1)
        .allMatch(told -> told.boundaries().equals(List.of(FURTHEST)));
  }

  @Test
  void aCheckpointWaitsForEveryReplicaThatHasBegun() {
    Situation situation = two(Phase.CHECKPOINTING, paused(A), reading(B));
    situation.state = situation.decide().next();
    assertThat(situation.generation(1).checkpoints()).isEmpty();
    assertThat(situation.generation(1).phase()).isEqualTo(Phase.CHECKPOINTING);
  }

  @Test
  void case16_aPauseOfOneReplicaThatEndedByItselfIsAskedForAgain() {
    Situation situation = two(Phase.CHECKPOINTING, paused(A), reading(B));
    situation.state = situation.decide().next();
    assertThat(situation.generation(1).assignment()).isEqualTo(2);
  }

  @Test
  void aReplicaThatHasNotBegunIsNotWaitedFor() {
    Situation situation =
        two(Phase.CHECKPOINTING, paused(A), report(TaskState.READY, 0, null, Map.of()));
    situation.settle();
    assertThat(situation.generation(1).checkpoints()).containsExactly(Positions.of(A));
  }

  @Test
  void aReplicaThatSaysNothingIsNotWaitedForLong() {
    Situation situation = two(Phase.CHECKPOINTING, paused(A), null);
    situation.pods.set(1, silentSince(running(1, 1, reading(B)), Situation.NOW.minusSeconds(10)));
    situation.settle();
    assertThat(situation.generation(1).checkpoints()).isEmpty();

    situation.pods.set(0, running(1, 0, paused(A, situation.generation(1).assignment())));
    situation.pods.set(1, silentSince(running(1, 1, reading(B)), Situation.NOW.minusSeconds(16)));
    situation.settle();
    assertThat(situation.generation(1).checkpoints()).containsExactly(Positions.of(A));
  }

  @ParameterizedTest
  @EnumSource(names = {"CHECKPOINTING", "PAUSING"})
  void aReplicaThatAnswersAndDoesNotStandStillIsNotWaitedForLong(Phase phase) {
    Situation situation = told(two(phase, null, reading(B)), 2);
    situation.pods.set(0, since(running(1, 0, paused(A, 2)), Situation.NOW.minusSeconds(15)));

    Plan waiting = situation.settle();

    assertThat(situation.generation(1).phase()).isEqualTo(phase);
    assertThat(waiting.wakeUp()).as("soon").isLessThan(Duration.ofSeconds(1));

    situation.pods.set(0, since(running(1, 0, paused(A, 2)), Situation.NOW.minusSeconds(16)));
    situation.settle();

    Generation next = situation.generation(1);
    assertThat(phase == Phase.PAUSING ? next.end() : next.newestBoundary())
        .isEqualTo(Positions.of(A));
  }

  @Test
  void theFirstReplicaThatStandsStillCountsForHowLongOthersAreWaitedFor() {
    Situation situation = told(two(Phase.CHECKPOINTING, null, null), 2);
    situation.pods.set(0, since(running(1, 0, paused(A, 2)), Situation.NOW.minusSeconds(16)));
    situation.pods.set(1, since(running(1, 1, paused(B, 2)), Situation.NOW.minusSeconds(1)));
    situation.with(running(1, 2, reading(Map.of("0", "500", "1", "500"))));
    situation.state =
        situation.state.mappingGroups(
            group ->
                group.mapping(
                    each -> {
                      Attempt first = each.attempts().getFirst();
                      Attempt third =
                          new Attempt(2, first.start(), first.createdAt(), 0, null, Situation.NOW);
                      return each.with(first, each.attempts().get(1), third);
                    }));

    situation.settle();

    assertThat(situation.generation(1).checkpoints()).containsExactly(Positions.of(FURTHEST));
  }

  @ParameterizedTest
  @EnumSource(names = {"CHECKPOINTING", "PAUSING"})
  void theLastReplicaThatLivesIsWaitedForHoweverLongItTakes(Phase phase) {
    Situation situation = told(two(phase, null, null), 2);
    situation.pods.set(0, pod(1, 0, ObservedPod.Phase.FAILED, null, paused(A, 2)));
    situation.pods.set(1, since(running(1, 1, reading(B)), Situation.NOW.minusSeconds(300)));
    situation.settle();
    assertThat(situation.generation(1).phase()).isEqualTo(phase);
  }

  @Test
  void aReplicaThatIsAskedToEndDoesNotShortenHowLongTheOthersAreWaitedFor() {
    Situation situation = told(two(Phase.CHECKPOINTING, null, reading(B)), 2);
    Report ending = report(TaskState.PUBLISHING, 1, 2L, true, P0, A);
    situation.pods.set(0, since(running(1, 0, ending), Situation.NOW.minusSeconds(60)));
    situation.settle();
    assertThat(situation.generation(1).phase()).isEqualTo(Phase.CHECKPOINTING);
  }

  @Test
  void aReplicaThatWasNotWaitedForAsksForACheckpointOnlyOnceItKnowsWhatItWasTold() {
    Situation situation = told(two(Phase.CHECKPOINTING, null, wanting(B, P0)), 2);
    situation.pods.set(0, since(running(1, 0, paused(P0, 2)), Situation.NOW.minusSeconds(16)));

    situation.settle();

    assertThat(situation.generation(1).checkpoints()).isEmpty();
    assertThat(situation.generation(1).phase()).isEqualTo(Phase.READING);
  }

  @Test
  void case14_case17_aWishThatWasOvertakenByACheckpointIsMoot() {
    Situation situation = two(Phase.READING, wanting(A, P0), reading(B));
    situation.state = withCheckpoint(situation.state, FURTHEST);
    situation.settle();
    assertThat(situation.generation(1).phase()).isEqualTo(Phase.READING);
    assertThat(situation.generation(1).checkpoints()).hasSize(1);
  }

  @Test
  void noCheckpointIsRecordedWhereNobodyIsAheadOfTheLastOne() {
    Situation situation = two(Phase.CHECKPOINTING, paused(A), paused(B));
    situation.state = withCheckpoint(situation.state, FURTHEST);
    situation.settle();
    assertThat(situation.generation(1).phase()).isEqualTo(Phase.READING);
    assertThat(situation.generation(1).checkpoints()).hasSize(1);
  }

  @Test
  void whenNobodyReadsAnyMoreTheCheckpointIsGivenUp() {
    Situation situation = two(Phase.CHECKPOINTING, null, null);
    situation.pods.clear();
    situation.settle();
    assertThat(situation.generation(1).phase()).isEqualTo(Phase.READING);
  }

  @Test
  void checkpointsStopWhileManyAreNotCommitted() {
    Situation situation = two(Phase.READING, null, null);
    for (int number = 1; number <= CheckpointRules.MOST_UNCOMMITTED; number++) {
      situation.state = withCheckpoint(situation.state, Map.of("0", "" + number, "1", "" + number));
    }
    Map<String, String> newest = situation.generation(1).newestBoundary().text();
    situation.pods.set(0, running(1, 0, wanting(A, newest)));
    situation.settle();
    assertThat(situation.generation(1).phase()).isEqualTo(Phase.READING);
  }

  @Test
  void case13_aCheckpointDoesNotWaitForARollover() {
    Situation situation = two(Phase.READING, wanting(A, P0), reading(B));
    situation.settings =
        new Settings("ds", 1, 2, Duration.ofHours(1), 1, true, false, null, null, null);
    situation.now = Situation.NOW.plus(Duration.ofMinutes(50)).minusSeconds(20);
    for (int index = 0; index < 2; index++) {
      situation.pods.set(index, silentSince(situation.pods.get(index), situation.now));
    }
    situation.settle();
    assertThat(situation.state.group(0).orElseThrow().standby()).isPresent();
    assertThat(situation.generation(1).phase()).isEqualTo(Phase.CHECKPOINTING);
  }

  @Test
  void case13_aCheckpointDoesNotWaitForOneOfAnotherGroup() {
    Situation situation = two(Phase.READING, wanting(A, P0), reading(B));
    Generation pausing = situation.generation(1).in(Phase.CHECKPOINTING);
    TaskGroup wishes = situation.state.groups().getFirst();
    TaskGroup silent =
        new TaskGroup(1, 1, Positions.of(Map.of("2", "0")).partitions(), 2, List.of(pausing));
    situation.state = situation.state.withGroups(List.of(silent, wishes));

    Plan plan = situation.decide();

    assertThat(plan.next().group(0).orElseThrow().generation(1).orElseThrow().phase())
        .isEqualTo(Phase.CHECKPOINTING);
  }

  @Test
  void anEndIsTheFurthestOfAllThatStandStill() {
    Situation situation = two(Phase.PAUSING, paused(A), paused(B));
    situation.settle();
    assertThat(situation.generation(1).end()).isEqualTo(Positions.of(FURTHEST));
  }

  @Test
  void anEndIsNotBehindARecordedCheckpoint() {
    Situation situation = two(Phase.PAUSING, null, null);
    situation.state = withCheckpoint(situation.state, FURTHEST);
    situation.pods.clear();
    situation.suspend = true;
    situation.left.put(
        new GenerationKey(1, 0, 1),
        new LeftManifests(java.util.Set.of("s-0-1-0", "s-0-1-1", "s-0-1-2", "s-0-1-3"), List.of()));
    situation.settle();
    assertThat(situation.generation(1).end()).isEqualTo(Positions.of(FURTHEST));
  }

  @Test
  void aManifestThatEndsAtNoBoundaryIsNotCommitted() {
    Prepared off = prepared(1, "pod-1-0", P0, B);
    Situation situation = two(Phase.READING, report(TaskState.READING, 1, P0, A, off), reading(B));
    situation.state = withCheckpoint(situation.state, FURTHEST);
    situation.settle();
    assertThat(situation.state.commits()).isEqualTo(1);
  }

  @Test
  void case58_ofTwoManifestsOfOneRangeOneCounts() {
    Prepared one = prepared(1, "pod-1-0", P0, FURTHEST);
    Prepared other = prepared(1, "pod-1-1", P0, FURTHEST);
    Situation situation =
        two(
            Phase.READING,
            report(TaskState.READING, 1, P0, FURTHEST, one),
            report(TaskState.READING, 1, P0, FURTHEST, other));
    situation.state = withCheckpoint(situation.state, FURTHEST);

    situation.settle();

    assertThat(situation.state.commits()).isEqualTo(2);
    assertThat(situation.generation(1).committed()).containsExactly(one.path());
    assertThat(situation.state.offsets()).isEqualTo(Positions.of(FURTHEST));
    assertThat(situation.generation(1).attempts())
        .as("the other is told, and goes on")
        .extracting(Attempt::number)
        .containsExactly(0, 1);
  }

  @Test
  void aReplicaThatIsBehindWhatIsCommittedIsToldAndNotReplaced() {
    Prepared one = prepared(1, "pod-1-0", P0, FURTHEST);
    Situation situation =
        two(Phase.READING, report(TaskState.READING, 1, P0, FURTHEST, one), reading(B));
    situation.state = withCheckpoint(situation.state, FURTHEST);

    List<Action.Assign> told = situation.actions(Action.Assign.class);

    assertThat(situation.generation(1).attempts())
        .extracting(Attempt::number)
        .containsExactly(0, 1);
    assertThat(told)
        .extracting(Action.Assign::assignment)
        .extracting(Assignment::committed)
        .allMatch(committed -> committed.positions().equals(FURTHEST));
  }

  @Test
  void committedCheckpointsAreForgottenButForTheNewest() {
    Map<String, String> later = Map.of("0", "200", "1", "50");
    Prepared one = prepared(1, "pod-1-0", P0, FURTHEST);
    Prepared two = prepared(1, "pod-1-0", Map.of("0", "100"), Map.of("0", "200"));
    Situation situation =
        two(Phase.READING, report(TaskState.READING, 1, P0, later, one, two), reading(B));
    situation.state = withCheckpoint(withCheckpoint(situation.state, FURTHEST), later);
    situation.settle();
    assertThat(situation.state.offsets()).isEqualTo(Positions.of(later));
    assertThat(situation.generation(1).checkpoints()).containsExactly(Positions.of(later));
  }

  @Test
  void case42_aReplacementStartsAtWhatIsCommittedNotAtACheckpoint() {
    Situation situation = two(Phase.READING, reading(FURTHEST), null);
    situation.state = withCheckpoint(situation.state, FURTHEST);
    situation.pods.set(1, pod(1, 1, ObservedPod.Phase.FAILED, null, null));
    situation.left.put(
        new GenerationKey(1, 0, 1), new LeftManifests(java.util.Set.of("s-0-1-1"), List.of()));

    situation.settle();

    assertThat(situation.generation(1).attempts())
        .extracting(Attempt::number)
        .containsExactly(0, 2);
    assertThat(situation.generation(1).attempts().get(1).start()).isEqualTo(Positions.of(P0));
    assertThat(situation.generation(1).attempts().get(1).failures()).isEqualTo(1);
    assertThat(situation.generation(1).attempts().get(0).failures()).isZero();
  }

  @Test
  void aReplicaThatFailedWithAnEndRecordedIsNotReplacedWhileAnotherPrepares() {
    Situation situation = two(Phase.READING, reading(FURTHEST), null);
    situation.state =
        situation.state.mappingGroups(
            group -> group.mapping(each -> each.endingAt(Positions.of(FURTHEST))));
    situation.pods.set(1, pod(1, 1, ObservedPod.Phase.FAILED, null, null));
    situation.left.put(
        new GenerationKey(1, 0, 1),
        new LeftManifests(java.util.Set.of("s-0-1-0", "s-0-1-1"), List.of()));
    situation.settle();
    assertThat(situation.generation(1).attempts())
        .extracting(Attempt::number)
        .containsExactly(0, 1);

    situation.pods.set(0, pod(1, 0, ObservedPod.Phase.FAILED, null, null));
    situation.settle();
    assertThat(situation.generation(1).attempts())
        .extracting(Attempt::number)
        .containsExactly(2, 3);
  }

  @Test
  void whenTheLastReplicaDrainsACheckpointIsRecordedForIt() {
    Situation situation = two(Phase.READING, null, null);
    situation.pods.set(0, draining(0, A));
    situation.pods.set(1, draining(1, B));

    situation.settle();

    assertThat(situation.generation(1).checkpoints())
        .as("where one of them stands, since none can read on")
        .containsExactly(Positions.of(B));
    assertThat(situation.generation(1).attempts())
        .as("the next ones wait for what it prepares")
        .extracting(Attempt::start)
        .containsOnlyNulls();
  }

  @Test
  void case54_whenNoReplicaCanReadOnACheckpointIsRecordedWhereOneOfThemStands() {
    Situation situation = two(Phase.READING, unreadable(A), unreadable(B));

    situation.settle();
    situation.settle();

    assertThat(situation.generation(1).checkpoints()).containsExactly(Positions.of(B));
    assertThat(situation.actions(Action.Assign.class))
        .hasSize(2)
        .allMatch(assign -> assign.assignment().boundaries().equals(List.of(B)));
  }

  @Test
  void case54_oneThatHasPreparedAllKeepsNoBoundaryFromTheOtherThatCannotReadOn() {
    Situation situation =
        two(
            Phase.READING,
            report(TaskState.PREPARED, 1, null, true, P0, BEHIND_LOST),
            unreadable(A));
    situation.state = withCheckpoint(situation.state, BEHIND_LOST);

    situation.settle();

    assertThat(situation.generation(1).checkpoints())
        .containsExactly(Positions.of(BEHIND_LOST), Positions.of(A));
  }

  @Test
  void aReplicaThatCannotReadUpToTheNewestBoundaryGetsNoOther() {
    Situation situation = two(Phase.READING, unreadable(B), null);
    situation.pods.remove(1);
    situation.state = withCheckpoint(situation.state, A);

    situation.settle();

    assertThat(situation.generation(1).checkpoints()).containsExactly(Positions.of(A));
  }

  @Test
  void whereAnotherReadsOnOneThatCannotHasNoSayInWhereTheSequenceEnds() {
    Situation situation = two(Phase.CHECKPOINTING, unreadable(A), paused(B));

    situation.settle();

    assertThat(situation.generation(1).checkpoints()).containsExactly(Positions.of(B));
  }

  @Test
  void whenOneReplicaDrainsAndAnotherReadsOnNoCheckpointIsRecorded() {
    Situation situation = two(Phase.READING, reading(A), null);
    situation.pods.set(1, draining(1, B));
    situation.settle();
    assertThat(situation.generation(1).checkpoints()).isEmpty();
    assertThat(situation.generation(1).phase()).isEqualTo(Phase.READING);
  }

  private static Settings replicas(Settings like, int replicas) {
    return new Settings(
        like.dataSource(),
        like.taskCount(),
        replicas,
        like.taskDuration(),
        like.stopTaskCount(),
        like.useEarliestOffset(),
        like.resetOffsetAutomatically(),
        null,
        null,
        null);
  }

  /** Two replicas of generation 1, with these reports; none where the Pod has said nothing. */
  private static Situation two(Phase phase, @Nullable Report first, @Nullable Report second) {
    Instant created = Situation.NOW.minusSeconds(600);
    Positions start = Positions.of(P0);
    Generation generation =
        generation(1, phase, P0, null)
            .with(
                new Attempt(0, start, created, 0, null, created),
                new Attempt(1, start, created, 0, null, created));
    Situation situation =
        Situation.reading(P0, 1, generation).with(running(1, 0, first)).with(running(1, 1, second));
    situation.settings = replicas(situation.settings, 2);
    return situation;
  }

  /** Rows of partition 0 are lost, and both replicas begin behind them. */
  private static Situation losing(Situation situation) {
    Commit lost =
        new Commit(
            2,
            LedgerEntry.Kind.LOST,
            Situation.NOW,
            1,
            Positions.of(Map.of("0", "0")),
            Positions.of(Map.of("0", "60")),
            List.of(),
            0,
            0);
    situation.state = situation.state.committing(lost);
    situation.ledger =
        new LedgerObservation.Read(
            Situation.owner(Situation.UID, "installation"),
            Situation.head(2, Situation.UID, 1, BEHIND_LOST));
    return situation;
  }

  private static Report reading(Map<String, String> positions) {
    return report(TaskState.READING, 1, P0, positions);
  }

  private static Report paused(Map<String, String> positions) {
    return paused(positions, 1);
  }

  private static Report paused(Map<String, String> positions, long assignment) {
    return report(TaskState.PAUSED, 1, assignment, false, P0, positions);
  }

  private static Report wanting(Map<String, String> positions, Map<String, String> from) {
    return new Report(
        ProtocolVersion.TASK_PROTOCOL,
        "pod",
        1,
        TaskState.READING,
        1,
        1,
        null,
        false,
        from,
        positions,
        List.of(),
        from,
        null,
        1,
        RowCounters.ZERO,
        -1,
        Situation.NOW.minusSeconds(300),
        List.of());
  }

  /** Of one whose next position is gone. */
  private static Report unreadable(Map<String, String> positions) {
    return report(TaskState.PUBLISHING, 1, null, true, P0, positions);
  }

  private static ObservedPod draining(int attempt, Map<String, String> positions) {
    return pod(
        1,
        attempt,
        ObservedPod.Phase.RUNNING,
        Situation.NOW,
        report(TaskState.PUBLISHING, 1, null, true, P0, positions));
  }

  /** Their newest assignment has this number. */
  private static Situation told(Situation situation, long assignment) {
    situation.state =
        situation.state.mappingGroups(
            group -> group.mapping(each -> each.withAssignment(assignment)));
    return situation;
  }

  private static ObservedPod since(ObservedPod pod, Instant progressedAt) {
    return Situation.heard(pod, pod.reportedAt(), null, progressedAt);
  }

  private static ObservedPod silentSince(ObservedPod pod, Instant heard) {
    return Situation.heard(pod, heard, null, null);
  }

  private static SupervisorState withCheckpoint(
      SupervisorState state, Map<String, String> checkpoint) {
    return state.mappingGroups(
        group ->
            group.mapping(
                generation ->
                    generation.checkpointAt(Positions.of(checkpoint)).in(generation.phase())));
  }
}
