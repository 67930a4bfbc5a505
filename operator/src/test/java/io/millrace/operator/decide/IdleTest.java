package io.millrace.operator.decide;

import static io.millrace.operator.decide.Situation.generation;
import static io.millrace.operator.decide.Situation.known;
import static io.millrace.operator.decide.Situation.report;
import static io.millrace.operator.decide.Situation.running;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.operator.Reason;
import io.millrace.protocol.TaskState;
import io.millrace.streams.StreamException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A supervisor with {@code idleConfig}. */
class IdleTest {

  private static final Map<String, String> P100 = Map.of("0", "100");
  private static final Map<String, String> P120 = Map.of("0", "120");
  private static final Map<String, String> EARLIEST = Map.of("0", "0");
  private static final Duration IDLE_AFTER = Duration.ofMinutes(10);

  private final Situation situation =
      Situation.reading(P100, 1, generation(1, Phase.READING, P100, null));

  @BeforeEach
  void nothingArrives() {
    situation.settings = idleAfter(IDLE_AFTER);
    situation.stream = known(EARLIEST, P100);
    situation.with(running(1, 0, report(TaskState.READING, 1, P100, P100)));
    situation.settle();
  }

  @Test
  void theClockRunsFromTheFirstLookAndIsRemembered() {
    assertThat(quiet().since()).isEqualTo(Situation.NOW);

    situation.now = Situation.NOW.plusSeconds(300);
    situation.settle();

    assertThat(quiet().since()).as("nothing has arrived").isEqualTo(Situation.NOW);
    assertThat(situation.generation(1).phase()).isEqualTo(Phase.READING);
  }

  @Test
  void whatArrivesSetsTheClockBack() {
    Instant later = wait(Duration.ofMinutes(9));
    situation.stream = known(EARLIEST, P120);
    situation.settle();

    assertThat(quiet().since()).isEqualTo(later);
    wait(Duration.ofMinutes(2));
    assertThat(situation.generation(1).phase()).isEqualTo(Phase.READING);
  }

  @Test
  void itsTasksFinishAndNoneIsStarted() {
    wait(IDLE_AFTER);
    assertThat(situation.generation(1).phase()).isEqualTo(Phase.PAUSING);

    pausedAt(P100);
    Plan plan = situation.settle();

    assertThat(situation.generation(1).phase()).isEqualTo(Phase.COMMITTED);
    assertThat(situation.state.groups().getFirst().open()).isEmpty();
    assertThat(plan.actions()).noneMatch(Action.CreatePod.class::isInstance);
    situation.pods.clear();
    situation.settle();
    assertThat(situation.state.groups().getFirst().generations()).isEmpty();
    assertThat(IdleRules.isIdle(situation.observation())).isTrue();
  }

  @Test
  void whatWasReadIsCommittedFirst() {
    situation.stream = known(EARLIEST, P120);
    readTo(P120, TaskState.READING);
    situation.settle();
    wait(IDLE_AFTER);
    assertThat(situation.generation(1).phase()).isEqualTo(Phase.PAUSING);
    pausedAt(P120);
    situation.settle();

    assertThat(situation.generation(1).phase()).isEqualTo(Phase.FINISHING);
    assertThat(situation.generation(1).end()).isEqualTo(Positions.of(P120));
    assertThat(IdleRules.isIdle(situation.observation())).as("while it finishes").isTrue();
    assertThat(situation.state.groups().getFirst().open()).isEmpty();
  }

  @Test
  void whoeverHasNotReadEverythingIsNotIdle() {
    situation.stream = known(EARLIEST, P120);
    situation.settle();

    wait(IDLE_AFTER.multipliedBy(3));

    assertThat(situation.generation(1).phase()).isEqualTo(Phase.READING);
  }

  @Test
  void aTaskThatDiesBeforeItsEndIsRecordedLeavesNothingUnread() {
    situation.stream = known(EARLIEST, P120);
    readTo(P120, TaskState.READING);
    situation.settle();
    wait(IDLE_AFTER);
    situation.pods.clear();
    situation.with(Situation.pod(1, 0, ObservedPod.Phase.FAILED, null, null));
    situation.left.put(new GenerationKey(1, 0, 1), new LeftManifests(Set.of("s-0-1-0"), List.of()));
    situation.settle();

    assertThat(situation.state.groups().getFirst().open())
        .as("what the dead one had read is to be read again")
        .isPresent();
    assertThat(IdleRules.isIdle(situation.observation())).isFalse();
  }

