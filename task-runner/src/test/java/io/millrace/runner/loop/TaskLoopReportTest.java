package io.millrace.runner.loop;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.deepstorage.DeepStorageException.Kind;
import io.millrace.protocol.Report;
import io.millrace.protocol.TaskError;
import io.millrace.protocol.TaskState;
import io.millrace.runner.life.Reasons;
import io.millrace.runner.loop.TaskBench.Options;
import io.millrace.streams.StreamException;
import io.millrace.streams.testing.FakeStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a report says, when a new one is there to be fetched, and how long a pause lasts. */
class TaskLoopReportTest {

  @TempDir private Path folder;

  @Test
  void aPauseLastsFromTheNewestAssignmentThatAsksForIt() {
    TaskBench bench = new TaskBench(folder).reading();
    bench.assign(bench.assignments().paused());
    bench.advance(Duration.ofSeconds(15));
    bench.assign(bench.assignments().paused());
    long second = bench.assignments().current().number();

    bench.advance(Duration.ofSeconds(15));
    assertThat(bench.report().state()).isEqualTo(TaskState.PAUSED);
    assertThat(bench.report().pausedAt()).isEqualTo(second);
    bench.advance(Duration.ofSeconds(6));

    assertThat(bench.report().state()).isEqualTo(TaskState.READING);
  }

  @Test
  void lagIsTheAgeOfTheNewestRecord() {
    TaskBench bench = new TaskBench(folder).reading();
    assertThat(bench.report().lagMillis()).isEqualTo(-1);
    bench.stream.append(0, TaskBench.row(0, 1));

    Report report = bench.awaitReport(now -> now.counters().records() == 1);

    assertThat(report.lagMillis())
        .isEqualTo(
            Duration.between(Instant.ofEpochMilli(FakeStream.TIMESTAMP), bench.time.instant())
                .toMillis());
  }

  @Test
  void theVersionRisesWhenAnAssignmentIsTakenOverThatChangesNothingElse() {
    TaskBench bench = new TaskBench(folder).reading();
    long version = bench.report().version();

    bench.assign(bench.assignments().resumed());
    bench.advance(Duration.ofSeconds(1));

    assertThat(bench.report().version()).isGreaterThan(version);
  }

  @Test
  void theVersionRisesWithAnError() {
    TaskBench bench = new TaskBench(folder).reading();
    bench.assign(bench.assignments().end(Map.of("0", "1", "1", "1")));
    bench.advance(Duration.ofSeconds(1));
    long healthy = bench.report().version();
    bench.access.failPoll(WatchedAccess.Trouble.of(StreamException.Kind.UNREACHABLE));
    bench.advance(Duration.ofSeconds(1));
    assertThat(bench.report().version()).isGreaterThan(healthy);
  }

  @Test
  void theVersionRisesWithWhatIsPreparedAlone() {
    TaskBench bench = new TaskBench(folder, Options.cuttingAt(1)).reading();
    bench.storage.failWith(Kind.UNREACHABLE);
    bench.stream.append(0, TaskBench.row(0, 1));
    bench.advance(Duration.ofSeconds(5));
    long closed = bench.report().version();
    bench.storage.heal();

    Report prepared = bench.awaitReport(report -> report.prepared().size() == 1);

    assertThat(prepared.version()).isGreaterThan(closed);
  }

  @Test
  void theVersionRisesWhenItIsAskedToEndAndWhenItFirstPolls() {
    TaskBench bench = new TaskBench(folder, Options.replicated(10)).ready();
    bench.access.failAssigning(WatchedAccess.Trouble.of(StreamException.Kind.UNREACHABLE));
    bench.assign(bench.assignments().start(Map.of("0", "0", "1", "0")));
    Report told = bench.awaitReport(report -> !report.errors().isEmpty());
    assertThat(told.readingSince()).isNull();
    bench.stream.append(0, TaskBench.row(0, 1));
    Report polled = bench.awaitReport(report -> report.readingSince() != null);
    assertThat(polled.version()).isGreaterThan(told.version());
    bench.awaitReport(report -> report.counters().records() == 1);
    long reading = bench.report().version();

    bench.loop.drain();
    Report drained = bench.awaitReport(Report::draining);

    assertThat(drained.state()).isEqualTo(TaskState.PUBLISHING);
    assertThat(drained.version()).isGreaterThan(reading);
  }

  @Test
  void aReportIsDeliveredOnceSomebodyWhoWaitedForItGotIt() throws InterruptedException {
    TaskBench bench = new TaskBench(folder).ready();
    ReportBoard board = bench.loop.board();
    assertThat(board.awaitDelivery(Duration.ZERO)).isFalse();

    Report delivered = board.reportAfter(0, Duration.ZERO);

    assertThat(delivered).isEqualTo(board.report());
    assertThat(board.awaitDelivery(Duration.ZERO)).isTrue();
    bench.assign(bench.assignments().start(Map.of("0", "0", "1", "0")));
    bench.awaitState(TaskState.READING);
    assertThat(board.awaitDelivery(Duration.ZERO)).isFalse();
  }

  @Test
  void anErrorIsReportedOnce() {
    TaskBench bench = new TaskBench(folder).reading();
    bench.stream.recreate(2);
    bench.advance(Duration.ofSeconds(40));

    assertThat(bench.report().errors())
        .extracting(TaskError::reason)
        .containsExactly(Reasons.STREAM_CHANGED);
  }
}
