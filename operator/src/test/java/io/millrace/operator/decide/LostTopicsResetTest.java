package io.millrace.operator.decide;

import static io.millrace.operator.decide.ResetSituations.announced;
import static io.millrace.operator.decide.Situation.generation;
import static io.millrace.operator.decide.TopicSituations.A;
import static io.millrace.operator.decide.TopicSituations.A_AND_B;
import static io.millrace.operator.decide.TopicSituations.IDS;
import static io.millrace.operator.decide.TopicSituations.OTHER_B;
import static io.millrace.operator.decide.TopicSituations.WITHOUT_B;
import static io.millrace.operator.decide.TopicSituations.known;
import static io.millrace.operator.decide.TopicSituations.noticed;
import static io.millrace.operator.decide.TopicSituations.prepared;
import static io.millrace.operator.decide.TopicSituations.reading;
import static io.millrace.operator.decide.TopicSituations.stream;
import static io.millrace.operator.decide.TopicSituations.wasLookedFor;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.operator.Reason;
import io.millrace.protocol.LedgerEntry;
import io.millrace.protocol.LedgerReset;
import io.millrace.protocol.TaskState;
import io.millrace.streams.PartitionId;
import io.millrace.streams.Position;
import io.millrace.streams.StreamDescription;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a reset does with topics of a pattern that were created again, or are gone. */
class LostTopicsResetTest {

  private static final PartitionId B = new PartitionId("b:0");

  @ParameterizedTest
  @EnumSource(ResetRequest.To.class)
  void case5_aTopicThatWasCreatedAgainIsReadAsItIsNow(ResetRequest.To to) {
    Situation situation = createdAgain();
    asks(situation, to, "b:0");

    Plan plan = situation.settle();

    String position =
        switch (to) {
          case EARLIEST -> "7";
          case LATEST -> "1000";
          case POSITION -> "55";
          case TIMESTAMP -> "30";
        };
    assertThat(situation.state.offsets().text()).isEqualTo(Map.of("a:0", "100", "b:0", position));
    assertThat(requireNonNull(situation.state.stream()).topics()).isEqualTo(OTHER_B);
    assertThat(ofStream(plan)).isEmpty();
    TaskGroup group = situation.state.groups().getFirst();
    assertThat(group.partitions()).isEqualTo(Positions.of(A_AND_B).partitions());
  }

  @Test
  void statusAndLedgerSayThatPositionsBeforeAndNowAreOfTwoTopics() {
    Situation situation = createdAgain();
    asks(situation, ResetRequest.To.EARLIEST, "b:0");
    settleBefore(situation, 6);

    Plan plan = situation.decide();

    Commit commit = requireNonNull(plan.next().commit());
    assertThat(commit.kind()).isEqualTo(LedgerEntry.Kind.RESET);
    assertThat(commit.from().text()).isEqualTo(Map.of("b:0", "200"));
    assertThat(commit.to().text()).isEqualTo(Map.of("b:0", "7"));
    assertThat(commit.reset()).isEqualTo(new LedgerReset(3L, "Earliest", List.of("b")));
    LastReset last = requireNonNull(plan.next().jumps().lastReset());
    assertThat(last.ranges()).containsExactly(new Jump(B, Position.of(200), Position.of(7), true));
    assertThat(last.repeated()).isZero();
    assertThat(last.otherTopic()).isEqualTo(1);
    assertThat(plan.actions())
        .filteredOn(Action.Announce.class::isInstance)
        .singleElement()
        .isInstanceOfSatisfying(
            Action.Announce.class,
            event ->
                assertThat(event.note())
                    .contains("nothing is counted of b", "are of two topics", "b:0: 200 → 7"));
    assertThat(announced(plan)).containsExactly(Reason.PositionsReset);
  }

  @Test
  void aResetOfEverythingTakesTopicsThatWereCreatedAgainAndLeavesThoseAloneThatAreGone() {
    Map<String, String> offsets = new TreeMap<>(A_AND_B);
    offsets.put("c:0", "300");
    Situation situation = reading(offsets, generation(1, Phase.READING, A, null));
    situation.state =
        situation.state.withStream(
            stream(Map.of("a", "id-a", "b", "id-b", "c", "id-c"), offsets).description());
    situation.stream = stream(OTHER_B, Map.of("a:0", "1", "b:0", "7"));
    asks(situation, ResetRequest.To.EARLIEST);

    Plan plan = situation.settle();

    assertThat(situation.state.offsets().text())
        .isEqualTo(Map.of("a:0", "1", "b:0", "7", "c:0", "300"));
    assertThat(requireNonNull(situation.state.stream()).topics())
        .isEqualTo(Map.of("a", "id-a", "b", "another", "c", "id-c"));
    assertThat(requireNonNull(situation.state.jumps().lastReset()).ranges())
        .containsExactly(
            new Jump(new PartitionId("a:0"), Position.of(100), Position.of(1), false),
            new Jump(B, Position.of(200), Position.of(7), true));
    assertThat(ofStream(plan))
        .singleElement()
        .satisfies(finding -> assertThat(finding.message()).contains("c is gone"));
  }

