package io.millrace.operator.decide;

import static io.millrace.operator.decide.Situation.NOW;
import static io.millrace.operator.decide.Situation.UID;
import static io.millrace.operator.decide.Situation.claimed;
import static io.millrace.operator.decide.Situation.description;
import static io.millrace.operator.decide.Situation.generation;
import static io.millrace.operator.decide.Situation.head;
import static io.millrace.operator.decide.Situation.known;
import static io.millrace.operator.decide.Situation.owner;
import static io.millrace.operator.decide.Situation.pod;
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
import io.millrace.protocol.Report;
import io.millrace.protocol.RowCounters;
import io.millrace.protocol.TaskState;
import io.millrace.streams.PartitionId;
import io.millrace.streams.StreamDescription;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a reset does, and what keeps it from being done. */
class ResetTest {

  private static final Map<String, String> AT_500 = Map.of("0", "500", "1", "500");
  private static final Map<String, String> EARLIEST = Map.of("0", "10", "1", "20");
  private static final Map<String, String> LATEST = Map.of("0", "900", "1", "800");
  private static final Map<String, String> LOCATED = Map.of("0", "300", "1", "800");

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

  @Test
  void case5AStreamThatWasCreatedAnewStallsAndSaysThatAResetIsTheWayOut() {
    Situation situation = changedStream(null);

    Plan plan = situation.settle();

    assertThat(plan.findings().getFirst().reason()).isEqualTo(Reason.StreamChanged);
    assertThat(plan.findings().getFirst().message()).contains("spec.reset");
    assertThat(situation.state.commits()).isEqualTo(7);
  }

  @Test
  void case56AResetGoesOnWithTheNewStreamUnderANewIdentityAndEpoch() {
    Situation situation = changedStream(request(3, ResetRequest.To.EARLIEST));

    situation.settle();

    assertThat(requireNonNull(situation.state.commit()).kind()).isEqualTo(LedgerEntry.Kind.RESET);
    assertThat(situation.state.commit().from().text()).isEqualTo(AT_500);
    assertThat(requireNonNull(situation.state.stream()).topics()).containsEntry("topic", "other");
    assertThat(situation.state.offsets().text()).isEqualTo(EARLIEST);
    TaskGroup group = situation.state.groups().getFirst();
    assertThat(group.epoch()).isEqualTo(2);
    assertThat(requireNonNull(group.open().orElseThrow().start()).text()).isEqualTo(EARLIEST);
    assertThat(situation.settle().findings()).isEmpty();
  }

  @Test
  void whatWasPreparedFromTheOldStreamIsCommittedBeforeTheReset() {
    Situation situation = changedStream(request(3, ResetRequest.To.EARLIEST));
    Map<String, String> to = Map.of("0", "600", "1", "700");
    situation.with(
        pod(
            1,
            0,
            ObservedPod.Phase.FAILED,
            null,
            report(TaskState.FAILED, 1, AT_500, to, prepared(1, "a", AT_500, to))));

    Plan waits = situation.settle();
    assertThat(waits.actions()).anyMatch(Action.LookForManifests.class::isInstance);
    assertThat(situation.state.commits()).isEqualTo(8);
    assertThat(situation.state.offsets().text()).isEqualTo(to);

    situation.left.put(new GenerationKey(1, 0, 1), new LeftManifests(Set.of("s-0-1-0"), List.of()));
    situation.settle();
    assertThat(situation.state.commits()).isEqualTo(9);
    assertThat(requireNonNull(situation.state.commit()).from().text()).isEqualTo(to);
    assertThat(situation.state.offsets().text()).isEqualTo(EARLIEST);
  }

  @Test
  void aTaskThatMayStillPrepareFromTheOldStreamIsWaitedFor() {
    Situation situation = changedStream(request(3, ResetRequest.To.EARLIEST));
    situation.with(running(1, 0, reading("500", "600")));

    situation.settle();

    assertThat(situation.state.commits()).isEqualTo(7);
  }

  @Test
  void aTaskThatFailedIsWaitedForUntilItsPodHasEndedSinceItMayHaveWrittenAManifest() {
    Situation situation = changedStream(request(3, ResetRequest.To.EARLIEST));
    Map<String, String> to = Map.of("0", "600", "1", "700");
    situation.with(running(1, 0, report(TaskState.FAILED, 1, AT_500, to)));

    situation.settle();

    assertThat(situation.state.commits()).isEqualTo(7);
  }

