package io.millrace.runner.loop;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.protocol.MessageTimeBounds;
import io.millrace.protocol.Report;
import io.millrace.protocol.TaskError;
import io.millrace.protocol.TaskState;
import io.millrace.runner.life.Reasons;
import io.millrace.runner.loop.TaskBench.Options;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A task among others that read the same, carried out. */
class TaskLoopReplicaTest {

  @TempDir Path folder;

  @Test
  void aReplicaReadsUpToTwiceTheLimitAndWaitsThere() {
    TaskBench bench = new TaskBench(folder, Options.replicated(2)).reading();
    append(bench, 2);
    Report asking = bench.awaitReport(report -> report.checkpointWanted() != null);
    assertThat(asking.checkpointWanted()).isEqualTo(Map.of("0", "0", "1", "0"));

    append(bench, 2);
    bench.awaitReport(report -> "4".equals(report.positions().get("0")));
    append(bench, 2);
    bench.advance(Duration.ofSeconds(30));
    assertThat(bench.report().positions()).as("it waits").containsEntry("0", "4");

    bench.assign(bench.assignments().boundary(Map.of("0", "5", "1", "0")));
    Report cut = bench.awaitReport(report -> report.prepared().size() == 1);
    assertThat(cut.prepared().getFirst().manifest().end()).isEqualTo(Map.of("0", "5"));
    bench.awaitReport(report -> "6".equals(report.positions().get("0")));
  }

  @ParameterizedTest
  @ValueSource(longs = {-5, 0, 5})
  void case26_aReplicaReadsUntilItsRolloverIsOverdueByTheOperatorsClock(long minutesAhead) {
    TaskBench bench =
        new TaskBench(folder, Options.accepting(false, Duration.ofMinutes(1))).ready();
    bench.clock.setForward(Duration.ofMinutes(minutesAhead));
    Instant began = bench.time.instant();
    MessageTimeBounds bounds =
        new MessageTimeBounds(
            began.minus(Duration.ofMinutes(1)), began.plus(Duration.ofMinutes(61)));
    bench.assign(bench.assignments().bounds(bounds).start(Map.of("0", "0", "1", "0")));

    bench.advance(Duration.ofMinutes(60));
    append(bench, 1);
    bench.advance(Duration.ofSeconds(29));
    assertThat(bench.report().positions()).as("no rollover is late yet").containsEntry("0", "1");

    bench.advance(Duration.ofSeconds(2));
    append(bench, 1);
    bench.advance(Duration.ofMinutes(10));
    assertThat(bench.report().positions()).as("it waits for it").containsEntry("0", "1");
  }

  @Test
  void aReplicaAsksForACheckpointAfterThePeriod() {
    TaskBench bench = new TaskBench(folder, Options.replicated(1_000)).reading();
    bench.advance(Duration.ofSeconds(30));
    append(bench, 1);
    bench.advance(Duration.ofSeconds(10));
    assertThat(bench.report().checkpointWanted()).isNull();

    bench.advance(Duration.ofMinutes(1));
    assertThat(bench.report().checkpointWanted()).isEqualTo(Map.of("0", "0", "1", "0"));
    assertThat(bench.report().prepared()).isEmpty();
  }

  @Test
  void aReplicaThatIsOvertakenReadsOnBehindWhatIsCommitted() {
    TaskBench bench = new TaskBench(folder, Options.replicated(1_000)).reading();
    append(bench, 3);
    bench.awaitReport(report -> "3".equals(report.positions().get("0")));

    append(bench, 2);
    Map<String, String> checkpoint = Map.of("0", "5", "1", "0");
    bench.assign(bench.assignments().boundary(checkpoint).committed(checkpoint, "other"));
    bench.awaitReport(report -> "5".equals(report.positions().get("0")));
    append(bench, 1);
    Report after = bench.awaitReport(report -> "6".equals(report.positions().get("0")));

    assertThat(after.state()).isEqualTo(TaskState.READING);
    assertThat(after.oldestStart()).isEqualTo(checkpoint);
    assertThat(after.counters().records()).as("what is committed is not read again").isEqualTo(4);
    assertThat(bench.storage.files()).isEmpty();
  }

