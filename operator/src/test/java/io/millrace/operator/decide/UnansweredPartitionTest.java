package io.millrace.operator.decide;

import static io.millrace.operator.decide.ResetSituations.AT_500;
import static io.millrace.operator.decide.ResetSituations.EARLIEST;
import static io.millrace.operator.decide.ResetSituations.LATEST;
import static io.millrace.operator.decide.ResetSituations.asked;
import static io.millrace.operator.decide.ResetSituations.group;
import static io.millrace.operator.decide.ResetSituations.reading;
import static io.millrace.operator.decide.ResetSituations.request;
import static io.millrace.operator.decide.ResetSituations.requestOf;
import static io.millrace.operator.decide.ResetSituations.twoGroups;
import static io.millrace.operator.decide.ResetSituations.twoPartitions;
import static io.millrace.operator.decide.Situation.NOW;
import static io.millrace.operator.decide.Situation.generation;
import static io.millrace.operator.decide.Situation.known;
import static io.millrace.operator.decide.Situation.report;
import static io.millrace.operator.decide.Situation.running;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.operator.Reason;
import io.millrace.protocol.TaskState;
import io.millrace.streams.PartitionId;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Case 18: one partition does not tell its positions, mostly since it has no leader. */
class UnansweredPartitionTest {

  private static final PartitionId P1 = new PartitionId("1");
  private static final Duration IDLE_AFTER = Duration.ofMinutes(10);

