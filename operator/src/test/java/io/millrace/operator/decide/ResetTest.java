package io.millrace.operator.decide;

import static io.millrace.operator.decide.ResetSituations.AT_500;
import static io.millrace.operator.decide.ResetSituations.EARLIEST;
import static io.millrace.operator.decide.ResetSituations.LATEST;
import static io.millrace.operator.decide.ResetSituations.LOCATED;
import static io.millrace.operator.decide.ResetSituations.announced;
import static io.millrace.operator.decide.ResetSituations.asked;
import static io.millrace.operator.decide.ResetSituations.group;
import static io.millrace.operator.decide.ResetSituations.reading;
import static io.millrace.operator.decide.ResetSituations.request;
import static io.millrace.operator.decide.ResetSituations.requestOf;
import static io.millrace.operator.decide.ResetSituations.twoGroups;
import static io.millrace.operator.decide.ResetSituations.twoPartitions;
import static io.millrace.operator.decide.Situation.NOW;
import static io.millrace.operator.decide.Situation.UID;
import static io.millrace.operator.decide.Situation.claimed;
import static io.millrace.operator.decide.Situation.description;
import static io.millrace.operator.decide.Situation.generation;
import static io.millrace.operator.decide.Situation.head;
import static io.millrace.operator.decide.Situation.known;
import static io.millrace.operator.decide.Situation.owner;
import static io.millrace.operator.decide.Situation.prepared;
import static io.millrace.operator.decide.Situation.report;
import static io.millrace.operator.decide.Situation.running;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.operator.Reason;
import io.millrace.protocol.LedgerEntry;
import io.millrace.protocol.LedgerReset;
import io.millrace.protocol.LedgerSnapshot;
import io.millrace.protocol.ProtocolVersion;
import io.millrace.protocol.RowCounters;
import io.millrace.protocol.TaskState;
import io.millrace.streams.PartitionId;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a reset does, and what keeps it from being done. */
class ResetTest {

  @ParameterizedTest
  @EnumSource(ResetRequest.To.class)
  void positionsMoveToWhereTheStreamHasThem(ResetRequest.To to) {
    Situation situation = twoPartitions(request(3, to));
    situation.with(running(1, 0, reading("500", "600")));

    Plan first = situation.decide();

    Map<String, String> expected =
        switch (to) {
          case EARLIEST -> EARLIEST;
          case LATEST -> LATEST;
          case POSITION -> Map.of("0", "77", "1", "500");
          case TIMESTAMP -> LOCATED;
        };
    Commit commit = requireNonNull(first.next().commit());
    assertThat(first.next().offsets().text()).isEqualTo(expected);
    assertThat(commit.kind()).isEqualTo(LedgerEntry.Kind.RESET);
    assertThat(commit.sequence()).isEqualTo(8);
    assertThat(commit.reset()).isEqualTo(new LedgerReset(3L, to.text()));
    assertThat(commit.epoch()).isEqualTo(2);
    assertThat(commit.from().text()).isEqualTo(only(AT_500, commit.to().partitions()));
    assertThat(commit.to().text()).isEqualTo(only(expected, commit.to().partitions()));
    assertThat(announced(first)).containsExactly(Reason.PositionsReset);
  }

  @Test
  void theGroupBeginsANewGenerationInANewEpochAndItsTasksAreDeleted() {
    Situation situation = twoPartitions(request(3, ResetRequest.To.EARLIEST));
    ObservedPod old = running(1, 0, reading("500", "600"));
    situation.with(old);

    List<Action.DeletePod> deleted = situation.actions(Action.DeletePod.class);
    TaskGroup group = situation.state.groups().getFirst();

    assertThat(group.epoch()).isEqualTo(2);
    assertThat(group.generations()).extracting(Generation::number).containsExactly(2);
    assertThat(requireNonNull(group.generations().getFirst().start()).text()).isEqualTo(EARLIEST);
    assertThat(deleted).containsExactly(new Action.DeletePod(old.name(), old.uid()));
    assertThat(situation.actions(Action.CreatePod.class))
        .extracting(Action.CreatePod::epoch)
        .containsExactly(2L);
  }

