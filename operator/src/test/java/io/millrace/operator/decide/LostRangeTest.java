package io.millrace.operator.decide;

import static io.millrace.operator.decide.Situation.NOW;
import static io.millrace.operator.decide.Situation.generation;
import static io.millrace.operator.decide.Situation.heard;
import static io.millrace.operator.decide.Situation.known;
import static io.millrace.operator.decide.Situation.overdue;
import static io.millrace.operator.decide.Situation.pod;
import static io.millrace.operator.decide.Situation.prepared;
import static io.millrace.operator.decide.Situation.report;
import static io.millrace.operator.decide.Situation.running;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.operator.Reason;
import io.millrace.protocol.LedgerEntry;
import io.millrace.protocol.Prepared;
import io.millrace.protocol.TaskState;
import io.millrace.streams.PartitionId;
import io.millrace.streams.Position;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What happens where the stream does not hold a committed position any more. */
class LostRangeTest {

  private static final Map<String, String> AT_50 = Map.of("0", "50");

  @Test
  void whatIsLostIsSkippedAndRecordedOnceNobodyCanHaveIt() {
    Situation situation = reading("80", failed(1, 0));
    lookedFor(situation, 1, 1);

    Plan plan = situation.decide();

    Commit commit = requireNonNull(plan.next().commit());
    assertThat(commit.kind()).isEqualTo(LedgerEntry.Kind.LOST);
    assertThat(commit.from().text()).isEqualTo(AT_50);
    assertThat(commit.to().text()).isEqualTo(Map.of("0", "80"));
    assertThat(commit.epoch()).isEqualTo(1);
    assertThat(plan.next().groups().getFirst().epoch()).isEqualTo(1);
    Generation same = plan.next().groups().getFirst().generation(1).orElseThrow();
    assertThat(same.attempts().getFirst().number()).isEqualTo(1);
    assertThat(requireNonNull(same.attempts().getFirst().start()).text())
        .isEqualTo(Map.of("0", "80"));
    assertThat(plan.next().jumps().lost())
        .containsExactly(
            new LostRange(
                new PartitionId("0"),
                Positions.of(AT_50).at(new PartitionId("0")),
                commit.to().at(new PartitionId("0")),
                NOW));
    assertThat(plan.next().jumps().lostRecords()).isEqualTo(30);
    assertThat(plan.actions())
        .filteredOn(Action.Announce.class::isInstance)
        .extracting(action -> ((Action.Announce) action).reason())
        .contains(Reason.PositionsLost);
  }

  @Test
  void whoWouldBeginWhereTheStreamDoesNotIsNotStartedWhilePositionsStand() {
    Situation situation = reading("80", failed(1, 0));
    Settings automatic = situation.settings;
    situation.settings = Situation.settings(true, 1);
    lookedFor(situation, 1, 1);

    situation.settle();

    Attempt next = situation.generation(1).attempts().getFirst();
    assertThat(next.number()).isEqualTo(1);
    assertThat(next.retryAt()).isEqualTo(NOW.plusSeconds(300));
    assertThat(situation.actions(Action.CreatePod.class)).isEmpty();

    situation.settings = automatic;
    situation.settle();

    Attempt moved = situation.generation(1).attempts().getFirst();
    assertThat(requireNonNull(moved.start()).text()).isEqualTo(Map.of("0", "80"));
    assertThat(moved.retryAt()).isNull();
    assertThat(situation.actions(Action.CreatePod.class)).isNotEmpty();
  }

  @Test
  void case4WithoutThePropertyNothingIsSkippedAndTheFindingSaysTheWaysOut() {
    Situation situation = reading("80", failed(1, 0));
    situation.settings = Situation.settings(true, 1);
    lookedFor(situation, 1, 1);

    Plan plan = situation.decide();

    assertThat(plan.next().offsets().text()).isEqualTo(AT_50);
    assertThat(plan.findings())
        .filteredOn(finding -> finding.reason() == Reason.PositionOutOfRange)
        .singleElement()
        .satisfies(
            finding ->
                assertThat(finding.message())
                    .contains("partition 0", "50", "80", "spec.reset", "resetOffsetAutomatically"));
  }

