package io.millrace.operator.decide;

import static io.millrace.operator.decide.Situation.generation;
import static io.millrace.operator.decide.Situation.pending;
import static io.millrace.operator.decide.Situation.report;
import static io.millrace.operator.decide.Situation.running;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.operator.Reason;
import io.millrace.protocol.Assignment;
import io.millrace.protocol.TaskState;
import io.millrace.streams.PartitionId;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RolloverTest {

  private static final Map<String, String> P0 = Map.of("0", "0");
  private static final Map<String, String> P100 = Map.of("0", "100");

  private static Situation due() {
    Situation situation =
        Situation.reading(P0, 1, generation(1, Phase.READING, P0, null))
            .with(running(1, 0, report(TaskState.READING, 1, P0, P100)));
    situation.now = Situation.NOW.plus(Duration.ofHours(1));
    return situation;
  }

  @Test
  void aStandbyIsStartedAheadWithoutAStart() {
    Situation situation = due();
    situation.now =
        Situation.NOW
            .minusSeconds(590)
            .plus(Duration.ofHours(1))
            .minus(RolloverRules.SHORTEST_LEAD);

    assertThat(situation.actions(Action.CreatePod.class))
        .extracting(Action.CreatePod::name)
        .contains(new PodName("s", 0, 2, 0));
    assertThat(situation.generation(2).phase()).isEqualTo(Phase.STANDBY);
    assertThat(situation.generation(2).start()).isNull();
    assertThat(situation.actions(Action.Assign.class))
        .allMatch(assign -> assign.name().generation() == 1);
    assertThat(situation.generation(1).phase()).isEqualTo(Phase.READING);
  }

  @Test
  void noStandbyIsStartedLongBefore() {
    Situation situation = due();
    situation.now =
        Situation.NOW
            .minusSeconds(590)
            .plus(Duration.ofHours(1))
            .minus(RolloverRules.SHORTEST_LEAD)
            .minusSeconds(1);
    situation.settle();
    assertThat(situation.state.groups().getFirst().generations()).hasSize(1);
  }

  @Test
  void aStandbyIsStartedTwiceAsLongAheadAsTheLastTaskTookToStart() {
    Generation slow = generation(1, Phase.READING, P0, null);
    slow =
        slow.replacing(
            slow.attempts().getFirst(),
            slow.attempts().getFirst().readyAt(slow.createdAt().plusSeconds(100)));
    Instant dueAt = Situation.NOW.minusSeconds(590).plus(Duration.ofHours(1));
    Situation situation =
        Situation.reading(P0, 1, slow).with(running(1, 0, report(TaskState.READING, 1, P0, P100)));

    situation.now = dueAt.minusSeconds(201);
    situation.settle();
    assertThat(situation.state.groups().getFirst().standby()).isEmpty();
    situation.now = dueAt.minusSeconds(200);
    situation.settle();
    assertThat(situation.state.groups().getFirst().standby()).isPresent();
  }

  @Test
  void howLongATaskTookToGetReadyIsWrittenDownOnce() {
    Situation situation =
        Situation.reading(P0, 1, generation(1, Phase.READING, P0, null))
            .with(running(1, 0, report(TaskState.READY, 0, null, Map.of())));
    situation.now = Situation.NOW.plusSeconds(5);
    situation.settle();
    assertThat(situation.generation(1).attempts().getFirst().startUp())
        .contains(Duration.ofSeconds(605));

    situation.now = Situation.NOW.plusSeconds(50);
    situation.settle();
    assertThat(situation.generation(1).attempts().getFirst().startUp())
        .contains(Duration.ofSeconds(605));
  }

  @Test
  void theGroupIsPausedOnlyOnceTheStandbyIsReady() {
    Situation situation = due();
    situation.settle();
    assertThat(situation.generation(1).phase()).isEqualTo(Phase.READING);

    situation.with(running(2, 0, report(TaskState.READY, 0, null, Map.of())));
    Plan plan = situation.settle();
    assertThat(situation.generation(1).phase()).isEqualTo(Phase.PAUSING);
    assertThat(plan.actions())
        .filteredOn(Action.Assign.class::isInstance)
        .singleElement()
        .satisfies(
            action -> {
              Assignment assignment = ((Action.Assign) action).assignment();
              assertThat(assignment.paused()).isTrue();
              assertThat(assignment.number()).isGreaterThan(1);
            });
  }

  /** A rollover is due, and its standby is late. */
  private static Situation late() {
    Situation situation = due();
    situation.settle();
    situation.now = situation.now.plus(RolloverRules.PATIENCE);
    return situation;
  }

  @ParameterizedTest
  @EnumSource(names = {"PodConfigurationInvalid", "PodRefused", "NodeLost"})
  void case38_aRolloverWaitsForAStandbyThatCannotStartAndSaysWhatAilsIt(Reason reason) {
    Situation situation = late().with(pending(2, 0, new PodTrouble(reason, "its own words")));
    for (int hours = 0; hours < 3; hours++) {
      assertWaits(situation, "Pod s-0-2-0 ", reason + ": its own words");
      situation.now = situation.now.plus(Duration.ofHours(1));
    }
    situation.pods.removeLast();
    situation.with(running(2, 0, report(TaskState.READY, 0, null, Map.of())));
    Plan plan = situation.settle();
    assertThat(situation.generation(1).phase()).isEqualTo(Phase.PAUSING);
    assertThat(plan.findings()).isEmpty();
  }

  @Test
  void case38_aRolloverWaitsForAStandbyWhosePodsAreReplacedSinceNoneCanStart() {
    PodTrouble trouble = new PodTrouble(Reason.ImagePullFailed, "no such image");
    Situation situation = late();
    for (int attempt = 0; attempt < 3; attempt++) {
      situation.with(pending(2, attempt, trouble));
      assertWaits(situation, "Pod s-0-2-%d ".formatted(attempt + 1), "failed in a row");
      situation.pods.removeLast();
      situation.now = situation.now.plus(Duration.ofHours(1));
    }
  }

  @Test
  void case38_aRolloverWaitsForAStandbyWhosePodIsRefused() {
    Situation situation = late();
    situation.refusals.put("s-0-2-0", new PodTrouble(Reason.PodRefused, "denied by a policy"));
    assertWaits(situation, "Pod s-0-2-0 ", "PodRefused: denied by a policy");
  }

  @Test
  void case38_aRolloverWaitsForAStandbyInACrashLoopAlsoWhenItLacksRoomInBetween() {
    Situation situation = late();
    for (int attempt = 0; attempt < 3; attempt++) {
      situation.with(Situation.pod(2, attempt, ObservedPod.Phase.FAILED, null, null));
    }
    assertWaits(situation, "Pod s-0-2-3 ", "1 task failed in a row");

    situation.with(pending(2, 3, new PodTrouble(Reason.PodUnschedulable, "0/2 nodes")));
    assertWaits(situation, "Pod s-0-2-3 ", "PodUnschedulable: 0/2 nodes");

    situation.now = situation.now.plus(RolloverRules.PATIENCE).plusSeconds(2);
    situation.settle();
    assertThat(situation.generation(1).phase())
        .as("one that lacks room for long is not waited for, whatever was before")
        .isEqualTo(Phase.PAUSING);
  }

  @Test
  void aRolloverWaitsForAStandbyThatRunsAndDoesNotConnectToTheStream() {
    Situation situation = late().with(running(2, 0, report(TaskState.STARTING, 0, null, Map.of())));
    assertWaits(situation, "Pod s-0-2-0 ", "has not connected to the stream");
  }

  private static void assertWaits(Situation situation, String... words) {
    Plan plan = situation.settle();
    assertThat(situation.generation(1).phase()).isEqualTo(Phase.READING);
    assertThat(plan.findings())
        .filteredOn(finding -> finding.reason() == Reason.RolloverWaits)
        .singleElement()
        .satisfies(finding -> assertThat(finding.stalls()).isFalse())
        .satisfies(finding -> assertThat(finding.message()).contains(words));
  }

  @Test
  void nothingIsSaidOfAStandbyThatIsNotLate() {
    Situation situation = due();
    situation.settle();
    situation.now = situation.now.plus(RolloverRules.PATIENCE).minusMillis(1);
    situation.with(pending(2, 0, new PodTrouble(Reason.PodUnschedulable, "0/2 nodes")));
    Plan plan = situation.settle();
    assertThat(situation.generation(1).phase()).isEqualTo(Phase.READING);
    assertThat(plan.findings())
        .extracting(Finding::reason)
        .containsExactly(Reason.PodUnschedulable);
  }

  @Test
  void aLateStandbyThatNoNodeHasRoomForIsNotWaitedFor() {
    Situation situation =
        late().with(pending(2, 0, new PodTrouble(Reason.PodUnschedulable, "0/2 nodes")));
    situation.settle();
    assertThat(situation.generation(1).phase()).isEqualTo(Phase.PAUSING);
  }

  @Test
  void aLateStandbyThatAQuotaHasNoRoomForIsNotWaitedFor() {
    Situation situation = late();
    situation.refusals.put("s-0-2-0", new PodTrouble(Reason.QuotaExceeded, "exceeded quota"));
    situation.settle();
    assertThat(situation.generation(1).phase()).isEqualTo(Phase.PAUSING);
  }

  @Test
  void aLateStandbyIsNotWaitedForWhereNobodyReads() {
    PodTrouble trouble = new PodTrouble(Reason.PodConfigurationInvalid, "no such key");
    Situation situation = late().with(pending(2, 0, trouble));
    situation.pods.set(0, pending(1, 0, trouble));
    situation.settle();
    assertThat(situation.generation(1).phase()).isEqualTo(Phase.COMMITTED);
    assertThat(situation.generation(2).phase()).isEqualTo(Phase.READING);
  }

  @Test
  void whereATaskThatReadIsReplacedARolloverWaitsForItsReplacementForAWhile() {
    PodTrouble trouble = new PodTrouble(Reason.PodConfigurationInvalid, "no such key");
    Situation situation = late().with(pending(2, 0, trouble));
    situation.pods.set(0, Situation.pod(1, 0, ObservedPod.Phase.FAILED, null, null));
    situation.lookInVain();
    assertWaits(situation, "no such key");

    situation.with(pending(1, 1, trouble));
    situation.now = situation.now.plus(RolloverRules.PATIENCE);
    situation.settle();
    assertThat(situation.state.groups().getFirst().open().orElseThrow().number()).isEqualTo(2);
  }

  @Test
  void theEndAndTheSuccessorsStartAreWrittenInOneStep() {
    Situation situation = due();
    situation.with(running(2, 0, report(TaskState.READY, 0, null, Map.of())));
    situation.settle();
    long number = situation.generation(1).assignment();
    situation.pods.removeFirst();
    situation.with(running(1, 0, report(TaskState.PAUSED, 1, number, false, P0, P100)));

    Plan plan = situation.decide();

    TaskGroup group = plan.next().groups().getFirst();
    assertThat(group.generation(1).orElseThrow().end()).isEqualTo(Positions.of(P100));
    assertThat(group.generation(1).orElseThrow().phase()).isEqualTo(Phase.FINISHING);
    assertThat(group.generation(2).orElseThrow().start()).isEqualTo(Positions.of(P100));
    assertThat(group.generation(2).orElseThrow().phase()).isEqualTo(Phase.READING);
    assertThat(plan.actions())
        .as("nobody is told before it is written")
        .noneMatch(Action.Assign.class::isInstance);
    assertThat(situation.actions(Action.Assign.class))
        .extracting(assign -> assign.name().generation())
        .containsExactly(1, 2);
  }

  @Test
  void positionsUnderAnOlderAssignmentAreNotTaken() {
    Situation situation = due();
    situation.with(running(2, 0, report(TaskState.READY, 0, null, Map.of())));
    situation.settle();
    situation.pods.removeFirst();
    situation.with(
        running(
            1,
            0,
            report(
                TaskState.PAUSED, 1, situation.generation(1).assignment() - 1, false, P0, P100)));
    assertThat(situation.decide().next().groups().getFirst().generation(1).orElseThrow().end())
        .isNull();
  }

  @Test
  void case16_theNextLeaderFinishesAPauseThatAnEarlierOneBegan() {
    Situation situation =
        Situation.reading(
                P0,
                1,
                generation(1, Phase.PAUSING, P0, null),
                generation(2, Phase.STANDBY, null, null))
            .with(running(1, 0, report(TaskState.PAUSED, 1, 1L, false, P0, P100)))
            .with(running(2, 0, report(TaskState.READY, 0, null, Map.of())));
    situation.settle();
    assertThat(situation.generation(1).end()).isEqualTo(Positions.of(P100));
    assertThat(situation.generation(2).start()).isEqualTo(Positions.of(P100));
  }

  @Test
  void case16_aPauseThatEndedByItselfIsAskedForAgain() {
    Situation situation =
        Situation.reading(
                P0,
                1,
                generation(1, Phase.PAUSING, P0, null),
                generation(2, Phase.STANDBY, null, null))
            .with(running(1, 0, report(TaskState.READING, 1, P0, P100)));
    situation.state = situation.decide().next();
    assertThat(situation.generation(1).assignment()).isEqualTo(2);
    assertThat(situation.generation(1).end()).isNull();
  }

  @Test
  void case48_noEndIsRecordedBehindWhatIsCommitted() {
    Situation situation =
        Situation.reading(
                P100,
                2,
                generation(1, Phase.PAUSING, P0, null),
                generation(2, Phase.STANDBY, null, null))
            .with(running(1, 0, report(TaskState.PAUSED, 1, 1L, false, P0, Map.of("0", "40"))));

    Plan plan = situation.settle();

    assertThat(situation.generation(1).attempts().getFirst().number())
        .as("the superseded attempt is replaced")
        .isEqualTo(1);
    assertThat(situation.generation(1).end())
        .satisfiesAnyOf(
            end -> assertThat(end).isNull(), end -> assertThat(end).isEqualTo(Positions.of(P100)));
    assertThat(plan.actions()).contains(new Action.DeletePod(new PodName("s", 0, 1, 0), "pod-1-0"));
  }

  @Test
  void onlyAsManyGroupsFinishAtATimeAsStopTaskCountAllows() {
    Situation situation = due();
    situation.settings =
        new Settings("ds", 1, 1, Duration.ofHours(1), 1, true, false, null, null, null);
    situation.with(running(2, 0, report(TaskState.READY, 0, null, Map.of())));
    TaskGroup busy =
        new TaskGroup(
            1,
            1,
            new java.util.TreeSet<>(java.util.Set.of(new io.millrace.streams.PartitionId("1"))),
            5,
            java.util.List.of(generation(4, Phase.FINISHING, Map.of("1", "0"), Map.of("1", "9"))));
    situation.settle();
    situation.state =
        new SupervisorState(
            1,
            "s-1",
            Situation.description("id", java.util.Set.of("0", "1")),
            Positions.of(Map.of("0", "0", "1", "0")),
            situation.state.commit(),
            java.util.List.of(
                situation
                    .state
                    .groups()
                    .getFirst()
                    .mapping(g -> g.number() == 1 ? generation(1, Phase.READING, P0, null) : g),
                busy));
    situation.stream = Situation.known(Map.of("0", "0", "1", "0"), Map.of("0", "100", "1", "9"));
    situation.ledger =
        new LedgerObservation.Read(
            Situation.owner(Situation.UID, "installation"),
            Situation.head(1, Situation.UID, 1, Map.of("0", "0", "1", "0")));
    situation.settle();
    assertThat(situation.generation(1).phase()).isEqualTo(Phase.READING);
  }

  @Test
  void suspensionEndsEveryGenerationAndBeginsNone() {
    Situation situation = due();
    situation.suspend = true;
    situation.settle();
    assertThat(situation.generation(1).phase()).isEqualTo(Phase.PAUSING);
    assertThat(situation.state.groups().getFirst().standby()).isEmpty();

    situation.pods.clear();
    situation.with(
        running(
            1,
            0,
            report(TaskState.PAUSED, 1, situation.generation(1).assignment(), false, P0, P100)));
    situation.settle();
    assertThat(situation.generation(1).end()).isEqualTo(Positions.of(P100));
    assertThat(situation.state.groups().getFirst().open()).isEmpty();
  }

  @Test
  void resumingStartsWhereTheLastGenerationEnds() {
    Situation situation = Situation.reading(P0, 1, generation(1, Phase.FINISHING, P0, P100));
    situation.settle();
    assertThat(situation.generation(2).start()).isEqualTo(Positions.of(P100));
    assertThat(situation.generation(2).phase()).isEqualTo(Phase.READING);
  }

  @Test
  void case26_messageTimeBoundsAreFrozenWhenTheGenerationBegins() {
    Situation situation = Situation.reading(P0, 1);
    situation.settings =
        new Settings(
            "ds",
            1,
            1,
            Duration.ofHours(1),
            1,
            true,
            false,
            Duration.ofHours(2),
            null,
            Duration.ofMinutes(5));
    situation.settle();
    assertThat(situation.generation(1).messageTimeBounds().minimum())
        .isEqualTo(Situation.NOW.minus(Duration.ofHours(2)));
    assertThat(situation.generation(1).messageTimeBounds().maximum())
        .isEqualTo(Situation.NOW.plus(Duration.ofMinutes(65)));
  }

  @Test
  void theEndIsNotRecordedBeforeItIsKnownWhatAPodThatIsGoneHadPrepared() {
    for (ObservedPod.Phase phase : ENDED_OR_ABSENT) {
      Situation situation = Situation.reading(P0, 1, generation(1, Phase.PAUSING, P0, null));
      situation.suspend = true;
      if (phase == ObservedPod.Phase.FAILED) {
        situation.with(Situation.pod(1, 0, phase, null, null));
      }
      situation.settle();
      assertThat(situation.generation(1).end()).isNull();

      situation.left.put(
          new GenerationKey(1, 0, 1),
          new LeftManifests(
              java.util.Set.of("s-0-1-0"),
              java.util.List.of(Situation.prepared(1, "a", P0, P100))));
      situation.settle();
      assertThat(situation.state.offsets().text()).isEqualTo(P100);
      assertThat(situation.state.groups().getFirst().open()).isEmpty();
    }
  }

  @Test
  void aTaskThatHasNotAnsweredThisLeaderYetMayHaveBegunSoItsEndIsNotGuessed() {
    Situation situation =
        Situation.reading(P0, 1, generation(1, Phase.PAUSING, P0, null)).with(running(1, 0, null));
    situation.suspend = true;
    situation.settle();
    assertThat(situation.generation(1).end()).isNull();
  }

  @Test
  void case13_case18_aGroupWhoseTaskDoesNotAnswerWhileItIsPausedHoldsUpNoOther() {
    Situation situation = twoGroups(Phase.PAUSING);
    situation.with(running(1, 0, report(TaskState.READING, 1, P0, P100)));
    situation.settle();
    assertThat(second(situation).standby()).as("one group stands still at a time").isEmpty();

    situation.now = situation.now.plusSeconds(40);
    situation.settle();
    assertThat(second(situation).standby()).isPresent();
    assertThat(situation.generation(1).phase()).isEqualTo(Phase.PAUSING);
  }

  @Test
  void aStandbyThatIsNotNeededForLongHoldsUpNoOther() {
    Situation situation = due();
    situation.settle();
    assertThat(situation.state.groups().getFirst().standby()).isPresent();

    situation.settings =
        new Settings("ds", 1, 1, Duration.ofDays(1), 1, true, false, null, null, null);
    situation.settle();

    assertThat(situation.state.groups().getFirst().standby()).isEmpty();
    assertThat(situation.state.groups().getFirst().nextGeneration())
        .as("its number is not used again")
        .isEqualTo(3);
    situation.with(running(2, 0, report(TaskState.READY, 0, null, Map.of())));
    assertThat(situation.actions(Action.DeletePod.class))
        .extracting(Action.DeletePod::name)
        .containsExactly(new PodName("s", 0, 2, 0));
  }

  private static final java.util.List<ObservedPod.Phase> ENDED_OR_ABSENT =
      java.util.List.of(ObservedPod.Phase.FAILED, ObservedPod.Phase.PENDING);

  /** Two groups of one partition each: the first as it is told, the second due since long. */
  private static Situation twoGroups(Phase first) {
    Situation situation =
        Situation.reading(Map.of("0", "0", "1", "0"), 1, generation(1, first, P0, null));
    TaskGroup one =
        situation
            .state
            .groups()
            .getFirst()
            .withPartitions(new java.util.TreeSet<>(java.util.Set.of(new PartitionId("0"))));
    TaskGroup two =
        new TaskGroup(
            1,
            1,
            new java.util.TreeSet<>(java.util.Set.of(new PartitionId("1"))),
            2,
            java.util.List.of(
                generation(1, Phase.READING, Map.of("1", "0"), null)
                    .readingSince(Situation.NOW.minus(Duration.ofDays(1)))));
    situation.settings = Situation.settings(true, 2);
    situation.state = situation.state.withGroups(java.util.List.of(one, two));
    return situation;
  }

  private static TaskGroup second(Situation situation) {
    return situation.state.groups().get(1);
  }

  @Test
  void aTaskIsToldOfItsEnd() {
    Situation situation =
        Situation.reading(P0, 1, generation(1, Phase.FINISHING, P0, P100))
            .with(running(1, 0, report(TaskState.READING, 1, P0, P0)));
    situation.suspend = true;
    assertThat(situation.actions(Action.Assign.class))
        .singleElement()
        .satisfies(
            assign -> {
              assertThat(assign.assignment().end()).isEqualTo(P100);
              assertThat(assign.assignment().paused()).isFalse();
              assertThat(assign.assignment().stop()).isFalse();
            });
  }

  @Test
  void aTaskThatDrainsIsNotAskedToPauseAgain() {
    Situation situation =
        Situation.reading(P0, 1, generation(1, Phase.PAUSING, P0, null))
            .with(running(1, 0, report(TaskState.PUBLISHING, 1, null, true, P0, P100)));
    situation.suspend = true;
    situation.settle();
    assertThat(situation.generation(1).assignment()).isEqualTo(1);
  }

  @Test
  void aReadyStandbyIsNotUsedBeforeTheTimeIsUp() {
    Situation situation = due();
    situation.now = Situation.NOW.minusSeconds(590).plus(Duration.ofHours(1)).minusSeconds(10);
    situation.settle();
    situation.with(running(2, 0, report(TaskState.READY, 0, null, Map.of())));
    situation.settle();
    assertThat(situation.generation(1).phase()).isEqualTo(Phase.READING);
  }

  @Test
  void aStandbyThatIsBeingDeletedIsNotReady() {
    Situation situation = due();
    situation.settle();
    situation.with(
        Situation.pod(
            2,
            0,
            ObservedPod.Phase.RUNNING,
            Situation.NOW.plusSeconds(300),
            report(TaskState.READY, 0, null, Map.of())));
    situation.decide();
    assertThat(situation.decide().next().groups().getFirst().generation(1).orElseThrow().phase())
        .isEqualTo(Phase.READING);
  }

  @Test
  void case48_whereAnAttemptThatNeverBeganWouldStartIsNoEndBehindWhatIsCommitted() {
    Situation situation =
        Situation.reading(P100, 2, generation(1, Phase.PAUSING, P0, null))
            .with(running(1, 0, report(TaskState.READY, 0, null, Map.of())));
    situation.suspend = true;
    situation.settle();
    assertThat(situation.generation(1).end()).isNull();
  }

  @Test
  void case48_thePositionsOfASupersededAttemptAreNotTaken() {
    for (boolean committed : java.util.List.of(true, false)) {
      Situation situation =
          Situation.reading(committed ? P100 : P0, 2, generation(1, Phase.PAUSING, P0, null))
              .with(running(1, 0, report(TaskState.PAUSED, 1, 1L, false, P0, Map.of("0", "150"))));
      if (!committed) {
        situation.left.put(
            new GenerationKey(1, 0, 1),
            new LeftManifests(
                java.util.Set.of(), java.util.List.of(Situation.prepared(1, "a", P0, P100))));
      }
      situation.suspend = true;
      Generation next = situation.decide().next().groups().getFirst().generation(1).orElseThrow();
      assertThat(next.attempts().getFirst().number()).isEqualTo(1);
      assertThat(next.end()).isNotEqualTo(Positions.of(Map.of("0", "150")));
    }
  }

  @Test
  void aGenerationUsesTheSpecThatIsInForceWhenItIsDecidedOn() {
    Situation situation = due();
    situation.candidate = new Observation.Candidate("s-2", true);
    situation.settle();
    assertThat(situation.generation(1).revision()).isEqualTo("s-1");
    assertThat(situation.generation(2).revision()).isEqualTo("s-2");
  }

  @Test
  void anAbsoluteLowerBoundOfMessageTimesIsTakenAsItIs() {
    Situation situation = Situation.reading(P0, 1);
    situation.settings =
        new Settings(
            "ds",
            1,
            1,
            Duration.ofHours(1),
            1,
            true,
            false,
            null,
            Situation.NOW.minusSeconds(77),
            null);
    situation.settle();
    assertThat(situation.generation(1).messageTimeBounds().minimum())
        .isEqualTo(Situation.NOW.minusSeconds(77));
    assertThat(situation.generation(1).messageTimeBounds().maximum()).isNull();
  }

  @Test
  void whatATaskIsToldHasAHigherNumberWheneverItDiffers() {
    Situation situation =
        Situation.reading(P0, 1, generation(1, Phase.READING, P0, null))
            .with(
                running(
                    1,
                    0,
                    report(TaskState.READING, 1, P0, P100, Situation.prepared(1, "a", P0, P100))));
    situation.settle();
    assertThat(situation.state.commits()).isEqualTo(2);
    assertThat(situation.generation(1).assignment()).isEqualTo(2);

    situation.settle();
    assertThat(situation.generation(1).assignment()).isEqualTo(2);
  }

  @Test
  void aStandbyGoesWhenTheSupervisorIsSuspendedAndTakesNoStart() {
    Situation situation =
        Situation.reading(
                P0,
                1,
                generation(1, Phase.PAUSING, P0, null),
                generation(2, Phase.STANDBY, null, null))
            .with(running(1, 0, report(TaskState.PAUSED, 1, 1L, false, P0, P100)))
            .with(running(2, 0, report(TaskState.READY, 0, null, Map.of())));
    situation.suspend = true;
    assertThat(situation.actions(Action.DeletePod.class))
        .extracting(Action.DeletePod::name)
        .containsExactly(new PodName("s", 0, 2, 0));
    assertThat(situation.generation(1).end()).isEqualTo(Positions.of(P100));
    assertThat(situation.state.groups().getFirst().generations()).hasSize(1);
  }
}
