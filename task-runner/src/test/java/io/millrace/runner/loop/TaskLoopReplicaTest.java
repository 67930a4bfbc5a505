package io.millrace.runner.loop;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.protocol.MessageTimeBounds;
import io.millrace.protocol.Report;
import io.millrace.protocol.TaskState;
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

  private static void append(TaskBench bench, int rows) {
    for (int row = 0; row < rows; row++) {
      bench.stream.append(0, TaskBench.row(0, row));
    }
  }
}