  @Test
  void case54RowsThatALivingAttemptHoldsAreWaitedFor() {
    Situation situation =
        reading("80", running(1, 0, report(TaskState.READING, 1, AT_50, Map.of("0", "90"))));

    Plan plan = situation.settle();

    assertThat(situation.state.offsets().text()).isEqualTo(AT_50);
    assertThat(plan.findings())
        .extracting(Finding::message)
        .anyMatch(message -> message.contains("unless a task"));
  }

  @Test
  void case54_rowsThatReplicasHoldGetABoundaryBeforeAnythingIsSkipped() {
    Map<String, String> at = Map.of("0", "50", "1", "20");
    Map<String, String> read = Map.of("0", "90", "1", "20");
    Generation one = generation(1, Phase.READING, at, null);
    Attempt first = one.attempts().getFirst();
    Attempt second = new Attempt(1, first.start(), first.createdAt(), 0, null, first.readyAt());
    Situation situation = situation(Map.of("0", "80", "1", "30"), one.with(first, second));
    for (int attempt = 0; attempt < 2; attempt++) {
      situation.with(running(1, attempt, report(TaskState.PUBLISHING, 1, null, true, at, read)));
    }

    situation.settle();

    assertThat(situation.state.offsets().text()).isEqualTo(at);
    assertThat(situation.generation(1).checkpoints()).containsExactly(Positions.of(read));
  }

  @Test
  void anAttemptThatNobodyHasHeardOfYetIsWaitedFor() {
    assertThat(reading("80", running(1, 0, null)).decide().next().commits()).isEqualTo(7);
    assertThat(
            reading("80", pod(1, 0, ObservedPod.Phase.PENDING, null, null))
                .decide()
                .next()
                .commits())
        .isEqualTo(7);
  }

  @Test
  void aPodThatMayBeThereAndIsNotToBeSeenYetIsWaitedFor() {
    Situation situation = reading("80");
    situation.state = withAttempt(situation.state, 1, new Attempt(0, at("50"), NOW, 0, null));

    assertThat(situation.decide().next().offsets().text()).isEqualTo(AT_50);
  }

  @Test
  void aReplacedAttemptThatNobodyHasHeardOfIsWaitedFor() {
    Situation situation = reading("80", running(1, 0, null));
    situation.state = withAttempt(situation.state, 1, waiting("50"));

    assertThat(situation.decide().next().offsets().text()).isEqualTo(AT_50);
  }

  @Test
  void case54OneWhoseNodeIsLostIsWaitedForUntilItShouldHaveEndedLongAgoAndIsLookedFor() {
    Instant since = NOW.minusSeconds(600);
    ObservedPod read = running(1, 0, report(TaskState.READING, 1, AT_50, Map.of("0", "90")));
    ObservedPod silent = heard(read, since, new Unanswered(since, 9, true), since);
    Situation situation = reading("80", overdue(silent, Duration.ofMinutes(5)));
    situation.state = withAttempt(situation.state, 1, waiting("50"));
    situation.lookInVain();
    situation.settle();
    assertThat(situation.state.offsets().text()).as("clocks differ").isEqualTo(AT_50);

    situation.pods.clear();
    situation.with(overdue(silent, Duration.ofMinutes(7)));
    situation.settle();
    assertThat(situation.state.offsets().text()).as("nobody has looked since").isEqualTo(AT_50);

    situation.lookInVain();
    situation.settle();
    assertThat(situation.state.offsets().text()).isEqualTo(Map.of("0", "80"));
  }

