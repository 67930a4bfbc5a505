package io.millrace.operator.decide;

import static io.millrace.operator.decide.Situation.generation;
import static io.millrace.operator.decide.Situation.pod;
import static io.millrace.operator.decide.Situation.prepared;
import static io.millrace.operator.decide.Situation.report;
import static io.millrace.operator.decide.Situation.running;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.operator.Reason;
import io.millrace.protocol.Prepared;
import io.millrace.protocol.TaskState;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A deletion after which nothing more can be read: what was prepared by then is published. */
class DeletionTest {

  private static final Map<String, String> P0 = Map.of("0", "0");
  private static final Map<String, String> P100 = Map.of("0", "100");
  private static final Prepared LEFT = prepared(1, "a", P0, P100);

  private static Situation reading() {
    return Situation.reading(P0, 1, generation(1, Phase.READING, P0, null))
        .with(running(1, 0, report(TaskState.READING, 1, P0, P100)));
  }

  private static Situation inForeground() {
    Situation situation = reading();
    situation.deletion = new Observation.Deletion(Situation.NOW.plusSeconds(120), false, true);
    return situation;
  }

  private static void lookedFor(Situation situation, Prepared... found) {
    situation.left.put(
        new GenerationKey(1, 0, 1), new LeftManifests(Set.of("s-0-1-0"), List.of(found)));
  }

  @Test
  void noPodIsCreatedForTheCollectorToTakeAway() {
    Situation situation = inForeground();
    situation.pods.clear();
    situation.with(pod(1, 0, ObservedPod.Phase.RUNNING, Situation.NOW.plusSeconds(30), null));

    assertThat(situation.actions(Action.CreatePod.class)).isEmpty();
    assertThat(situation.generation(1).attempts().getFirst().number()).isZero();
    assertThat(situation.actions(Action.Release.class)).isEmpty();

    situation.pods.clear();
    assertThat(situation.actions(Action.CreatePod.class)).isEmpty();
    assertThat(situation.actions(Action.LookForManifests.class)).hasSize(1);
    assertThat(situation.actions(Action.Release.class)).as("it may have prepared").isEmpty();
  }

  @Test
  void whatAPodPreparedInItsGracePeriodIsCommittedBeforeTheResourceIsLetGo() {
    Situation situation = inForeground();
    situation.pods.clear();
    lookedFor(situation, LEFT);

    Plan plan = situation.settle();

    assertThat(situation.state.offsets()).isEqualTo(Positions.of(P100));
    assertThat(plan.actions()).anyMatch(Action.Release.class::isInstance);
    assertThat(announced(plan)).containsExactly(Reason.ReleasedUnpublished);
  }

  @Test
  void nothingIsWaitedForOnceThePodsAreGone() {
    Situation situation = inForeground();
    situation.pods.clear();
    lookedFor(situation);

    Plan plan = situation.settle();

    assertThat(situation.state.offsets()).isEqualTo(Positions.of(P0));
    assertThat(plan.actions()).anyMatch(Action.Release.class::isInstance);
    assertThat(announced(plan)).containsExactly(Reason.Released);
  }

  @Test
  void aSupervisorWhoseStreamIsGoneStopsItsPodsAndPublishesWhatTheyPrepared() {
    Situation situation = reading();
    situation.stream =
        new StreamObservation.Known(
            Situation.description("another", Set.of("0")),
            Positions.of(P0),
            Positions.of(P100),
            Situation.NOW);
    situation.deletion = new Observation.Deletion(Situation.NOW.plusSeconds(120), false);

    Plan plan = situation.settle();
    assertThat(plan.actions()).anyMatch(Action.DeletePod.class::isInstance);
    assertThat(plan.actions()).noneMatch(Action.Release.class::isInstance);

    situation.pods.clear();
    lookedFor(situation, LEFT);
    plan = situation.settle();
    assertThat(situation.state.offsets()).isEqualTo(Positions.of(P100));
    assertThat(plan.actions()).anyMatch(Action.Release.class::isInstance);
    assertThat(plan.actions()).noneMatch(Action.CreatePod.class::isInstance);
  }

  private static List<Reason> announced(Plan plan) {
    return plan.actions().stream()
        .filter(Action.Announce.class::isInstance)
        .map(action -> ((Action.Announce) action).reason())
        .toList();
  }
}
