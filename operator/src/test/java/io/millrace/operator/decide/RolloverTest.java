package io.millrace.operator.decide;

import static io.millrace.operator.decide.Situation.generation;
import static io.millrace.operator.decide.Situation.report;
import static io.millrace.operator.decide.Situation.running;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.protocol.Assignment;
import io.millrace.protocol.TaskState;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

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
        Situation.NOW.minusSeconds(590).plus(Duration.ofHours(1)).minus(RolloverRules.LEAD);

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
            .minus(RolloverRules.LEAD)
            .minusSeconds(1);
    situation.settle();
    assertThat(situation.state.groups().getFirst().generations()).hasSize(1);
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

  @Test
  void aStandbyThatDoesNotGetReadyHoldsTheRolloverUpForABoundedTime() {
    Situation situation = due();
    situation.settle();
    situation.now = situation.now.plus(RolloverRules.PATIENCE);
    situation.settle();
    assertThat(situation.generation(1).phase()).isEqualTo(Phase.PAUSING);
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

    assertThat(situation.generation(1).attempt().number())
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
        new Settings(
            "ds", 1, Duration.ofHours(1), 1, true, Duration.ofMinutes(30), null, null, null);
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
  void messageTimeBoundsAreFrozenWhenTheGenerationBegins() {
    Situation situation = Situation.reading(P0, 1);
    situation.settings =
        new Settings(
            "ds",
            1,
            Duration.ofHours(1),
            1,
            true,
            Duration.ofMinutes(30),
            Duration.ofHours(2),
            null,
            Duration.ofMinutes(5));
    situation.settle();
    assertThat(situation.generation(1).messageTimeBounds().minimum())
        .isEqualTo(Situation.NOW.minus(Duration.ofHours(2)));
    assertThat(situation.generation(1).messageTimeBounds().maximum())
        .isEqualTo(Situation.NOW.plus(Duration.ofMinutes(65)));
  }
}