  @Test
  void skippingStopsAlsoWhereTheRowsOfAReplacedAttemptBegin() {
    Situation situation =
        situation(
            Map.of("0", "150"),
            generation(1, Phase.FINISHING, AT_50, Map.of("0", "100")),
            generation(2, Phase.READING, Map.of("0", "100"), null));
    situation.with(failed(1, 0));
    situation.with(
        running(2, 0, report(TaskState.READING, 2, Map.of("0", "100"), Map.of("0", "190"))));
    situation.state = withAttempt(situation.state, 2, waiting("100"));
    lookedFor(situation, 1, 1);

    assertThat(situation.decide().next().offsets()).isEqualTo(at("100"));
  }

  @Test
  void nothingIsSkippedWhereNothingMoreIsPublished() {
    Situation situation = reading("80", failed(1, 0));
    lookedFor(situation, 1, 1);
    situation.deletion = new Observation.Deletion(NOW.plusSeconds(60), true);

    assertThat(situation.decide().next().offsets().text()).isEqualTo(AT_50);
  }

  @Test
  void statusKeepsTheNewestOfManyLostRangesAndCountsAll() {
    Jumps jumps = Jumps.NONE;
    for (int number = 0; number < 150; number++) {
      PartitionId partition = new PartitionId(Integer.toString(number));
      jumps = jumps.losing(List.of(new LostRange(partition, Position.of(0), Position.of(2), NOW)));
    }

    assertThat(jumps.lost()).hasSize(100);
    assertThat(jumps.lost().getLast().partition()).isEqualTo(new PartitionId("149"));
    assertThat(jumps.lostRecords()).isEqualTo(300);
  }

  @Test
  void statusKeepsTheFirstOfManyRangesOfAResetAndCountsAll() {
    List<Jump> all =
        IntStream.range(0, 150)
            .mapToObj(
                number ->
                    new Jump(
                        new PartitionId(Integer.toString(number)),
                        Position.of(0),
                        Position.of(2),
                        false))
            .toList();

    LastReset last = LastReset.of(1L, "Latest", NOW, all);

    assertThat(last.ranges()).hasSize(100);
    assertThat(last.skipped()).isEqualTo(300);
  }

  @Test
  void manifestsOfAttemptsThatAreGoneAreLookedForFirst() {
    Situation situation = reading("80", failed(1, 0));

    Plan plan = situation.settle();

    assertThat(situation.state.commits()).isEqualTo(7);
    assertThat(plan.actions()).anyMatch(Action.LookForManifests.class::isInstance);
  }

  @Test
  void whatADeadAttemptPreparedCommitsAndOnlyTheRestIsLost() {
    Situation situation = reading("80", failed(1, 0));
    lookedFor(situation, 1, 1, prepared(1, "pod-1-0", AT_50, Map.of("0", "70")));

    Plan plan = situation.decide();
    assertThat(plan.next().offsets().text()).isEqualTo(Map.of("0", "70"));
    assertThat(requireNonNull(plan.next().commit()).kind()).isEqualTo(LedgerEntry.Kind.COMMIT);

    situation.settle();
    assertThat(situation.state.offsets().text()).isEqualTo(Map.of("0", "80"));
    assertThat(situation.state.jumps().lost())
        .singleElement()
        .satisfies(lost -> assertThat(lost.from().value()).isEqualTo("70"));
  }

  @Test
  void aRangeWithARecordedEndThatIsLostWhollyEnds() {
    Situation situation =
        situation(
            Map.of("0", "150"),
            generation(1, Phase.FINISHING, AT_50, Map.of("0", "100")),
            generation(2, Phase.READING, Map.of("0", "100"), null));
    situation.with(failed(1, 0)).with(failed(2, 0));
    lookedFor(situation, 1, 1);
    lookedFor(situation, 2, 1);

    SupervisorState next = situation.decide().next();

    assertThat(next.offsets().text()).isEqualTo(Map.of("0", "150"));
    assertThat(next.groups().getFirst().generation(1).orElseThrow().phase())
        .isEqualTo(Phase.COMMITTED);
    Generation second = next.groups().getFirst().generation(2).orElseThrow();
    assertThat(requireNonNull(second.attempts().getFirst().start()).text())
        .isEqualTo(Map.of("0", "150"));
  }