  @Test
  void aDrainedReplicaEndsSoonWhenNobodyRecordsABoundary() {
    TaskBench bench = new TaskBench(folder, Options.replicated(1_000)).reading();
    append(bench, 3);
    bench.awaitReport(report -> "3".equals(report.positions().get("0")));

    bench.loop.drain();
    assertThat(bench.awaitState(TaskState.PUBLISHING).draining()).isTrue();
    bench.advance(Duration.ofSeconds(20));

    assertThat(bench.report().state()).isEqualTo(TaskState.COMPLETED);
    assertThat(bench.report().prepared()).isEmpty();
  }

  @Test
  void aDrainedReplicaPreparesUpToABoundaryThatIsRecordedForIt() {
    TaskBench bench = new TaskBench(folder, Options.replicated(1_000)).reading();
    append(bench, 3);
    bench.awaitReport(report -> "3".equals(report.positions().get("0")));

    bench.loop.drain();
    bench.awaitState(TaskState.PUBLISHING);
    bench.assign(bench.assignments().boundary(Map.of("0", "3", "1", "0")));

    Report prepared = bench.awaitState(TaskState.PREPARED);
    assertThat(prepared.prepared()).hasSize(1);
    assertThat(prepared.prepared().getFirst().manifest().end()).isEqualTo(Map.of("0", "3"));
  }

  @Test
  void case54_aReplicaPreparesWhatABoundaryClosedAlthoughItCannotReadOn() {
    TaskBench bench = new TaskBench(folder, Options.replicated(1_000)).reading();
    append(bench, 3);
    bench.awaitReport(report -> "3".equals(report.positions().get("0")));
    bench.beforePush(number -> loseNextOfOtherPartition(bench));
    bench.assign(bench.assignments().boundary(Map.of("0", "3", "1", "0")));

    Report prepared = bench.awaitState(TaskState.PREPARED);

    assertThat(prepared.prepared().getFirst().manifest().end()).isEqualTo(Map.of("0", "3"));
    assertThat(prepared.errors())
        .extracting(TaskError::reason)
        .containsExactly(Reasons.POSITION_OUT_OF_RANGE);
    bench.assign(bench.assignments().committing(prepared));
    bench.awaitState(TaskState.FAILED);
  }

  @Test
  void case54_aReplicaThatCannotReadOnPreparesWhatItHasWhereABoundaryIsRecordedForIt() {
    TaskBench bench = unreadable();
    Report waiting = bench.awaitState(TaskState.PUBLISHING);
    assertThat(waiting.draining()).isTrue();
    bench.advance(Duration.ofMinutes(1));

    bench.assign(bench.assignments().boundary(Map.of("0", "3", "1", "0")));

    Report prepared = bench.awaitState(TaskState.PREPARED);
    assertThat(prepared.prepared().getFirst().manifest().end()).isEqualTo(Map.of("0", "3"));
  }

  @Test
  void case4_aReplicaThatCannotReadOnFailsWhenNobodyRecordsABoundary() {
    TaskBench bench = unreadable();
    bench.awaitState(TaskState.PUBLISHING);

    bench.advance(TaskBench.DRAIN_TIME);

    assertThat(bench.awaitState(TaskState.FAILED).errors())
        .extracting(TaskError::reason)
        .containsExactly(Reasons.POSITION_OUT_OF_RANGE);
    assertThat(bench.manifests()).isEmpty();
  }

  @Test
  void case4_aReplicaThatCannotReadUpToABoundaryFailsAtOnce() {
    TaskBench bench = unreadable();
    bench.awaitState(TaskState.PUBLISHING);

    bench.assign(bench.assignments().boundary(Map.of("0", "3", "1", "2")));
    bench.advance(Duration.ofSeconds(1));

    assertThat(bench.report().state()).isEqualTo(TaskState.FAILED);
    assertThat(bench.manifests()).isEmpty();
  }

  /** It has read three rows of one partition; the next one of the other is gone. */
  private TaskBench unreadable() {
    TaskBench bench = new TaskBench(folder, Options.replicated(1_000)).reading();
    append(bench, 3);
    bench.awaitReport(report -> "3".equals(report.positions().get("0")));
    loseNextOfOtherPartition(bench);
    return bench;
  }

  private static void loseNextOfOtherPartition(TaskBench bench) {
    bench.stream.goDown();
    bench.stream.append(1, TaskBench.row(0, 1), TaskBench.row(0, 2), TaskBench.row(0, 3));
    bench.stream.deleteRecordsBefore(1, 2);
    bench.stream.comeBack();
  }

  private static void append(TaskBench bench, int rows) {
    for (int row = 0; row < rows; row++) {
      bench.stream.append(0, TaskBench.row(0, row));
    }
  }
}