  @Test
  void aLookThatIsOlderThanTheRequestIsNotUsed() {
    Situation situation = twoPartitions(request(3, ResetRequest.To.LATEST));
    situation.stream = known(EARLIEST, LATEST);

    assertThat(situation.settle().findings()).isEmpty();
    assertThat(situation.state.commits()).isEqualTo(7);
  }

  @Test
  void whatWasCommittedAfterTheLookBeganIsNotReadAgainByAResetToTheLatest() {
    Situation situation = twoPartitions(request(3, ResetRequest.To.LATEST));
    situation.stream =
        looked(Map.of("0", "450", "1", "500"), Map.of("0", "480", "1", "800"), situation.reset);

    situation.settle();

    assertThat(situation.state.offsets().text()).isEqualTo(Map.of("0", "500", "1", "800"));
  }

  @Test
  void aResetToTheLatestGoesBackWhereTheStreamLostWhatIsCommitted() {
    Situation situation = twoPartitions(request(3, ResetRequest.To.LATEST));
    situation.stream = looked(AT_500, Map.of("0", "480", "1", "800"), situation.reset);

    situation.settle();

    assertThat(situation.state.offsets().text()).isEqualTo(Map.of("0", "480", "1", "800"));
  }

  @Test
  void case6WhatAnOlderEpochPreparedNeverCommits() {
    Situation situation = twoPartitions(request(3, ResetRequest.To.EARLIEST));
    situation.with(
        running(
            1,
            0,
            report(
                TaskState.PREPARED,
                1,
                EARLIEST,
                AT_500,
                prepared(1, "a", EARLIEST, Map.of("0", "50", "1", "60")))));

    situation.settle();

    assertThat(situation.state.offsets().text()).isEqualTo(EARLIEST);
    assertThat(situation.state.commits()).isEqualTo(8);
  }

  @Test
  void case57OtherGroupsCommitWhatTheyHavePreparedForHours() {
    Situation situation = twoGroups(requestOf("1", ResetRequest.To.EARLIEST));
    situation.with(
        running(
            1,
            0,
            report(
                TaskState.READING,
                1,
                Map.of("0", "500"),
                Map.of("0", "650"),
                prepared(1, "a", Map.of("0", "500"), Map.of("0", "600")))));
    TaskGroup other = situation.state.group(0).orElseThrow();

    Plan reset = situation.decide();
    TaskGroup untouched = reset.next().group(0).orElseThrow();
    situation.settle();

    assertThat(untouched).isEqualTo(other);
    assertThat(reset.next().group(1).orElseThrow().epoch()).isEqualTo(2);
    assertThat(situation.state.group(0).orElseThrow().epoch()).isEqualTo(1);
    assertThat(situation.state.offsets().text()).isEqualTo(Map.of("0", "600", "1", "20"));
    assertThat(requireNonNull(situation.state.commit()).epoch()).isEqualTo(2);
  }

  @Test
  void aGroupThatStillHasToCommitAMovedPartitionIsFencedToo() {
    Situation situation = twoGroups(requestOf("1", ResetRequest.To.EARLIEST));
    Generation leaving = generation(1, Phase.FINISHING, AT_500, Map.of("0", "700", "1", "700"));
    situation.state =
        situation.state.mappingGroups(
            group ->
                group.id() == 0
                    ? new TaskGroup(0, 1, group.partitions(), 2, List.of(leaving))
                    : group);

    SupervisorState next = situation.decide().next();

    assertThat(next.group(0).orElseThrow().epoch()).isEqualTo(2);
    assertThat(next.group(0).orElseThrow().generation(1)).isEmpty();
  }