  @Test
  void skippingStopsWhereTheRowsOfALivingSuccessorBegin() {
    Situation situation =
        situation(
            Map.of("0", "150"),
            generation(1, Phase.FINISHING, AT_50, Map.of("0", "100")),
            generation(2, Phase.READING, Map.of("0", "100"), null));
    situation.with(failed(1, 0));
    situation.with(
        running(2, 0, report(TaskState.READING, 2, Map.of("0", "100"), Map.of("0", "190"))));
    lookedFor(situation, 1, 1);

    situation.settle();

    assertThat(situation.state.offsets().text()).isEqualTo(Map.of("0", "100"));
    assertThat(situation.state.groups().getFirst().generation(1).orElseThrow().phase())
        .isEqualTo(Phase.COMMITTED);
    assertThat(situation.generation(2).attempts().getFirst().number()).isZero();
  }

  @Test
  void onlyWhatTheStreamHasNotIsSkippedBeforeASuccessor() {
    Situation situation =
        situation(
            Map.of("0", "60"),
            generation(1, Phase.FINISHING, AT_50, Map.of("0", "100")),
            generation(2, Phase.READING, Map.of("0", "100"), null));
    situation.with(failed(1, 0));
    situation.with(
        running(2, 0, report(TaskState.READING, 2, Map.of("0", "100"), Map.of("0", "190"))));
    lookedFor(situation, 1, 1);

    situation.settle();

    assertThat(situation.state.offsets().text()).isEqualTo(Map.of("0", "60"));
    assertThat(requireNonNull(situation.generation(1).attempts().getFirst().start()).text())
        .isEqualTo(Map.of("0", "60"));
    assertThat(situation.generation(1).phase()).isEqualTo(Phase.FINISHING);
  }

  @Test
  void aFinishingRangeReadsItsOtherPartitionsOn() {
    Map<String, String> at = Map.of("0", "50", "1", "120");
    Situation situation =
        situation(
            Map.of("0", "150", "1", "0"),
            generation(1, Phase.FINISHING, at, Map.of("0", "100", "1", "200")));
    situation.with(failed(1, 0));
    lookedFor(situation, 1, 1);

    SupervisorState next = situation.decide().next();

    assertThat(next.offsets().text()).isEqualTo(Map.of("0", "150", "1", "120"));
    Generation same = next.groups().getFirst().generation(1).orElseThrow();
    assertThat(same.phase()).isEqualTo(Phase.FINISHING);
    assertThat(requireNonNull(same.attempts().getFirst().start()).text())
        .isEqualTo(Map.of("1", "120"));
  }

  @Test
  void anAttemptThatWaitsToBeTriedAgainStartsAtOnceBehindWhatIsLost() {
    Situation situation = reading("80");
    situation.state =
        situation.state.mappingGroups(
            group ->
                group.mapping(
                    generation ->
                        generation.with(
                            new Attempt(3, Positions.of(AT_50), NOW, 6, NOW.plusSeconds(40)))));
    lookedFor(situation, 1, 3);

    situation.settle();

    assertThat(situation.state.offsets().text()).isEqualTo(Map.of("0", "80"));
    assertThat(situation.generation(1).attempts().getFirst().number()).isEqualTo(4);
    assertThat(situation.generation(1).attempts().getFirst().retryAt()).isNull();
    assertThat(requireNonNull(situation.generation(1).attempts().getFirst().start()).text())
        .isEqualTo(Map.of("0", "80"));
  }