  @Test
  void case18ItIsToldWithItsReasonAndIsNotAFailedStream() {
    Situation situation = twoPartitions(null);
    situation.stream = without(asked(null), P1);

    assertThat(situation.settle().findings())
        .filteredOn(finding -> finding.reason() == Reason.StreamPartitionsUnreachable)
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.message()).contains("[1]", "no leader", "All others go on");
              assertThat(finding.stalls()).isFalse();
            });
  }

  @Test
  void case18ItsGroupRollsOverWithIt() {
    Situation situation = twoPartitions(null);
    situation.stream = without(asked(null), P1);
    situation.with(running(1, 0, reading("500", "600")));
    situation.now = NOW.plus(Duration.ofHours(2));

    situation.settle();

    assertThat(situation.state.groups().getFirst().standby()).isPresent();
    assertThat(situation.state.groups().getFirst().partitions()).contains(P1);
  }

  @Test
  void itsCommittedPositionIsNeitherLostNorMoved() {
    Situation situation = twoPartitions(null);
    situation.settings =
        new Settings("ds", 1, 1, Duration.ofHours(1), 1, true, true, null, null, null);
    situation.stream =
        without(known(Map.of("0", "700", "1", "700"), Map.of("0", "900", "1", "900")), P1);
    situation.with(Situation.pod(1, 0, ObservedPod.Phase.FAILED, null, null));
    situation.left.put(new GenerationKey(1, 0, 1), new LeftManifests(Set.of("s-0-1-0"), List.of()));

    situation.settle();

    assertThat(situation.state.offsets().text()).isEqualTo(Map.of("0", "700", "1", "500"));
    assertThat(situation.state.jumps().lost()).extracting(LostRange::partition).doesNotContain(P1);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void theFirstBaselineWaitsForAllPartitions(boolean earliest) {
    Situation situation = new Situation();
    situation.settings = Situation.settings(earliest, 1);
    situation.stream = without(known(EARLIEST, LATEST), P1);

    Plan plan = situation.settle();

    assertThat(situation.state.commit()).isNull();
    assertThat(plan.findings())
        .filteredOn(finding -> finding.reason() == Reason.StreamPartitionsUnreachable)
        .singleElement()
        .satisfies(finding -> assertThat(finding.message()).contains("No partition is read"));

    situation.stream = known(EARLIEST, LATEST);
    situation.settle();
    assertThat(situation.state.offsets().text()).isEqualTo(earliest ? EARLIEST : LATEST);
  }

  @Test
  void aNewOneStartsAtItsEarliestPositionOnceThatIsKnown() {
    Map<String, String> old = Map.of("0", "500");
    Situation situation = Situation.reading(old, 5, generation(1, Phase.READING, old, null));
    situation.settings = Situation.settings(false, 1);
    situation.stream = without(known(EARLIEST, LATEST), P1);
    situation.settle();
    assertThat(situation.state.offsets().text()).isEqualTo(old);

    situation.stream = known(EARLIEST, LATEST);
    situation.settle();
    assertThat(situation.state.offsets().text()).isEqualTo(Map.of("0", "500", "1", "20"));
  }

  @ParameterizedTest
  @EnumSource(ResetRequest.To.class)
  void aResetOfAllWaitsForItAndSaysSo(ResetRequest.To to) {
    ResetRequest request =
        to == ResetRequest.To.POSITION
            ? new ResetRequest(3, to, null, Positions.of(Map.of("1", "77")), new TreeSet<>())
            : request(3, to);
    Situation situation = twoPartitions(request);
    situation.stream = without(asked(request), P1);

    assertThat(situation.settle().findings())
        .filteredOn(finding -> finding.reason() == Reason.ResetWaits)
        .singleElement()
        .satisfies(
            finding ->
                assertThat(finding.message()).contains("[1]", "StreamPartitionsUnreachable"));
    assertThat(situation.state.offsets().text()).isEqualTo(AT_500);

    situation.stream = asked(request);
    assertThat(situation.decide().next().offsets().text()).isNotEqualTo(AT_500);
  }

  @Test
  void aResetOfAnotherPartitionIsDone() {
    ResetRequest request = requestOf("0", ResetRequest.To.EARLIEST);
    Situation situation = twoGroups(request);
    situation.stream = without(asked(request), P1);

    assertThat(situation.decide().next().offsets().text()).isEqualTo(Map.of("0", "10", "1", "500"));
  }

  @Test
  void aResetOfANewOneWaitsAndOneOfWhatIsNotThereIsRefused() {
    Map<String, String> old = Map.of("0", "500");
    Situation situation = Situation.reading(old, 5, generation(1, Phase.READING, old, null));
    situation.reset = requestOf("1", ResetRequest.To.EARLIEST);
    situation.stream = without(asked(situation.reset), P1);
    assertThat(situation.settle().findings())
        .extracting(Finding::reason)
        .contains(Reason.ResetWaits)
        .doesNotContain(Reason.ResetRefused);

    situation.reset = requestOf("7", ResetRequest.To.EARLIEST);
    situation.stream = without(asked(situation.reset), P1);
    assertThat(situation.settle().findings())
        .extracting(Finding::reason)
        .contains(Reason.ResetRefused);
  }

  @Test
  void nobodyFallsAsleepWhileOneDoesNotAnswer() {
    Situation situation = quiet();

    situation.stream = without(known(EARLIEST, AT_500), P1);
    situation.now = NOW.plus(IDLE_AFTER.multipliedBy(2));
    situation.settle();
    assertThat(situation.generation(1).phase()).isEqualTo(Phase.READING);

    situation.stream = known(EARLIEST, AT_500);
    situation.settle();
    assertThat(situation.generation(1).phase())
        .as("nothing has arrived all the time")
        .isEqualTo(Phase.PAUSING);
  }

  @Test
  void whoSleepsIsWokenByTheOthersOnly() {
    Situation situation = quiet();
    situation.state =
        situation.state.withGroups(
            List.of(new TaskGroup(0, 1, group(0).partitions(), 2, List.of())));
    situation.pods.clear();
    situation.now = NOW.plus(IDLE_AFTER.multipliedBy(2));

    situation.stream = without(known(EARLIEST, AT_500), P1);
    assertThat(IdleRules.isIdle(situation.observation())).isTrue();

    situation.stream = without(known(EARLIEST, Map.of("0", "501", "1", "500")), P1);
    assertThat(IdleRules.isIdle(situation.observation())).isFalse();
  }

  private static Situation quiet() {
    Situation situation = Situation.reading(AT_500, 7, generation(1, Phase.READING, AT_500, null));
    situation.settings = IdleTest.idleAfter(IDLE_AFTER);
    situation.stream = known(EARLIEST, AT_500);
    situation.with(running(1, 0, report(TaskState.READING, 1, AT_500, AT_500)));
    situation.settle();
    return situation;
  }

  /** The same look, with a partition that does not answer. */
  static StreamObservation.Known without(StreamObservation.Known known, PartitionId partition) {
    List<PartitionId> one = List.of(partition);
    return new StreamObservation.Known(
        known.description(),
        known.earliest().without(one),
        known.latest().without(one),
        known.at(),
        known.lag(),
        known.took(),
        known.question(),
        known.located().without(one),
        new TreeMap<>(Map.of(partition, "it has no leader")));
  }
}
