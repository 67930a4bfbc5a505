package io.millrace.operator.decide;

import static io.millrace.operator.decide.Situation.NOW;
import static io.millrace.operator.decide.Situation.generation;
import static io.millrace.operator.decide.Situation.prepared;
import static io.millrace.operator.decide.Situation.report;
import static io.millrace.operator.decide.Situation.running;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.protocol.Manifest;
import io.millrace.protocol.MessageTimeBounds;
import io.millrace.protocol.Prepared;
import io.millrace.protocol.ProtocolVersion;
import io.millrace.protocol.Report;
import io.millrace.protocol.RowCounters;
import io.millrace.protocol.TaskState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Replicas whose event times are over while their rollover to another spec waits. */
class EventTimesOverTest {

  private static final Map<String, String> P0 = Map.of("0", "0");
  private static final Map<String, String> P40 = Map.of("0", "40");
  private static final Map<String, String> P50 = Map.of("0", "50");
  private static final Instant EARLIEST = NOW.minus(Duration.ofHours(3));
  private static final Instant LATEST = NOW.plusSeconds(60);
  private static final Instant LATER = LATEST.plus(Duration.ofHours(1));

  @Test
  void case55_whatWasReadWithTheEventTimesBeforeGetsACheckpoint() {
    Situation situation = replicas(P0, asking(P40, null, LATER), asking(P50, null, null));
    situation.settle();
    assertThat(situation.generation(1).phase()).isEqualTo(Phase.CHECKPOINTING);

    stand(situation, asking(P40, told(situation), LATER), asking(P50, told(situation), LATER));
    situation.settle();

    assertThat(situation.generation(1).phase()).isEqualTo(Phase.READING);
    assertThat(situation.generation(1).checkpoints()).containsExactly(Positions.of(P50));
    assertThat(situation.generation(1).messageTimeBounds())
        .as("a replica that begins before the checkpoint accepts the same as the others")
        .isEqualTo(new MessageTimeBounds(EARLIEST, LATEST));
  }

  @Test
  void case55_onceTheCheckpointIsCommittedTheNextSequenceAcceptsLaterEvents() {
    Situation situation = replicas(P50, asking(P50, null, LATER), asking(P50, null, LATER));
    checkpoint(situation);
    situation.settle();
    assertThat(situation.generation(1).phase()).isEqualTo(Phase.CHECKPOINTING);

    Instant latest = LATER.plus(Duration.ofHours(1));
    stand(situation, asking(P50, told(situation), LATER), asking(P50, told(situation), latest));
    situation.settle();

    MessageTimeBounds accepted = new MessageTimeBounds(EARLIEST, latest);
    assertThat(situation.generation(1).messageTimeBounds()).isEqualTo(accepted);
    assertThat(situation.generation(1).phase()).isEqualTo(Phase.READING);
    assertThat(situation.actions(Action.Assign.class))
        .hasSize(2)
        .allMatch(assign -> assign.assignment().messageTimeBounds().equals(accepted))
        .noneMatch(assign -> assign.assignment().paused());
  }

  @Test
  void nobodyIsPausedWhileTheCheckpointIsNotCommitted() {
    Situation situation = replicas(P40, asking(P50, null, LATER), asking(P50, null, LATER));
    checkpoint(situation);

    situation.settle();

    assertThat(situation.generation(1).phase()).isEqualTo(Phase.READING);
  }

  @Test
  void aReplicaThatHasNotHeardOfItYetAsksInVain() {
    Situation situation = replicas(P50, asking(P50, null, LATEST), asking(P50, null, LATEST));

    situation.settle();

    assertThat(situation.generation(1).phase()).isEqualTo(Phase.READING);
  }

  @Test
  void oneThatAsksWithoutEventTimesOfItsOwnIsNotHeeded() {
    Situation situation = replicas(P50, asking(P50, null, LATER), asking(P50, null, LATER));
    bounded(situation, MessageTimeBounds.OPEN);

    situation.settle();

    assertThat(situation.generation(1).phase()).isEqualTo(Phase.READING);
    assertThat(situation.generation(1).messageTimeBounds()).isEqualTo(MessageTimeBounds.OPEN);
  }