  @Test
  void aResetOfSomePartitionsIsRefusedWhenTheStreamIsAnotherOne() {
    Situation situation = changedStream(requestOf("1", ResetRequest.To.EARLIEST));

    Plan plan = situation.settle();

    assertThat(plan.findings())
        .extracting(Finding::reason)
        .containsExactly(Reason.StreamChanged, Reason.ResetRefused);
    assertThat(situation.state.commits()).isEqualTo(7);
  }

  @Test
  void aStreamThatWasCreatedAnewIsReadFromItsBeginningWhereThatIsToHappenByItself() {
    Situation situation = changedStream(null);
    situation.settings = automatic();

    Plan plan = situation.decide();

    assertThat(plan.next().offsets().text()).isEqualTo(EARLIEST);
    assertThat(requireNonNull(plan.next().commit()).reset())
        .isEqualTo(new LedgerReset(null, "Earliest"));
    assertThat(requireNonNull(plan.next().jumps().lastReset()).nonce()).isNull();
    assertThat(announced(plan)).containsExactly(Reason.PositionsReset);
  }

  @Test
  void aResetThatNobodyAskedForLeavesTheNewestNonceAsItWas() {
    Situation situation = changedStream(null);
    situation.settings = automatic();
    LastReset third = new LastReset(3L, "Latest", NOW, List.of(), 0, 0);
    situation.state = situation.state.withJumps(new Jumps(third, List.of(), 0));

    SupervisorState next = situation.decide().next();

    assertThat(next.commits()).isEqualTo(8);
    assertThat(next.jumps().nonce()).isEqualTo(3);
  }

  @Test
  void aLedgerThatKnowsLessThanStatusBringsBackNoOlderNonce() {
    Jumps fifth = new Jumps(new LastReset(5L, "Latest", NOW, List.of(), 0, 0), List.of(), 0);

    assertThat(ResetRules.known(fifth, new LedgerReset(3L, "Earliest"))).isEqualTo(fifth);
  }

  @Test
  void aStreamThatWasCreatedAnewIsNotReadBeforeTheSupervisorIsGone() {
    Situation situation = changedStream(null);
    situation.settings = automatic();
    situation.deletion = new Observation.Deletion(NOW.plusSeconds(60), false);

    assertThat(situation.decide().next().commits()).isEqualTo(7);
  }

  @Test
  void anotherClusterIsReadWhereAResetAsksForItAndNothingIsLeftOfTheOneBefore() {
    Situation situation = changedStream(request(3, ResetRequest.To.EARLIEST));
    situation.state =
        situation.state.withStream(
            new StreamDescription(
                "other-cluster",
                new TreeMap<>(Map.of("before", "id")),
                description("id", AT_500.keySet()).partitions()));

    situation.settle();

    assertThat(situation.state.stream()).isEqualTo(description("other", AT_500.keySet()));
    assertThat(situation.state.offsets().text()).isEqualTo(EARLIEST);
  }

  @Test
  void aTaskThatHasPreparedAllFromTheOldStreamIsNotWaitedFor() {
    Situation situation = changedStream(request(3, ResetRequest.To.EARLIEST));
    Map<String, String> to = Map.of("0", "600", "1", "700");
    situation.with(
        running(1, 0, report(TaskState.PREPARED, 1, AT_500, to, prepared(1, "a", AT_500, to))));

    situation.settle();

    assertThat(situation.state.commits()).isEqualTo(9);
    assertThat(situation.state.offsets().text()).isEqualTo(EARLIEST);
  }

  @Test
  void aPodThatHasNotStartedIsNotWaitedFor() {
    Situation situation = changedStream(request(3, ResetRequest.To.EARLIEST));
    situation.with(pod(1, 0, ObservedPod.Phase.PENDING, null, null));

    situation.settle();

    assertThat(situation.state.offsets().text()).isEqualTo(EARLIEST);
  }

  @Test
  void anotherClusterIsNeverReadByItself() {
    Situation situation = changedStream(null);
    situation.settings = automatic();
    situation.state =
        situation.state.withStream(
            new StreamDescription(
                "other-cluster",
                new TreeMap<>(Map.of("topic", "id")),
                description("id", AT_500.keySet()).partitions()));

    assertThat(situation.decide().next().commits()).isEqualTo(7);
  }

