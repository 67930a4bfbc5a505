package io.millrace.operator.decide;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.protocol.TaskState;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** {@code startDelay}: what a supervisor waits for before it begins, and only then. */
class StartDelayTest {

  @Test
  void nothingIsRecordedOrStartedBeforeTheDelayIsOver() {
    Situation situation = new Situation();
    situation.beginsAt = situation.now.plusSeconds(5);

    Plan plan = situation.settle();

    assertThat(situation.state.offsets().isEmpty()).isTrue();
    assertThat(situation.state.groups()).isEmpty();
    assertThat(plan.actions()).noneMatch(Action.CreatePod.class::isInstance);
    assertThat(plan.wakeUp()).isEqualTo(Duration.ofSeconds(5));
  }

  @Test
  void theSpecIsAcceptedAndTheLedgerReadMeanwhile() {
    Situation situation = new Situation();
    situation.beginsAt = situation.now.plusSeconds(5);
    situation.ledger = new LedgerObservation.NotYet();

    assertThat(situation.settle().actions()).hasOnlyElementsOfType(Action.ReadLedger.class);
    assertThat(situation.state.acceptedRevision()).isEqualTo("s-1");
  }

  @Test
  void itBeginsWhereTheStreamEndsThen() {
    Situation situation = new Situation();
    situation.settings = Situation.settings(false, 1);
    situation.beginsAt = situation.now.plusSeconds(5);
    situation.settle();
    situation.now = situation.beginsAt;
    situation.stream = Situation.known(Map.of("0", "0"), Map.of("0", "70"));

    List<Action.CreatePod> created = situation.actions(Action.CreatePod.class);

    assertThat(created).hasSize(1);
    assertThat(situation.state.offsets()).isEqualTo(Positions.of(Map.of("0", "70")));
  }

  @Test
  void aSupervisorThatReadsIsNeverDelayed() {
    Map<String, String> start = Map.of("0", "0");
    Situation situation =
        Situation.reading(start, 1, Situation.generation(1, Phase.READING, start, null));
    situation.with(Situation.running(1, 0, Situation.report(TaskState.READING, 1, start, start)));
    situation.now = situation.now.plus(Duration.ofHours(1));
    situation.beginsAt = situation.now.plus(Duration.ofDays(1));

    assertThat(situation.actions(Action.CreatePod.class)).hasSize(1);
  }
}
