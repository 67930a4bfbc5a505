package io.millrace.runner.loop;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.deepstorage.DeepStorageException.Kind;
import io.millrace.protocol.Manifest;
import io.millrace.protocol.ManifestPaths;
import io.millrace.protocol.Prepared;
import io.millrace.protocol.ProtocolJson;
import io.millrace.protocol.Report;
import io.millrace.protocol.SegmentDescriptor;
import io.millrace.protocol.TaskError;
import io.millrace.protocol.TaskState;
import io.millrace.runner.life.LifeCycle;
import io.millrace.runner.life.Reasons;
import io.millrace.runner.loop.TaskBench.Options;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TaskLoopTest {

  @TempDir private Path folder;

  @Test
  void aTaskIsReadyBeforeItKnowsAnyPosition() {
    TaskBench bench = new TaskBench(folder).ready();

    assertThat(bench.report().assignment()).isZero();
    assertThat(bench.report().oldestStart()).isNull();
    assertThat(bench.report().readingSince()).isNull();
  }

  @Test
  void itConnectsAgainAndAgainUntilTheStreamAnswers() {
    TaskBench bench = new TaskBench(folder);
    bench.stream.goDown();
    bench.loop.start();
    bench.advance(Duration.ofMinutes(5));
    assertThat(bench.report().state()).isEqualTo(TaskState.STARTING);
    assertThat(bench.report().errors())
        .extracting(TaskError::reason)
        .containsExactly(Reasons.STREAM_UNREACHABLE);

    bench.stream.comeBack();

    bench.awaitState(TaskState.READY);
  }

  @Test
  void anAssignmentThatCameTooEarlyIsFollowedOnceItIsReady() {
    TaskBench bench = new TaskBench(folder);
    bench.assign(bench.assignments().start(Map.of("0", "0", "1", "0")));
    bench.loop.start();

    bench.awaitState(TaskState.READING);
  }

  @Test
  void whatItReadUpToItsEndIsPreparedAndItEndsOnceThatIsFinal() throws IOException {
    TaskBench bench = new TaskBench(folder).reading();
    bench.stream.append(0, TaskBench.row(0, 1), TaskBench.row(1, 2), TaskBench.row(1, 3));
    bench.stream.append(1, TaskBench.row(0, 4), "not JSON");
    bench.stream.appendTombstone(1);
    bench.assign(bench.assignments().end(Map.of("0", "2", "1", "3")));

    Report prepared = bench.awaitState(TaskState.PREPARED);

    Manifest manifest = prepared.prepared().getFirst().manifest();
    assertThat(manifest.start()).isEqualTo(Map.of("0", "0", "1", "0"));
    assertThat(manifest.end()).isEqualTo(Map.of("0", "2", "1", "3"));
    assertThat(manifest.counters().records()).isEqualTo(5);
    assertThat(manifest.counters().processed()).isEqualTo(3);
    assertThat(manifest.counters().unparseable()).isEqualTo(1);
    assertThat(manifest.counters().thrownAway()).isEqualTo(Map.of("null", 1L));
    assertThat(manifest.segments())
        .extracting(SegmentDescriptor::interval, SegmentDescriptor::totalRows)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(
                "2026-01-01T00:00:00.000Z/2026-01-01T01:00:00.000Z", 2),
            org.assertj.core.groups.Tuple.tuple(
                "2026-01-01T01:00:00.000Z/2026-01-01T02:00:00.000Z", 1));
    assertThat(bench.last()).isEmpty();
    bench.assign(bench.assignments().committing(prepared));
    bench.awaitState(TaskState.COMPLETED);
    assertThat(bench.last()).get().isInstanceOf(LifeCycle.Completed.class);
    assertThat(filesLeft()).isEmpty();
  }

  @Test
  void theManifestInDeepStorageIsTheOneThatIsReported() throws Exception {
    TaskBench bench = new TaskBench(folder).reading();
    bench.stream.append(0, TaskBench.row(0, 1));
    bench.assign(bench.assignments().end(Map.of("0", "1", "1", "0")));

    Prepared prepared = bench.awaitState(TaskState.PREPARED).prepared().getFirst();

    byte[] written = bench.storage.read(prepared.path()).orElseThrow();
    assertThat(ProtocolJson.read(written, Manifest.class)).isEqualTo(prepared.manifest());
    assertThat(ManifestPaths.digest(written)).isEqualTo(prepared.digest());
    assertThat(prepared.manifest().end()).as("only what advanced").isEqualTo(Map.of("0", "1"));
    assertThat(prepared.manifest().segments().getFirst().loadSpec())
        .containsEntry("type", "s3_zip")
        .containsEntry(
            "key",
            "events/2026-01-01T00:00:00.000Z_2026-01-01T01:00:00.000Z/1970-01-01T00:00:00.000Z/0/uuid-1/index.zip");
  }

  @Test
  void aRangeWithoutRowsIsPreparedWithoutSegments_case10() {
    TaskBench bench = new TaskBench(folder).reading();
    bench.stream.appendGap(0, 7);
    bench.assign(bench.assignments().end(Map.of("0", "7", "1", "0")));

    Manifest manifest = bench.awaitState(TaskState.PREPARED).prepared().getFirst().manifest();

    assertThat(manifest.end()).isEqualTo(Map.of("0", "7"));
    assertThat(manifest.segments()).isEmpty();
    assertThat(manifest.counters().records()).isZero();
  }

  @Test
  void aPauseHoldsThePositionsAndSaysUnderWhichAssignment() {
    TaskBench bench = new TaskBench(folder).reading();
    bench.stream.append(0, TaskBench.row(0, 1));
    bench.awaitReport(report -> report.counters().records() == 1);
    bench.assign(bench.assignments().paused());

    Report paused = bench.awaitState(TaskState.PAUSED);
    bench.stream.append(0, TaskBench.row(0, 2));
    bench.advance(Duration.ofSeconds(19));

    assertThat(paused.pausedAt()).isEqualTo(bench.assignments().current().number());
    assertThat(paused.assignment()).isEqualTo(bench.assignments().current().number());
    assertThat(bench.report().positions()).isEqualTo(Map.of("0", "1", "1", "0"));
  }

  @Test
  void aPauseThatNobodyEndsEndsByItself_case16() {
    TaskBench bench = new TaskBench(folder).reading();
    bench.assign(bench.assignments().paused());
    bench.awaitState(TaskState.PAUSED);
    bench.stream.append(0, TaskBench.row(0, 1));

    bench.advance(Duration.ofSeconds(21));

    assertThat(bench.report().state()).isEqualTo(TaskState.READING);
    assertThat(bench.report().pausedAt()).isNull();
    assertThat(bench.report().positions()).containsEntry("0", "1");
  }

  @Test
  void aTaskThatReadPastTheEndThatIsRecordedLaterFails_case43() {
    TaskBench bench = new TaskBench(folder).reading();
    bench.assign(bench.assignments().paused());
    bench.awaitState(TaskState.PAUSED);
    bench.stream.append(0, TaskBench.row(0, 1), TaskBench.row(0, 2));
    bench.advance(Duration.ofSeconds(21));

    bench.assign(bench.assignments().end(Map.of("0", "1", "1", "0")));

    Report failed = bench.awaitState(TaskState.FAILED);
    assertThat(failed.errors())
        .extracting(TaskError::reason)
        .containsExactly(Reasons.BOUNDARY_PASSED);
    assertThat(bench.manifests()).isEmpty();
  }

  @Test
  void aSequenceIsCutAtTheRowLimitAndReadingGoesOnBesideItsPreparation() {
    TaskBench bench = new TaskBench(folder, Options.cuttingAt(3)).reading();
    for (int i = 0; i < 10; i++) {
      bench.stream.append(0, TaskBench.row(0, i));
      bench.advance(Duration.ofMillis(200));
    }

    Report report = bench.awaitReport(now -> now.prepared().size() == 3);

    assertThat(report.state()).isEqualTo(TaskState.READING);
    assertThat(report.sequences()).isEqualTo(4);
    assertThat(report.prepared())
        .extracting(prepared -> prepared.manifest().end())
        .containsExactly(Map.of("0", "3"), Map.of("0", "6"), Map.of("0", "9"));
    assertThat(report.positions()).containsEntry("0", "10");
  }

  @Test
  void aSequenceIsCutWhenTheHandoffPeriodIsOverButNotWithoutAnything_case15() {
    TaskBench bench = new TaskBench(folder, Options.cuttingEvery(Duration.ofMinutes(1))).reading();
    bench.advance(Duration.ofMinutes(5));
    assertThat(bench.report().sequences()).isEqualTo(1);
    bench.stream.append(1, TaskBench.row(0, 1));

    bench.advance(Duration.ofSeconds(70));

    assertThat(bench.report().prepared()).hasSize(1);
  }

  @Test
  void rowsOfAnAcknowledgedSequenceAreDroppedAndStayCounted() throws IOException {
    TaskBench bench = new TaskBench(folder, Options.cuttingAt(1)).reading();
    bench.stream.append(0, TaskBench.row(0, 1));
    Report prepared = bench.awaitReport(report -> report.prepared().size() == 1);
    assertThat(filesLeft()).isNotEmpty();

    bench.assign(bench.assignments().committing(prepared));
    Report acknowledged = bench.awaitReport(report -> report.prepared().isEmpty());

    assertThat(acknowledged.oldestStart()).containsEntry("0", "1");
    assertThat(acknowledged.counters().processed()).isEqualTo(1);
    bench.advance(Duration.ofSeconds(1));
    assertThat(filesLeft()).isEmpty();
  }

  @Test
  void deepStorageTroubleIsReportedAndTriedAgainUntilItHeals() {
    TaskBench bench = new TaskBench(folder).reading();
    bench.stream.append(0, TaskBench.row(0, 1));
    bench.awaitReport(report -> report.counters().records() == 1);
    bench.storage.failWith(Kind.FULL);
    bench.assign(bench.assignments().end(Map.of("0", "1", "1", "0")));
    bench.advance(Duration.ofMinutes(3));
    assertThat(bench.report().state()).isEqualTo(TaskState.PUBLISHING);
    assertThat(bench.report().errors())
        .extracting(TaskError::reason)
        .containsExactly(Reasons.DEEP_STORAGE_FULL);

    bench.storage.heal();

    bench.awaitState(TaskState.PREPARED);
  }

  @Test
  void aManifestWhoseAnswerWasLostIsRecognisedAsItsOwn() {
    TaskBench bench = new TaskBench(folder).reading();
    bench.stream.appendGap(0, 1);
    bench.awaitReport(report -> "1".equals(report.positions().get("0")));
    bench.storage.loseNextAnswer();
    bench.assign(bench.assignments().end(Map.of("0", "1", "1", "0")));

    Report prepared = bench.awaitState(TaskState.PREPARED);

    assertThat(prepared.prepared()).hasSize(1);
    assertThat(bench.manifests()).containsExactly(prepared.prepared().getFirst().path());
  }

  @Test
  void aPushThatBrokeOffIsRepeatedUnderAnotherPath() {
    TaskBench bench = new TaskBench(folder).reading();
    bench.stream.append(0, TaskBench.row(0, 1), TaskBench.row(1, 2));
    bench.awaitReport(report -> report.counters().records() == 2);
    bench.storage.breakOffNextUpload();
    bench.assign(bench.assignments().end(Map.of("0", "2", "1", "0")));

    Report prepared = bench.awaitState(TaskState.PREPARED);

    assertThat(bench.pushes()).isEqualTo(3);
    assertThat(prepared.prepared().getFirst().manifest().segments())
        .extracting(segment -> String.valueOf(segment.loadSpec().get("key")))
        .allSatisfy(
            key -> assertThat(bench.storage.pushed(key.replace("/index.zip", ""))).isNotEmpty());
  }

  @Test
  void readingWaitsWhileTooMuchIsNotPrepared() {
    TaskBench bench = new TaskBench(folder, Options.cuttingAt(1)).reading();
    bench.storage.failWith(Kind.UNREACHABLE);
    for (int i = 0; i < 10; i++) {
      bench.stream.append(0, TaskBench.row(0, i));
      bench.advance(Duration.ofSeconds(1));
    }
    assertThat(bench.report().positions()).containsEntry("0", "3");

    bench.storage.heal();

    bench.awaitReport(report -> report.prepared().size() >= 4);
  }

  @Test
  void aTopicThatWasCreatedAgainEndsTheTaskWithNothingPrepared_case56() {
    TaskBench bench = new TaskBench(folder).reading();
    bench.stream.append(0, TaskBench.row(0, 1));
    bench.awaitReport(report -> report.counters().records() == 1);
    bench.assign(bench.assignments().paused());
    bench.awaitState(TaskState.PAUSED);
    bench.stream.recreate(2);
    bench.stream.append(0, TaskBench.row(0, 7), TaskBench.row(0, 8), TaskBench.row(0, 9));

    bench.assign(bench.assignments().end(Map.of("0", "2", "1", "0")));

    Report failed = bench.awaitState(TaskState.FAILED);
    assertThat(failed.errors())
        .extracting(TaskError::reason)
        .containsExactly(Reasons.STREAM_CHANGED);
    assertThat(bench.manifests()).isEmpty();
  }

  @Test
  void aTopicThatWasCreatedAgainIsNoticedWhileNothingIsPrepared() {
    TaskBench bench = new TaskBench(folder).reading();
    bench.stream.recreate(2);

    bench.advance(Duration.ofSeconds(40));

    assertThat(bench.report().state()).isEqualTo(TaskState.FAILED);
  }

  @Test
  void aPositionThatIsGoneFailsTheAttemptAndSaysWhatIsThere() {
    TaskBench bench = new TaskBench(folder);
    bench.stream.append(0, TaskBench.row(0, 1), TaskBench.row(0, 2));
    bench.stream.deleteRecordsBefore(0, 2);
    bench.ready();
    bench.assign(bench.assignments().start(Map.of("0", "0", "1", "0")));

    Report failed = bench.awaitState(TaskState.FAILED);

    assertThat(failed.errors())
        .extracting(TaskError::reason)
        .containsExactly(Reasons.POSITION_OUT_OF_RANGE);
    assertThat(bench.last()).get().isInstanceOf(LifeCycle.Failed.class);
  }

  @Test
  void whatWasReadBeforeAPositionThatIsGoneIsPreparedFirst_case4() {
    TaskBench bench = new TaskBench(folder).reading();
    bench.stream.append(0, TaskBench.row(0, 1), TaskBench.row(0, 2));
    bench.awaitReport(report -> report.counters().records() == 2);
    bench.stream.goDown();
    bench.stream.append(0, TaskBench.row(0, 3), TaskBench.row(0, 4));
    bench.stream.deleteRecordsBefore(0, 3);
    bench.stream.comeBack();

    Report prepared = bench.awaitState(TaskState.PREPARED);

    assertThat(prepared.draining()).isTrue();
    assertThat(prepared.prepared().getFirst().manifest().end()).containsEntry("0", "2");
    assertThat(prepared.errors())
        .extracting(TaskError::reason)
        .containsExactly(Reasons.POSITION_OUT_OF_RANGE);
    assertThat(bench.last()).isEmpty();

    bench.assign(bench.assignments().committing(prepared));
    Report failed = bench.awaitState(TaskState.FAILED);

    assertThat(failed.errors()).hasSize(1);
    assertThat(bench.last()).get().isInstanceOf(LifeCycle.Failed.class);
  }

  @Test
  void tooManyBadRecordsFailTheTask() {
    TaskBench bench = new TaskBench(folder, Options.tuned("{\"maxParseExceptions\": 1}")).reading();
    bench.stream.append(0, "bad", "worse");

    Report failed = bench.awaitState(TaskState.FAILED);

    assertThat(failed.errors())
        .extracting(TaskError::reason)
        .containsExactly(Reasons.PARSE_LIMIT_EXCEEDED);
  }

  @Test
  void anotherAttemptsCommitOfTheSameRangeIsNotTakenForItsOwn_case51() {
    TaskBench bench = new TaskBench(folder, Options.cuttingAt(2)).reading();
    bench.stream.append(0, TaskBench.row(0, 1), TaskBench.row(0, 2));
    bench.awaitReport(report -> report.prepared().size() == 1);

    bench.assign(bench.assignments().committed(Map.of("0", "1"), "somebody-elses"));

    Report failed = bench.awaitState(TaskState.FAILED);
    assertThat(failed.errors())
        .extracting(TaskError::reason)
        .containsExactly(Reasons.ATTEMPT_SUPERSEDED);
    assertThat(failed.prepared()).as("what it prepared may still commit").hasSize(1);
  }

  @Test
  void stopEndsItAtOnceWithoutPreparingAnything_case50() {
    TaskBench bench = new TaskBench(folder).reading();
    bench.stream.append(0, TaskBench.row(0, 1));
    bench.awaitReport(report -> report.counters().records() == 1);

    bench.assign(bench.assignments().stopped());

    bench.awaitState(TaskState.COMPLETED);
    bench.advance(Duration.ofMinutes(1));
    assertThat(bench.manifests()).isEmpty();
    assertThat(bench.last()).get().isInstanceOf(LifeCycle.Completed.class);
  }

  @Test
  void case44_whatAStoppedTaskPreparedStaysWhereACommitMayNameIt() throws Exception {
    TaskBench bench = new TaskBench(folder, Options.cuttingAt(2)).reading();
    Manifest prepared = preparedTwoRows(bench);

    bench.assign(bench.assignments().stopped());

    bench.awaitState(TaskState.COMPLETED);
    assertKept(bench, prepared);
  }

  @Test
  void case44_whatASupersededTaskPreparedStaysWhereACommitMayNameIt() throws Exception {
    TaskBench bench = new TaskBench(folder, Options.cuttingAt(2)).reading();
    Manifest prepared = preparedTwoRows(bench);

    bench.assign(bench.assignments().committed(Map.of("0", "1"), "somebody-elses"));

    bench.awaitState(TaskState.FAILED);
    assertKept(bench, prepared);
  }

  private static Manifest preparedTwoRows(TaskBench bench) {
    bench.stream.append(0, TaskBench.row(0, 1), TaskBench.row(0, 2));
    return bench
        .awaitReport(report -> report.prepared().size() == 1)
        .prepared()
        .getFirst()
        .manifest();
  }

  private static void assertKept(TaskBench bench, Manifest prepared) throws IOException {
    bench.advance(Duration.ofMinutes(1));
    assertThat(bench.last()).isPresent();
    assertThat(bench.manifests()).hasSize(1);
    assertThat(bench.sum(prepared)).isEqualTo(3);
    assertThat(bench.storage.calls()).noneMatch(call -> call.startsWith("delete "));
  }

  @Test
  void drainingPreparesWhatWasReadAndWaitsForItsCommit() {
    TaskBench bench = new TaskBench(folder).reading();
    bench.stream.append(0, TaskBench.row(0, 1));
    bench.awaitReport(report -> report.counters().records() == 1);
    bench.loop.drain();
    Report drained = bench.awaitState(TaskState.PREPARED);
    bench.stream.append(0, TaskBench.row(0, 2));
    bench.advance(Duration.ofMinutes(1));
    assertThat(drained.draining()).isTrue();
    assertThat(bench.report().positions()).containsEntry("0", "1");
    assertThat(bench.last()).isEmpty();

    bench.assign(bench.assignments().committing(drained));

    bench.awaitState(TaskState.COMPLETED);
  }

  @Test
  void aDrainedTaskThatNobodyAcknowledgesEndsWithWhatItPrepared() {
    TaskBench bench = new TaskBench(folder).reading();
    bench.stream.append(0, TaskBench.row(0, 1));
    bench.awaitReport(report -> report.counters().records() == 1);
    bench.loop.drain();

    bench.advance(TaskBench.DRAIN_TIME.plusSeconds(1));

    assertThat(bench.last()).get().isInstanceOf(LifeCycle.Prepared.class);
    assertThat(bench.manifests()).hasSize(1);
  }

  @Test
  void aDrainedTaskThatCannotPrepareFailsWhenItsTimeIsOver() {
    TaskBench bench = new TaskBench(folder).reading();
    bench.stream.append(0, TaskBench.row(0, 1));
    bench.awaitReport(report -> report.counters().records() == 1);
    bench.storage.failWith(Kind.UNREACHABLE);
    bench.loop.drain();

    bench.advance(TaskBench.DRAIN_TIME.plusSeconds(1));

    assertThat(bench.report().state()).isEqualTo(TaskState.FAILED);
    assertThat(bench.report().errors())
        .extracting(TaskError::reason)
        .containsExactly(Reasons.DEEP_STORAGE_UNREACHABLE, Reasons.GRACE_PERIOD_ENDED);
  }

  @Test
  void theVersionRisesWithWhatMattersAndNotWithPositions() {
    TaskBench bench = new TaskBench(folder).reading();
    long version = bench.report().version();
    bench.stream.append(0, TaskBench.row(0, 1));
    bench.awaitReport(report -> report.counters().records() == 1);
    assertThat(bench.report().version()).isEqualTo(version);

    bench.assign(bench.assignments().paused());
    bench.awaitState(TaskState.PAUSED);

    assertThat(bench.report().version()).isGreaterThan(version);
  }

  private List<Path> filesLeft() throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(Files::isRegularFile).toList();
    }
  }
}