  @Test
  void aManifestThatCanNeverCommitHoldsNothingUp() {
    Map<String, String> at = Map.of("0", "50", "1", "120");
    Situation situation =
        situation(Map.of("0", "80", "1", "0"), generation(1, Phase.READING, at, null));
    situation.with(failed(1, 0));
    lookedFor(
        situation,
        1,
        1,
        prepared(1, "dead", Map.of("0", "50", "1", "110"), Map.of("0", "60", "1", "130")));

    assertThat(situation.decide().next().offsets().text()).isEqualTo(Map.of("0", "80", "1", "120"));
  }

  @Test
  void aBaselineThatIsLostBeforeTheFirstTaskReadsIsSkippedToo() {
    Situation situation = situation(Map.of("0", "80"));

    situation.settle();

    assertThat(requireNonNull(situation.state.commit()).kind()).isEqualTo(LedgerEntry.Kind.LOST);
    assertThat(
            requireNonNull(situation.state.groups().getFirst().open().orElseThrow().start()).text())
        .isEqualTo(Map.of("0", "80"));
  }

  @Test
  void case5AnEndBeyondWhichPositionsAreCommittedIsToldOnlyByALookThatIsNotOlderThanTheCommit() {
    Situation situation = situation(Map.of("0", "0"), generation(1, Phase.READING, AT_50, null));
    situation.with(running(1, 0, report(TaskState.READING, 1, AT_50, AT_50)));
    situation.stream = known(Map.of("0", "0"), Map.of("0", "40"));
    assertThat(situation.decide().findings()).isEmpty();

    StreamObservation.Known look = (StreamObservation.Known) situation.stream;
    situation.stream =
        new StreamObservation.Known(
            look.description(),
            look.earliest(),
            look.latest(),
            NOW,
            new StreamQuestion(Positions.of(AT_50), null),
            Positions.NONE);

    assertThat(situation.decide().findings())
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.reason()).isEqualTo(Reason.PositionOutOfRange);
              assertThat(finding.message()).contains("up to 50", "ends at 40", "spec.reset");
            });
    assertThat(situation.decide().next().offsets().text()).isEqualTo(AT_50);
  }

  private static Situation reading(String earliest, ObservedPod... pods) {
    Situation situation =
        situation(Map.of("0", earliest), generation(1, Phase.READING, AT_50, null));
    Arrays.stream(pods).forEach(situation::with);
    return situation;
  }

  /** One that skips by itself; what the first generation starts at is committed. */
  private static Situation situation(Map<String, String> earliest, Generation... generations) {
    Map<String, String> committed =
        generations.length == 0 ? AT_50 : requireNonNull(generations[0].start()).text();
    Situation situation = Situation.reading(committed, 7, generations);
    situation.settings = skippingByItself();
    situation.stream =
        known(
            earliest,
            earliest.keySet().stream()
                .collect(Collectors.toMap(partition -> partition, partition -> "1000000")));
    return situation;
  }

  static Settings skippingByItself() {
    return new Settings("ds", 1, 1, Duration.ofHours(1), 1, true, true, null, null, null);
  }

  private static Positions at(String position) {
    return Positions.of(Map.of("0", position));
  }

  private static Attempt waiting(String start) {
    return new Attempt(1, at(start), NOW, 2, NOW.plusSeconds(40));
  }

  private static SupervisorState withAttempt(
      SupervisorState state, int generation, Attempt attempt) {
    return state.mappingGroups(
        group -> group.mapping(each -> each.number() == generation ? each.with(attempt) : each));
  }

  private static ObservedPod failed(int generation, int attempt) {
    return pod(generation, attempt, ObservedPod.Phase.FAILED, null, null);
  }

  private static void lookedFor(
      Situation situation, int generation, int attempts, Prepared... found) {
    Set<String> pods =
        IntStream.range(0, attempts)
            .mapToObj(attempt -> "s-0-%d-%d".formatted(generation, attempt))
            .collect(Collectors.toSet());
    situation.left.put(
        new GenerationKey(1, 0, generation), new LeftManifests(pods, List.of(found)));
  }
}