  @ParameterizedTest
  @CsvSource({"60, 6", "61, 5", ", 5"})
  void whatReplicasReadIsCommittedOnlyWithTheEventTimesOfTheirGeneration(
      @Nullable Long secondsAccepted, long commits) {
    Report first = report(TaskState.READING, 1, P50, P50, upTo50(secondsAccepted));
    Situation situation = replicas(P0, first, report(TaskState.READING, 1, P0, P40));
    checkpoint(situation);

    assertThat(situation.decide().next().commits()).isEqualTo(commits);
  }

  @Test
  void whatATaskAloneReadIsCommittedWithTheLaterEventTimesThatItMovedOnTo() {
    Situation situation =
        Situation.reading(P0, 5, generation(1, Phase.READING, P0, null))
            .with(running(1, 0, report(TaskState.READING, 1, P50, P50, upTo50(3_660L))));
    bounded(situation, new MessageTimeBounds(EARLIEST, LATEST));

    assertThat(situation.decide().next().commits()).isEqualTo(6);
  }

  /** A sequence that accepted events up to so many seconds from now, or all. */
  private static Prepared upTo50(@Nullable Long secondsAccepted) {
    Prepared open = prepared(1, "pod-1-0", P0, P50);
    Manifest manifest = open.manifest();
    return new Prepared(
        open.path(),
        open.digest(),
        new Manifest(
            manifest.formatVersion(),
            manifest.supervisorUid(),
            manifest.epoch(),
            manifest.group(),
            manifest.generation(),
            manifest.sequence(),
            manifest.podUid(),
            manifest.streamIdentity(),
            manifest.start(),
            manifest.end(),
            new MessageTimeBounds(
                EARLIEST, secondsAccepted == null ? null : NOW.plusSeconds(secondsAccepted)),
            manifest.counters(),
            manifest.segments()));
  }

  /** A spec whose tasks do not start is accepted, and two replicas read under the one before. */
  private static Situation replicas(Map<String, String> committed, Report first, Report second) {
    Generation reading = generation(1, Phase.READING, P0, null);
    Positions start = reading.start();
    Situation situation =
        Situation.reading(
            committed,
            5,
            reading.with(
                new Attempt(0, start, NOW.minusSeconds(600), 0, null, NOW),
                new Attempt(1, start, NOW.minusSeconds(600), 0, null, NOW)));
    Settings like = situation.settings;
    situation.settings =
        new Settings(
            like.dataSource(), 1, 2, like.taskDuration(), null, false, false, null, null, null);
    situation.candidate = new Observation.Candidate("s-2", true);
    bounded(situation, new MessageTimeBounds(EARLIEST, LATEST));
    stand(situation, first, second);
    return situation;
  }

  private static void stand(Situation situation, Report first, Report second) {
    situation.pods.clear();
    situation.with(running(1, 0, first)).with(running(1, 1, second));
  }

  private static long told(Situation situation) {
    return situation.generation(1).assignment();
  }

  private static void bounded(Situation situation, MessageTimeBounds bounds) {
    situation.state =
        situation.state.mappingGroups(
            group ->
                group.mapping(each -> each.startingAt(Positions.of(P0), each.createdAt(), bounds)));
  }

  private static void checkpoint(Situation situation) {
    situation.state =
        situation.state.mappingGroups(
            group -> group.mapping(each -> each.checkpointAt(Positions.of(P50))));
  }

  private static Report asking(
      Map<String, String> positions, @Nullable Long pausedAt, @Nullable Instant wanted) {
    return new Report(
        ProtocolVersion.TASK_PROTOCOL,
        "pod",
        1,
        pausedAt == null ? TaskState.READING : TaskState.PAUSED,
        pausedAt == null ? 1 : pausedAt,
        1,
        pausedAt,
        false,
        P0,
        positions,
        List.of(),
        null,
        wanted,
        1,
        RowCounters.ZERO,
        -1,
        NOW.minusSeconds(300),
        List.of());
  }
}