  @Test
  void aResetIsDoneOnceAndStandsInStatus() {
    Situation situation = twoPartitions(request(3, ResetRequest.To.EARLIEST));
    situation.settle();
    long commits = situation.state.commits();
    situation.stream = asked(situation.reset);

    assertThat(situation.settle().findings()).isEmpty();
    assertThat(situation.state.commits()).isEqualTo(commits);
    LastReset last = requireNonNull(situation.state.jumps().lastReset());
    assertThat(last.nonce()).isEqualTo(3);
    assertThat(last.repeated()).isEqualTo(490 + 480);
    assertThat(last.skipped()).isZero();
    assertThat(last.ranges()).hasSize(2);
  }

  @Test
  void anOlderNonceIsNeverDoneAndSaysSo() {
    Situation situation = twoPartitions(request(3, ResetRequest.To.EARLIEST));
    situation.settle();
    situation.reset = request(2, ResetRequest.To.LATEST);
    situation.stream = asked(situation.reset);

    Plan plan = situation.settle();

    assertThat(plan.findings()).extracting(Finding::reason).containsExactly(Reason.ResetRefused);
    assertThat(plan.findings().getFirst().message()).contains("requests up to 3 are done already");
    assertThat(situation.state.offsets().text()).isEqualTo(EARLIEST);
  }

  @Test
  void case52AResourceThatIsAppliedAgainWithItsOldResetDoesNotDoItAgain() {
    Situation situation = new Situation();
    situation.reset = request(3, ResetRequest.To.EARLIEST);
    situation.stream = asked(situation.reset);
    situation.ledger = claimed(owner("old", "installation"), headWithReset("old", 3));

    situation.settle();

    assertThat(requireNonNull(situation.state.commit()).kind())
        .isEqualTo(LedgerEntry.Kind.TAKEOVER);
    assertThat(situation.state.offsets().text()).isEqualTo(AT_500);
    assertThat(requireNonNull(situation.state.jumps().lastReset()).nonce()).isEqualTo(3);
    assertThat(situation.observation().pendingReset()).isEmpty();
  }

  @Test
  void aResourceThatIsAppliedAgainWithANewResetDoesIt() {
    Situation situation = new Situation();
    situation.reset = request(4, ResetRequest.To.EARLIEST);
    situation.stream = asked(situation.reset);
    situation.ledger = claimed(owner("old", "installation"), headWithReset("old", 3));

    situation.settle();

    assertThat(situation.state.offsets().text()).isEqualTo(EARLIEST);
  }

  @Test
  void aSupervisorWithoutAChainRecordsTheNonceAndResetsNothing() {
    Situation situation = new Situation();
    situation.settings = Situation.settings(false, 1);
    situation.reset = request(3, ResetRequest.To.EARLIEST);
    situation.stream = asked(situation.reset);

    situation.settle();

    assertThat(situation.state.commits()).isEqualTo(1);
    assertThat(requireNonNull(situation.state.commit()).kind())
        .isEqualTo(LedgerEntry.Kind.BASELINE);
    assertThat(situation.state.commit().reset()).isEqualTo(new LedgerReset(3L, "Earliest"));
    assertThat(situation.state.jumps().lastReset())
        .as("done, and when is not said, since nothing moved")
        .isEqualTo(new LastReset(3L, "Earliest", null, List.of(), 0, 0, 0));
    assertThat(situation.state.offsets().text()).isEqualTo(LATEST);
  }

  @Test
  void positionsMoveWhileSuspendedAndNothingStarts() {
    Situation situation = twoPartitions(request(3, ResetRequest.To.EARLIEST));
    situation.suspend = true;

    assertThat(situation.actions(Action.CreatePod.class)).isEmpty();
    assertThat(situation.state.offsets().text()).isEqualTo(EARLIEST);
    assertThat(situation.state.groups().getFirst().generations()).isEmpty();
  }

  @Test
  void aSupervisorThatIsBeingDeletedIsNotReset() {
    Situation situation = twoPartitions(request(3, ResetRequest.To.EARLIEST));
    situation.deletion = new Observation.Deletion(NOW.plusSeconds(60), false);

    assertThat(situation.decide().next().offsets().text()).isEqualTo(AT_500);
  }