  @Test
  void partitionsThatTheTopicHasNoMoreAreForgottenWithItsOldId() {
    Map<String, String> offsets = new TreeMap<>(A_AND_B);
    offsets.put("b:1", "300");
    Situation situation = reading(offsets, generation(1, Phase.READING, A, null));
    situation.stream = stream(OTHER_B, Map.of("a:0", "0", "b:0", "7"));
    asks(situation, ResetRequest.To.EARLIEST, "b:0");

    situation.settle();

    assertThat(situation.state.offsets().text()).isEqualTo(Map.of("a:0", "100", "b:0", "7"));
    assertThat(requireNonNull(situation.state.stream()).partitions())
        .isEqualTo(Positions.of(A_AND_B).partitions());
  }

  @Test
  void someOfThePartitionsOfATopicThatWasCreatedAgainAreRefusedSinceItHasOneId() {
    Situation situation = noticed();
    wasLookedFor(situation);
    situation.stream = stream(OTHER_B, Map.of("a:0", "0", "b:0", "7", "b:1", "8"));
    asks(situation, ResetRequest.To.EARLIEST, "a:0", "b:1");

    assertThat(refusal(situation))
        .contains("topic b was created again", "[b:0, b:1]", "found [b:1]", "Name them all");
    assertThat(situation.state.offsets().text()).isEqualTo(A_AND_B);
    assertThat(requireNonNull(situation.state.stream()).topics()).isEqualTo(IDS);
  }

  @Test
  void aPositionThatTheNewTopicDoesNotHaveIsRefused() {
    Situation situation = createdAgain();
    asks(
        situation,
        new ResetRequest(
            3,
            ResetRequest.To.POSITION,
            null,
            Positions.of(Map.of("b:0", "2000")),
            new TreeSet<>()));

    assertThat(refusal(situation)).contains("position 2000 of partition b:0", "from 7 to 1000");
  }

  @Test
  void theEndOfTheNewTopicIsNotWhatWasCommittedOfTheOldOne() {
    Situation situation = createdAgain();
    asks(situation, ResetRequest.To.LATEST, "b:0");
    wasLookedFor(situation, prepared(A_AND_B, Map.of("a:0", "150", "b:0", "2500")));

    situation.settle();

    assertThat(situation.state.offsets().text()).isEqualTo(Map.of("a:0", "150", "b:0", "1000"));
  }

  @Test
  void case56_whatWasPreparedOfTheOldTopicIsCommittedBeforeTheReset() {
    Situation situation = createdAgain();
    situation.left.clear();
    asks(situation, ResetRequest.To.EARLIEST, "b:0");
    assertThat(situation.actions(Action.LookForManifests.class)).hasSize(1);
    assertThat(situation.state.commits()).as("not yet").isEqualTo(5);

    wasLookedFor(situation, prepared(A_AND_B, Map.of("a:0", "150", "b:0", "250")));
    situation.settle();

    assertThat(situation.state.commits()).isEqualTo(7);
    assertThat(requireNonNull(situation.state.commit()).from().text())
        .isEqualTo(Map.of("b:0", "250"));
    assertThat(situation.state.offsets().text()).isEqualTo(Map.of("a:0", "150", "b:0", "7"));
  }

  @Test
  void aTaskThatMayStillPrepareOfTheOldTopicIsWaitedForAndNamed() {
    Situation situation = reading(A_AND_B, generation(1, Phase.READING, A_AND_B, null));
    situation.with(
        Situation.running(1, 0, Situation.report(TaskState.READING, 1, A_AND_B, A_AND_B)));
    situation.stream = stream(OTHER_B, Map.of("a:0", "0", "b:0", "7"));
    asks(situation, ResetRequest.To.EARLIEST, "b:0");

    Plan plan = situation.settle();

    assertThat(situation.state.offsets().text()).isEqualTo(A_AND_B);
    assertThat(plan.findings())
        .filteredOn(finding -> finding.reason() == Reason.ResetWaits)
        .singleElement()
        .satisfies(finding -> assertThat(finding.message()).contains("reset 3", "s-0-1-0"));
  }

