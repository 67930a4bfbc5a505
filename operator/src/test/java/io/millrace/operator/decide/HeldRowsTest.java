package io.millrace.operator.decide;

import static io.millrace.operator.decide.Situation.generation;
import static io.millrace.operator.decide.Situation.known;
import static io.millrace.operator.decide.Situation.pod;
import static io.millrace.operator.decide.Situation.report;
import static io.millrace.operator.decide.Situation.running;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.protocol.LedgerEntry;
import io.millrace.protocol.Prepared;
import io.millrace.protocol.TaskState;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Manifests that begin where a partition stands which is lost, and ahead in another one. */
class HeldRowsTest {

  private static final Map<String, String> AT = Map.of("0", "50", "1", "120");
  private static final Map<String, String> END = Map.of("0", "100", "1", "200");
  private static final Map<String, String> AHEAD = Map.of("0", "50", "1", "150");
  private static final Map<String, String> AHEAD_TO = Map.of("0", "60", "1", "170");
  private static final GenerationKey FIRST = new GenerationKey(1, 0, 1);
  private static final GenerationKey OTHER = new GenerationKey(1, 1, 1);

  @Test
  void aDeadManifestAheadInAnotherPartitionHoldsNothingOfAGenerationThatFinishes() {
    Situation situation = oneGroup(Phase.FINISHING);
    situation.left.put(FIRST, left("s-0-1-0", prepared(0, "a", AHEAD, AHEAD_TO)));

    SupervisorState next = situation.decide().next();

    assertThat(requireNonNull(next.commit()).kind()).isEqualTo(LedgerEntry.Kind.LOST);
    assertThat(next.offsets().text()).isEqualTo(Map.of("0", "80", "1", "120"));
    Attempt attempt = next.groups().getFirst().generation(1).orElseThrow().attempts().getFirst();
    assertThat(requireNonNull(attempt.start()).text()).isEqualTo(next.offsets().text());
    assertThat(attempt.retryAt()).as("it is tried at once").isNull();
  }

  @Test
  void norOfOneThatReads() {
    Situation situation = oneGroup(Phase.READING);
    situation.left.put(FIRST, left("s-0-1-0", prepared(0, "a", AHEAD, AHEAD_TO)));

    assertThat(situation.decide().next().offsets().text()).isEqualTo(Map.of("0", "80", "1", "120"));
  }

  @Test
  void deadManifestsThatLeadToOneAnotherHoldNothing() {
    Situation situation = oneGroup(Phase.FINISHING);
    situation.left.put(
        FIRST,
        left(
            "s-0-1-0",
            prepared(0, "a", Map.of("1", "140"), Map.of("1", "150")),
            prepared(0, "b", AHEAD, AHEAD_TO)));

    assertThat(situation.decide().next().offsets().text()).isEqualTo(Map.of("0", "80", "1", "120"));
  }

  @Test
  void aSuccessorThatBeginsLaterLeadsToNothing() {
    Situation situation =
        situation(generation(1, Phase.FINISHING, AT, END), generation(2, Phase.READING, END, null));
    situation.left.put(FIRST, left("s-0-1-0", prepared(0, "a", AHEAD, AHEAD_TO)));
    situation.with(running(2, 0, report(TaskState.READING, 1, END, END)));

    assertThat(situation.decide().next().offsets().text()).isEqualTo(Map.of("0", "80", "1", "120"));
  }

  @Test
  void oneThatALivingTaskMayLeadToHolds() {
    Situation situation = oneGroup(Phase.FINISHING);
    situation.left.put(FIRST, left("s-0-1-0", prepared(0, "a", AHEAD, AHEAD_TO)));
    situation.with(
        running(
            1, 1, report(TaskState.READING, 1, Map.of("1", "120"), Map.of("0", "50", "1", "130"))));

    assertThat(situation.decide().next().commits()).isEqualTo(7);
  }