  @Test
  void aResetWaitsUntilTheSpecThatItStandsInIsInForce() {
    Situation situation = twoPartitions(request(3, ResetRequest.To.EARLIEST));
    situation.candidate = new Observation.Candidate("s-2", false);

    assertThat(situation.decide().next().offsets().text()).isEqualTo(AT_500);

    situation.candidate = new Observation.Candidate("s-2", true);
    situation.settle();
    assertThat(situation.state.offsets().text()).isEqualTo(EARLIEST);
    assertThat(situation.state.groups().getFirst().open().orElseThrow().revision())
        .isEqualTo("s-2");
  }

  @Test
  void aResetWaitsForTheEntryOfTheCommitBefore() {
    Situation situation = twoPartitions(request(3, ResetRequest.To.EARLIEST));
    situation.ledger =
        new LedgerObservation.Read(owner(UID, "installation"), head(6, UID, 1, AT_500));

    assertThat(situation.decide().next().commits()).isEqualTo(7);
  }

  @Test
  void aPositionOutsideOfTheStreamIsRefusedAndReadingGoesOn() {
    Situation situation =
        twoPartitions(
            new ResetRequest(
                3,
                ResetRequest.To.POSITION,
                null,
                Positions.of(Map.of("0", "901")),
                new TreeSet<>()));

    Plan plan = situation.settle();

    assertThat(plan.findings()).extracting(Finding::reason).containsExactly(Reason.ResetRefused);
    assertThat(plan.findings().getFirst().message())
        .contains("position 901 of partition 0", "from 10 to 900");
    assertThat(plan.findings().getFirst().stalls()).isFalse();
    assertThat(situation.state.groups().getFirst().open()).isPresent();
    assertThat(situation.state.commits()).isEqualTo(7);
  }

  @Test
  void anUnknownPartitionIsRefused() {
    Situation situation = twoPartitions(requestOf("7", ResetRequest.To.EARLIEST));

    assertThat(situation.settle().findings())
        .extracting(Finding::message)
        .singleElement()
        .asString()
        .contains("names partitions [7]", "expected some of [0, 1]");
  }

  @Test
  void aRefusalNamesAFewPartitionsHoweverManyThereAre() {
    Map<String, String> many = new TreeMap<>();
    IntStream.range(0, 5_000).forEach(number -> many.put("events-%d:0".formatted(number), "0"));
    Situation situation = Situation.reading(many, 7);
    situation.reset = requestOf("none:0", ResetRequest.To.EARLIEST);
    situation.stream =
        new StreamObservation.Known(
            description("id", many.keySet()),
            Positions.of(many),
            Positions.of(many),
            NOW,
            new StreamQuestion(Positions.of(many), situation.reset),
            Positions.NONE);

    assertThat(situation.decide().findings())
        .filteredOn(finding -> finding.reason() == Reason.ResetRefused)
        .singleElement()
        .satisfies(
            finding ->
                assertThat(finding.message()).contains("events-0:0", "…").hasSizeLessThan(600));
  }

  private static StreamObservation.Known looked(
      Map<String, String> committed, Map<String, String> latest, @Nullable ResetRequest request) {
    return new StreamObservation.Known(
        description("id", AT_500.keySet()),
        Positions.of(EARLIEST),
        Positions.of(latest),
        NOW,
        new StreamQuestion(Positions.of(committed), request),
        Positions.NONE);
  }

  private static LedgerSnapshot headWithReset(String uid, long nonce) {
    return new LedgerSnapshot(
        ProtocolVersion.FORMAT,
        7,
        uid,
        "installation",
        4,
        Situation.IDENTITY,
        AT_500,
        Map.of(),
        new LedgerReset(nonce, "Earliest"),
        RowCounters.ZERO);
  }

  private static Map<String, String> only(
      Map<String, String> positions, Collection<PartitionId> partitions) {
    return Positions.of(positions).only(partitions).text();
  }
}
