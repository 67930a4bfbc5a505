package io.millrace.operator.decide;

import static io.millrace.operator.decide.ResetSituations.AT_500;
import static io.millrace.operator.decide.ResetSituations.EARLIEST;
import static io.millrace.operator.decide.ResetSituations.LATEST;
import static io.millrace.operator.decide.ResetSituations.announced;
import static io.millrace.operator.decide.ResetSituations.group;
import static io.millrace.operator.decide.ResetSituations.reading;
import static io.millrace.operator.decide.ResetSituations.request;
import static io.millrace.operator.decide.ResetSituations.requestOf;
import static io.millrace.operator.decide.ResetSituations.twoGroups;
import static io.millrace.operator.decide.ResetSituations.twoPartitions;
import static io.millrace.operator.decide.Situation.NOW;
import static io.millrace.operator.decide.Situation.description;
import static io.millrace.operator.decide.Situation.pod;
import static io.millrace.operator.decide.Situation.prepared;
import static io.millrace.operator.decide.Situation.report;
import static io.millrace.operator.decide.Situation.running;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.operator.Reason;
import io.millrace.protocol.LedgerEntry;
import io.millrace.protocol.LedgerReset;
import io.millrace.protocol.TaskState;
import io.millrace.streams.PartitionId;
import io.millrace.streams.Position;
import io.millrace.streams.StreamDescription;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * What becomes of positions when the stream is another one: with a reset, by itself, or not at all.
 */
class NewStreamTest {

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
  void statusAndLedgerHaveThePositionsInTheOldStreamAndInTheNewOne() {
    Situation situation = changedStream(request(3, ResetRequest.To.LATEST));

    situation.settle();

    LastReset last = requireNonNull(situation.state.jumps().lastReset());
    assertThat(last.ranges())
        .containsExactly(
            new Jump(new PartitionId("0"), Position.of(500), Position.of(900), true),
            new Jump(new PartitionId("1"), Position.of(500), Position.of(800), true));
    assertThat(last.otherTopic()).isEqualTo(2);
    assertThat(last.skipped()).as("what lies between is no range").isZero();
    assertThat(requireNonNull(situation.state.commit()).reset())
        .isEqualTo(new LedgerReset(3L, "Latest", List.of("topic")));
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
        .isEqualTo(new LedgerReset(null, "Earliest", List.of("topic")));
    assertThat(requireNonNull(plan.next().jumps().lastReset()).nonce()).isNull();
    assertThat(announced(plan)).containsExactly(Reason.PositionsReset);
  }

  @Test
  void aResetThatNobodyAskedForLeavesTheNewestNonceAsItWas() {
    Situation situation = changedStream(null);
    situation.settings = automatic();
    LastReset third = new LastReset(3L, "Latest", NOW, List.of(), 0, 0, 0);
    situation.state = situation.state.withJumps(new Jumps(third, List.of(), 0));

    SupervisorState next = situation.decide().next();

    assertThat(next.commits()).isEqualTo(8);
    assertThat(next.jumps().nonce()).isEqualTo(3);
  }

  @Test
  void aLedgerThatKnowsLessThanStatusBringsBackNoOlderNonce() {
    Jumps fifth = new Jumps(new LastReset(5L, "Latest", NOW, List.of(), 0, 0, 0), List.of(), 0);

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
    assertThat(requireNonNull(requireNonNull(situation.state.commit()).reset()).otherTopics())
        .containsExactly("before", "topic");
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

  private static Settings automatic() {
    return new Settings("ds", 1, 1, Duration.ofHours(1), 1, true, true, null, null, null);
  }
}