  @Test
  void oneThatBeginsWhereAnotherGroupEndsHoldsUntilItIsCommitted() {
    Situation situation = movedPartition();
    situation.left.put(FIRST, left("s-0-1-0", prepared(0, "a", AHEAD, AHEAD_TO)));

    assertThat(situation.decide().next().offsets().text()).isEqualTo(AT);

    situation.left.put(
        OTHER, left("s-1-1-0", prepared(1, "b", Map.of("1", "120"), Map.of("1", "150"))));
    situation.settle();

    assertThat(situation.state.offsets().text()).isEqualTo(Map.of("0", "80", "1", "170"));
    assertThat(situation.state.jumps().lost())
        .singleElement()
        .satisfies(lost -> assertThat(lost.from().value()).isEqualTo("60"));
  }

  @Test
  void soDoesOneThatAManifestBehindThatEndLeadsTo() {
    Situation situation = movedPartition();
    Map<String, String> further = Map.of("0", "50", "1", "160");
    situation.left.put(
        FIRST,
        left(
            "s-0-1-0",
            prepared(0, "a", Map.of("1", "150"), Map.of("1", "160")),
            prepared(0, "b", further, AHEAD_TO)));

    assertThat(situation.decide().next().offsets().text()).isEqualTo(AT);
  }

  @Test
  void whereTheOtherGroupEndsElsewhereNothingLeadsToIt() {
    Situation situation = movedPartition();
    Map<String, String> further = Map.of("0", "50", "1", "160");
    situation.left.put(FIRST, left("s-0-1-0", prepared(0, "b", further, AHEAD_TO)));

    assertThat(situation.decide().next().offsets().text()).isEqualTo(Map.of("0", "80", "1", "120"));
  }

  @Test
  void nothingIsSkippedBeyondWhereAManifestBeginsInTheLostPartition() {
    Situation situation = oneGroup(Phase.FINISHING);
    situation.left.put(
        FIRST,
        left(
            "s-0-1-0",
            prepared(0, "a", Map.of("0", "70", "1", "150"), Map.of("0", "90", "1", "170"))));

    assertThat(situation.decide().next().offsets().text()).isEqualTo(Map.of("0", "70", "1", "120"));
  }

  /** One generation, the only task of which has ended; partition 0 begins at 80. */
  private static Situation oneGroup(Phase phase) {
    return situation(generation(1, phase, AT, phase == Phase.READING ? null : END));
  }

  /** Partition 1 was group 1's, which has to read up to 150, and is group 0's from there on. */
  private static Situation movedPartition() {
    Situation situation = situation(generation(1, Phase.READING, AHEAD, null));
    Generation before = generation(1, Phase.FINISHING, Map.of("1", "120"), Map.of("1", "150"));
    situation.state =
        situation.state.withGroups(
            List.of(
                situation.state.groups().getFirst(),
                new TaskGroup(1, 1, Positions.of(Map.of()).partitions(), 2, List.of(before))));
    situation.with(
        new ObservedPod(
            new PodName("s", 1, 1, 0),
            "pod-of-1",
            ObservedPod.Phase.FAILED,
            null,
            Situation.NOW.minusSeconds(500),
            null,
            PodTrouble.failed("exit code 1"),
            null,
            null));
    situation.left.put(OTHER, left("s-1-1-0"));
    return situation;
  }

  private static Situation situation(Generation... generations) {
    Situation situation = Situation.reading(AT, 7, generations);
    situation.settings = LostRangeTest.skippingByItself();
    situation.stream = known(Map.of("0", "80", "1", "0"), Map.of("0", "1000000", "1", "1000000"));
    situation.with(pod(1, 0, ObservedPod.Phase.FAILED, null, null));
    return situation;
  }

  private static LeftManifests left(String pod, Prepared... found) {
    return new LeftManifests(Set.of(pod), List.of(found));
  }

  private static Prepared prepared(
      int group, String pod, Map<String, String> start, Map<String, String> end) {
    return Situation.elsewhere(Situation.prepared(1, pod, start, end), group, Situation.IDENTITY);
  }
}