  @Test
  void case6_whatTheOldEpochPreparedOfTheOldTopicNeverCommitsAfter() {
    Situation situation = createdAgain();
    asks(situation, ResetRequest.To.EARLIEST, "b:0");
    situation.settle();
    Map<String, String> offsets = situation.state.offsets().text();

    wasLookedFor(
        situation, prepared(Map.of("a:0", "100", "b:0", "7"), Map.of("a:0", "101", "b:0", "8")));
    situation.settle();

    assertThat(situation.state.offsets().text()).isEqualTo(offsets);
    assertThat(situation.state.groups().getFirst().epoch()).isGreaterThan(1);
  }

  @Test
  void case57_aGroupThatReadsNothingOfTheTopicReadsOnInItsEpoch() {
    Situation situation = reading(A_AND_B, generation(1, Phase.READING, A, null));
    situation.settings = Situation.settings(true, 2);
    TaskGroup ofA =
        new TaskGroup(
            0, 1, Positions.of(A).partitions(), 2, List.of(generation(1, Phase.READING, A, null)));
    TaskGroup ofNothing = new TaskGroup(1, 1, new TreeSet<>(), 1, List.of());
    situation.state = situation.state.withGroups(List.of(ofA, ofNothing));
    situation.stream = stream(OTHER_B, Map.of("a:0", "0", "b:0", "7"));
    asks(situation, ResetRequest.To.EARLIEST, "b:0");

    SupervisorState next = situation.decide().next();

    assertThat(next.offsets().text()).isEqualTo(Map.of("a:0", "100", "b:0", "7"));
    assertThat(next.group(0)).contains(ofA);
  }

  @Test
  void whileSuspendedPositionsMoveAndNothingStarts() {
    Situation situation = createdAgain();
    situation.suspend = true;
    asks(situation, ResetRequest.To.EARLIEST, "b:0");

    assertThat(situation.actions(Action.CreatePod.class)).isEmpty();
    assertThat(situation.state.offsets().text()).isEqualTo(Map.of("a:0", "100", "b:0", "7"));
  }

  @Test
  void aResetOfAnotherTopicLeavesOneAloneThatWasCreatedAgain() {
    Situation situation = createdAgain();
    asks(situation, ResetRequest.To.LATEST, "a:0");

    situation.settle();

    assertThat(situation.state.offsets().text()).isEqualTo(Map.of("a:0", "1000", "b:0", "200"));
    assertThat(requireNonNull(situation.state.stream()).topics()).isEqualTo(IDS);
    assertThat(requireNonNull(requireNonNull(situation.state.commit()).reset()).otherTopics())
        .isEmpty();
  }

  @Test
  void aTopicThatIsGoneIsForgottenWhereItIsNamed() {
    Situation situation = gone();
    asks(situation, ResetRequest.To.EARLIEST, "b:0");

    Plan plan = situation.settle();

    Commit commit = requireNonNull(situation.state.commit());
    assertThat(commit.kind()).isEqualTo(LedgerEntry.Kind.RESET);
    assertThat(commit.from().text()).isEqualTo(Map.of("b:0", "200"));
    assertThat(commit.to().text()).isEmpty();
    assertThat(commit.reset()).isEqualTo(new LedgerReset(3L, "Earliest", List.of("b")));
    assertThat(requireNonNull(situation.state.jumps().lastReset()).ranges())
        .containsExactly(new Jump(B, Position.of(200), null, true));
    assertThat(situation.state.offsets().text()).isEqualTo(A);
    assertThat(requireNonNull(situation.state.stream()).topics()).isEqualTo(WITHOUT_B);
    assertThat(ofStream(plan)).isEmpty();
  }

  @Test
  void aTopicThatWasForgottenIsReadFromItsEarliestPositionWhenItComesBack() {
    Situation situation = gone();
    situation.settings = Situation.settings(false, 1);
    asks(situation, ResetRequest.To.EARLIEST, "b:0");
    situation.settle();

    situation.stream = stream(IDS, Map.of("a:0", "0", "b:0", "7"));
    situation.settle();

    assertThat(situation.state.offsets().text()).isEqualTo(Map.of("a:0", "100", "b:0", "7"));
    assertThat(requireNonNull(situation.state.commit()).kind())
        .isEqualTo(LedgerEntry.Kind.BASELINE);
  }