  @Test
  void recordsThatArriveWakeIt() {
    asleep();

    situation.stream = known(EARLIEST, P120);
    Plan plan = situation.settle();

    assertThat(situation.generation(2).start()).isEqualTo(Positions.of(P100));
    assertThat(plan.actions()).anyMatch(Action.CreatePod.class::isInstance);
  }

  @Test
  void aNewSpecIsTriedEvenIfNothingArrives() {
    asleep();

    situation.candidate = new Observation.Candidate("s-2", true);
    situation.settle();

    assertThat(situation.generation(2).revision()).isEqualTo("s-2");
    assertThat(quiet().since()).isEqualTo(situation.now);
  }

  @Test
  void anotherLeaderDoesNotWakeItBeforeTheStreamAnswers() {
    asleep();

    situation.stream = new StreamObservation.NotYet();
    situation.settle();
    assertThat(situation.state.groups().getFirst().generations()).isEmpty();

    situation.stream =
        new StreamObservation.Failed(
            StreamException.Kind.UNREACHABLE, "no answer", situation.now, null);
    situation.settle();
    assertThat(situation.state.groups().getFirst().generations()).isEmpty();

    situation.stream = known(EARLIEST, P100);
    situation.settle();
    assertThat(situation.state.groups().getFirst().generations()).isEmpty();
    assertThat(quiet().since()).isEqualTo(Situation.NOW);
  }

  @Test
  void aReaderIsNotSentToSleepWhileTheStreamIsNotKnown() {
    situation.now = Situation.NOW.plus(IDLE_AFTER.multipliedBy(2));
    situation.stream = new StreamObservation.NotYet();

    situation.settle();

    assertThat(situation.generation(1).phase()).isEqualTo(Phase.READING);
  }

  @Test
  void aPartitionThatAppearsWakesIt() {
    asleep();

    situation.stream = known(Map.of("0", "0", "1", "0"), Map.of("0", "100", "1", "5"));
    situation.settle();

    assertThat(situation.state.groups().getFirst().open()).isPresent();
  }

  @Test
  void withoutTheOptionNothingIsRemembered() {
    situation.settings = idleAfter(null);
    situation.settle();

    assertThat(situation.state.quiet()).isNull();
    wait(Duration.ofHours(5));
    assertThat(IdleRules.isIdle(situation.observation())).isFalse();
  }

  @Test
  void itIsSaidOnce() {
    situation.now = Situation.NOW.plus(IDLE_AFTER);

    assertThat(situation.decide().actions())
        .filteredOn(Action.Announce.class::isInstance)
        .extracting(action -> ((Action.Announce) action).reason())
        .containsExactly(Reason.Idle);
    situation.settle();
    assertThat(situation.decide().actions()).noneMatch(Action.Announce.class::isInstance);
  }

  private void asleep() {
    wait(IDLE_AFTER);
    pausedAt(P100);
    situation.settle();
    situation.pods.clear();
    situation.settle();
    assertThat(situation.state.groups().getFirst().generations()).isEmpty();
  }

  private Instant wait(Duration duration) {
    situation.now = situation.now.plus(duration);
    situation.settle();
    return situation.now;
  }

  private void readTo(Map<String, String> positions, TaskState state) {
    situation.pods.clear();
    situation.with(running(1, 0, report(state, 1, P100, positions)));
  }

  private void pausedAt(Map<String, String> positions) {
    situation.pods.clear();
    situation.with(
        running(
            1,
            0,
            report(
                TaskState.PAUSED,
                1,
                situation.generation(1).assignment(),
                false,
                P100,
                positions)));
  }

  private Quiet quiet() {
    return Objects.requireNonNull(situation.state.quiet(), "no clock runs");
  }

  static Settings idleAfter(@Nullable Duration idleAfter) {
    return new Settings(
        "ds",
        1,
        1,
        Duration.ofHours(12),
        1,
        true,
        false,
        null,
        null,
        null,
        null,
        idleAfter,
        Deadlines.USUAL);
  }
}