  @Test
  void partitionsThatTheNewStreamDoesNotHaveAreForgottenAndNewOnesRead() {
    Situation situation = changedStream(request(3, ResetRequest.To.EARLIEST));
    situation.stream =
        new StreamObservation.Known(
            description("other", Set.of("1", "2")),
            Positions.of(Map.of("1", "0", "2", "0")),
            Positions.of(Map.of("1", "5", "2", "5")),
            NOW,
            new StreamQuestion(Positions.NONE, situation.reset),
            Positions.NONE);

    situation.settle();

    assertThat(situation.state.offsets().text()).isEqualTo(Map.of("1", "0", "2", "0"));
    assertThat(situation.state.groups().getFirst().partitions())
        .extracting(PartitionId::value)
        .containsExactly("1", "2");
  }

  @Test
  void aGroupThatLostAllItsPartitionsStaysSoThatItsTasksAreDeleted() {
    Situation situation = twoGroups(request(3, ResetRequest.To.EARLIEST));
    situation.stream =
        new StreamObservation.Known(
            description("other", Set.of("0")),
            Positions.of(Map.of("0", "0")),
            Positions.of(Map.of("0", "5")),
            NOW,
            new StreamQuestion(Positions.NONE, situation.reset),
            Positions.NONE);

    situation.settle();

    assertThat(situation.state.offsets().text()).isEqualTo(Map.of("0", "0"));
    assertThat(situation.state.group(1).orElseThrow().partitions()).isEmpty();
    assertThat(situation.state.group(1).orElseThrow().generations()).isEmpty();
    assertThat(situation.state.group(0).orElseThrow().open()).isPresent();
  }

  private static Situation changedStream(@Nullable ResetRequest request) {
    Situation situation = twoPartitions(request);
    situation.stream =
        new StreamObservation.Known(
            description("other", AT_500.keySet()),
            Positions.of(EARLIEST),
            Positions.of(LATEST),
            NOW,
            new StreamQuestion(Positions.NONE, request),
            Positions.NONE);
    return situation;
  }

  /** One group that reads both partitions, without a Pod so far. */
  private static Situation twoPartitions(@Nullable ResetRequest request) {
    Situation situation = Situation.reading(AT_500, 7, generation(1, Phase.READING, AT_500, null));
    situation.reset = request;
    situation.stream = asked(request);
    Attempt attempt = new Attempt(0, Positions.of(AT_500), NOW, 0, null);
    situation.state =
        situation.state.mappingGroups(
            group -> group.mapping(generation -> generation.with(attempt)));
    return situation;
  }

  private static Situation twoGroups(ResetRequest request) {
    Situation situation = twoPartitions(request);
    situation.settings = Situation.settings(true, 2);
    situation.state = situation.state.withGroups(List.of(group(0), group(1)));
    return situation;
  }

  private static TaskGroup group(int id) {
    String partition = Integer.toString(id);
    Generation generation = generation(1, Phase.READING, Map.of(partition, "500"), null);
    Attempt attempt = new Attempt(0, generation.start(), NOW, 0, null);
    return new TaskGroup(id, 1, generation.partitions(), 2, List.of(generation.with(attempt)));
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

  private static StreamObservation.Known asked(@Nullable ResetRequest request) {
    return new StreamObservation.Known(
        description("id", AT_500.keySet()),
        Positions.of(EARLIEST),
        Positions.of(LATEST),
        NOW,
        new StreamQuestion(Positions.of(AT_500), request),
        Positions.of(LOCATED));
  }

  private static ResetRequest request(long nonce, ResetRequest.To to) {
    return new ResetRequest(
        nonce,
        to,
        to == ResetRequest.To.TIMESTAMP ? Instant.parse("2026-11-20T00:00:00Z") : null,
        to == ResetRequest.To.POSITION ? Positions.of(Map.of("0", "77")) : Positions.NONE,
        new TreeSet<>());
  }

  private static ResetRequest requestOf(String partition, ResetRequest.To to) {
    return new ResetRequest(
        3, to, null, Positions.NONE, new TreeSet<>(Set.of(new PartitionId(partition))));
  }

  private static Settings automatic() {
    return new Settings("ds", 1, 1, Duration.ofHours(1), 1, true, true, null, null, null);
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

  private static Report reading(String from, String to) {
    return report(TaskState.READING, 1, Map.of("0", from, "1", from), Map.of("0", to, "1", to));
  }

  private static Map<String, String> only(
      Map<String, String> positions, Collection<PartitionId> partitions) {
    return Positions.of(positions).only(partitions).text();
  }

  private static List<Reason> announced(Plan plan) {
    return plan.actions().stream()
        .filter(Action.Announce.class::isInstance)
        .map(action -> ((Action.Announce) action).reason())
        .toList();
  }
}