  @Test
  void aResetOfEverythingForgetsNothingSinceATopicThatIsGoneMayOnlyBeHidden() {
    Situation situation = gone();
    asks(situation, ResetRequest.To.EARLIEST);

    situation.settle();

    assertThat(situation.state.offsets().text()).isEqualTo(Map.of("a:0", "0", "b:0", "200"));
    assertThat(requireNonNull(situation.state.stream()).topics()).isEqualTo(IDS);
  }

  @ParameterizedTest
  @EnumSource(value = ResetRequest.To.class, names = "EARLIEST", mode = EnumSource.Mode.EXCLUDE)
  void aTopicThatIsGoneHasNoOtherPosition(ResetRequest.To to) {
    Situation situation = gone();
    asks(situation, to, "b:0");

    assertThat(refusal(situation))
        .contains("topic b is gone", "expected to: Earliest", "found to: " + to.text());
    assertThat(situation.state.offsets().text()).isEqualTo(A_AND_B);
  }

  @Test
  void someOfThePartitionsOfATopicThatIsGoneAreRefused() {
    Map<String, String> offsets = new TreeMap<>(A_AND_B);
    offsets.put("b:1", "300");
    Situation situation = reading(offsets, generation(1, Phase.READING, A, null));
    situation.stream = stream(WITHOUT_B, Map.of("a:0", "0"));
    asks(situation, ResetRequest.To.EARLIEST, "b:1");

    assertThat(refusal(situation)).contains("topic b is gone", "[b:0, b:1]", "found [b:1]");
    assertThat(situation.state.offsets().text()).isEqualTo(offsets);
  }

  @Test
  void aPartitionThatATopicThatIsGoneNeverHadIsRefused() {
    Situation situation = gone();
    asks(situation, ResetRequest.To.EARLIEST, "b:0", "b:7");

    assertThat(refusal(situation)).contains("names partitions [b:7]");
    assertThat(situation.state.offsets().text()).isEqualTo(A_AND_B);
  }

  @Test
  void theFindingTellsTheWayOut() {
    Situation situation = createdAgain();

    assertThat(ofStream(situation.settle()))
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.reason()).isEqualTo(Reason.TopicChanged);
              assertThat(finding.message()).contains("spec.reset", "to: Earliest");
            });
  }

  /** Both topics were read by a task that noticed and ended; b is another one. */
  private static Situation createdAgain() {
    Situation situation = noticed();
    wasLookedFor(situation);
    situation.stream = stream(OTHER_B, Map.of("a:0", "0", "b:0", "7"));
    return situation;
  }

  /** The same, and b is gone. */
  private static Situation gone() {
    Situation situation = noticed();
    wasLookedFor(situation);
    situation.stream = stream(WITHOUT_B, Map.of("a:0", "0"));
    return situation;
  }

  /** Lets the group leave the topic, until the next thing is commit {@code number}. */
  private static void settleBefore(Situation situation, long number) {
    while (situation.decide().next().commits() < number) {
      situation.state = situation.decide().next();
    }
  }

  /** What is found, but that the task failed which noticed. */
  private static List<Finding> ofStream(Plan plan) {
    return plan.findings().stream()
        .filter(finding -> finding.reason() != Reason.PodFailed)
        .toList();
  }

  private static String refusal(Situation situation) {
    return situation.settle().findings().stream()
        .filter(finding -> finding.reason() == Reason.ResetRefused)
        .map(Finding::message)
        .collect(Collectors.joining());
  }

  /** Asks for the positions of some partitions; of all where none is named. */
  private static void asks(Situation situation, ResetRequest.To to, String... partitions) {
    asks(
        situation,
        new ResetRequest(
            3,
            to,
            to == ResetRequest.To.TIMESTAMP ? Instant.parse("2026-11-20T00:00:00Z") : null,
            to == ResetRequest.To.POSITION
                ? Positions.of(
                    Arrays.stream(partitions).collect(Collectors.toMap(name -> name, name -> "55")))
                : Positions.NONE,
            Arrays.stream(partitions)
                .map(PartitionId::new)
                .collect(Collectors.toCollection(TreeSet::new))));
  }

  /** Asks, and the stream is looked at after that. */
  private static void asks(Situation situation, ResetRequest request) {
    StreamObservation.Known now = known(situation);
    StreamDescription description = now.description();
    Map<String, String> located =
        description.partitions().stream()
            .collect(Collectors.toMap(PartitionId::value, partition -> "30"));
    situation.reset = request;
    situation.stream =
        new StreamObservation.Known(
            description,
            now.earliest(),
            now.latest(),
            Situation.NOW,
            new StreamQuestion(situation.state.offsets(), request),
            Positions.of(located));
  }
}
