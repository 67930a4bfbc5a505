package io.millrace.runner.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.millrace.deepstorage.DeepStorageException.Kind;
import io.millrace.protocol.Report;
import io.millrace.protocol.TaskError;
import io.millrace.protocol.TaskState;
import io.millrace.runner.life.LifeCycle;
import io.millrace.runner.life.Reasons;
import io.millrace.runner.loop.TaskBench.Options;
import io.millrace.streams.StreamException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What goes wrong around a task: what it tries again, what ends it, and what is left behind. */
class TaskLoopTroubleTest {

  @TempDir private Path folder;

  @Test
  void aTaskIsNotReadyBeforeDeepStorageAnswers() {
    TaskBench bench = new TaskBench(folder);
    bench.storage.failWith(Kind.DENIED);
    bench.loop.start();
    bench.advance(Duration.ofMinutes(1));
    assertThat(bench.report().state()).isEqualTo(TaskState.STARTING);
    assertReasons(bench.report(), Reasons.DEEP_STORAGE_DENIED);

    bench.storage.heal();

    bench.awaitState(TaskState.READY);
  }

  @Test
  void aTaskThatIsToldToStopBeforeItIsConnectedDoesSo() {
    TaskBench bench = new TaskBench(folder);
    bench.stream.goDown();
    bench.loop.start();
    bench.assign(bench.assignments().stopped());

    bench.awaitState(TaskState.COMPLETED);
  }

  @Test
  void whileItWaitsToTryAgainNothingThatComesMakesItTrySooner() {
    TaskBench bench = new TaskBench(folder);
    bench.stream.goDown();
    bench.loop.start();
    bench.advance(Duration.ofMinutes(5));
    int connects = bench.access.connects();

    bench.assign(bench.assignments().start(Map.of("0", "0", "1", "0")));
    bench.assign(bench.assignments().paused());
    bench.time.runDue();

    assertThat(bench.access.connects()).isEqualTo(connects);
    assertThat(connects).as("it waits longer each time").isBetween(10, 20);
  }

  @Test
  void afterASuccessTheWaitBetweenTriesIsShortAgain() {
    TaskBench bench = new TaskBench(folder).reading();
    for (int failure = 0; failure < 8; failure++) {
      bench.access.failPoll(WatchedAccess.Trouble.of(StreamException.Kind.UNREACHABLE));
    }
    bench.advance(Duration.ofMinutes(5));
    bench.access.failPoll(WatchedAccess.Trouble.of(StreamException.Kind.UNREACHABLE));
    bench.advance(Duration.ofMillis(100));
    int polled = bench.access.polled();

    bench.advance(Duration.ofSeconds(1));

    assertThat(bench.access.polled()).isGreaterThan(polled);
  }

  @Test
  void aClockThatIsSetBackKeepsNobodyFromTryingAgain() {
    TaskBench bench = new TaskBench(folder);
    bench.stream.goDown();
    bench.loop.start();
    bench.advance(Duration.ofSeconds(1));
    bench.clock.setBack(Duration.ofDays(1));

    bench.stream.comeBack();

    bench.awaitState(TaskState.READY);
  }

  @Test
  void aClockThatIsSetBackKeepsNoSequenceFromBeingCut() {
    TaskBench bench = new TaskBench(folder, Options.cuttingEvery(Duration.ofMinutes(1))).reading();
    bench.stream.append(0, TaskBench.row(0, 1));
    bench.advance(Duration.ofSeconds(30));

    bench.clock.setBack(Duration.ofDays(1));

    bench.advance(Duration.ofSeconds(61));
    assertThat(bench.report().prepared()).hasSize(1);
  }

  @Test
  void aFaultInTheMiddleOfReadingEndsTheTask() {
    TaskBench bench = new TaskBench(folder).reading();
    bench.access.failPoll(
        () -> {
          throw new StackOverflowError("told to fail");
        });

    Report failed = bench.awaitState(TaskState.FAILED);

    assertReasons(failed, Reasons.INTERNAL_ERROR);
    assertThat(failed.errors().getFirst().message()).contains("told to fail");
    assertThat(bench.last()).get().isInstanceOf(LifeCycle.Failed.class);
  }

  @Test
  void aFaultWhilePreparingEndsTheTask() {
    TaskBench bench = new TaskBench(folder).reading();
    bench.stream.append(0, TaskBench.row(0, 1));
    bench.beforePush(
        number -> {
          throw new StackOverflowError("told to fail");
        });
    bench.assign(bench.assignments().end(Map.of("0", "1", "1", "0")));

    assertThat(catchThrowable(() -> bench.advance(Duration.ofSeconds(1))))
        .as("the scheduler logs it")
        .isInstanceOf(StackOverflowError.class);

    assertReasons(bench.awaitState(TaskState.FAILED), Reasons.INTERNAL_ERROR);
    assertThat(bench.manifests()).isEmpty();
  }

  @Test
  void aReaderThatCannotBeClosedDoesNotKeepTheTaskFromEnding() {
    TaskBench bench = new TaskBench(folder).reading();
    bench.access.failClosing();

    bench.assign(bench.assignments().stopped());

    bench.awaitState(TaskState.COMPLETED);
    assertThat(bench.last()).get().isInstanceOf(LifeCycle.Completed.class);
  }

  @Test
  void whenItHasEndedNothingIsLeftOpenAndNothingRunsOn() {
    TaskBench bench = new TaskBench(folder).reading();
    bench.stream.append(0, TaskBench.row(0, 1));
    bench.assign(bench.assignments().end(Map.of("0", "1", "1", "0")));
    bench.assign(bench.assignments().committing(bench.awaitState(TaskState.PREPARED)));
    bench.awaitState(TaskState.COMPLETED);

    bench.advance(Duration.ofMinutes(10));

    assertThat(bench.access.open()).isZero();
    assertThat(bench.time.pending()).isZero();
  }

  @Test
  void aPreparationThatIsTriedAgainIsCalledOffWhenTheTaskIsToldToStop() {
    TaskBench bench = new TaskBench(folder).reading();
    bench.stream.append(0, TaskBench.row(0, 1));
    bench.awaitReport(report -> report.counters().records() == 1);
    bench.storage.failWith(Kind.UNREACHABLE);
    bench.assign(bench.assignments().end(Map.of("0", "1", "1", "0")));
    bench.advance(Duration.ofMinutes(1));
    bench.assign(bench.assignments().stopped());
    bench.awaitState(TaskState.COMPLETED);
    bench.storage.heal();

    bench.advance(Duration.ofMinutes(5));

    assertThat(bench.manifests()).isEmpty();
  }

  @Test
  void aPreparationIsCalledOffWhenAnotherAttemptCommittedItsRange_case9() {
    TaskBench bench = new TaskBench(folder, Options.cuttingAt(1)).reading();
    bench.storage.failWith(Kind.UNREACHABLE);
    bench.stream.append(0, TaskBench.row(0, 1));
    bench.advance(Duration.ofMinutes(1));
    bench.assign(bench.assignments().committed(Map.of("0", "1"), "another"));
    bench.advance(Duration.ofMillis(100));
    assertThat(folder.resolve("scratch").resolve("sequence-0"))
        .as("in use until the preparation has noticed")
        .exists();
    bench.storage.heal();

    bench.advance(Duration.ofMinutes(1));

    assertThat(bench.manifests()).isEmpty();
    assertThat(folder.resolve("scratch").resolve("sequence-0")).doesNotExist();
    bench.stream.append(0, TaskBench.row(0, 2));
    bench.awaitReport(report -> report.prepared().size() == 1);
  }

  @Test
  void whileTheStreamCannotBeAskedForItsIdentityTheManifestWaits() {
    TaskBench bench = new TaskBench(folder).reading();
    bench.stream.append(0, TaskBench.row(0, 1));
    bench.awaitReport(report -> report.counters().records() == 1);
    bench.stream.goDown();
    bench.assign(bench.assignments().end(Map.of("0", "1", "1", "0")));
    bench.advance(Duration.ofMinutes(2));
    assertThat(bench.report().state()).isEqualTo(TaskState.PUBLISHING);
    assertReasons(bench.report(), Reasons.STREAM_UNREACHABLE);
    assertThat(bench.manifests()).isEmpty();

    bench.stream.comeBack();

    bench.awaitState(TaskState.PREPARED);
    assertThat(bench.pushes()).as("what was pushed is not pushed again").isEqualTo(1);
  }

  @Test
  void whatNobodyCanHealWhileAskingForTheIdentityEndsTheTask() {
    TaskBench bench = new TaskBench(folder).reading();
    bench.access.failDescribing(StreamException.Kind.AUTHENTICATION);
    bench.stream.append(0, TaskBench.row(0, 1));
    bench.assign(bench.assignments().end(Map.of("0", "1", "1", "0")));

    assertReasons(bench.awaitState(TaskState.FAILED), Reasons.STREAM_AUTHENTICATION_FAILED);
  }

  @Test
  void aTopicThatIsCreatedAgainWhileSegmentsArePushedEndsTheTask_case56() {
    TaskBench bench = new TaskBench(folder).reading();
    bench.stream.append(0, TaskBench.row(0, 1));
    bench.beforePush(number -> bench.stream.recreate(2));
    bench.assign(bench.assignments().end(Map.of("0", "1", "1", "0")));

    assertReasons(bench.awaitState(TaskState.FAILED), Reasons.STREAM_CHANGED);
    assertThat(bench.manifests()).isEmpty();
  }

  @Test
  void aTopicThatWasCreatedAgainIsNoticedByAPausedTask() {
    TaskBench bench = new TaskBench(folder).reading();
    for (int pause = 0; pause < 5; pause++) {
      bench.assign(bench.assignments().paused());
      bench.advance(Duration.ofSeconds(9));
      bench.stream.recreate(2);
    }

    assertReasons(bench.report(), Reasons.STREAM_CHANGED);
  }

  @Test
  void aStandbyThatIsOlderThanTheTopicReadsTheTopicThatItIsGiven() {
    TaskBench bench = new TaskBench(folder).ready();
    bench.stream.recreate(2);
    bench.stream.append(0, TaskBench.row(0, 1));

    bench.assign(bench.assignments().of(bench.identity()).start(Map.of("0", "0", "1", "0")));

    bench.awaitReport(report -> report.counters().records() == 1);
  }

  @Test
  void positionsOfAnotherStreamAreNotReadAtAll() {
    TaskBench bench = new TaskBench(folder).ready();
    bench.stream.append(0, TaskBench.row(0, 1));
    bench.assign(bench.assignments().of("another").start(Map.of("0", "0", "1", "0")));

    Report failed = bench.awaitState(TaskState.FAILED);

    assertReasons(failed, Reasons.STREAM_CHANGED);
    assertThat(failed.counters().records()).isZero();
    assertThat(bench.access.polled()).isZero();
  }

  @Test
  void anotherManifestWhereItsOwnBelongsEndsTheTask() throws Exception {
    TaskBench bench = new TaskBench(folder, Options.cuttingAt(1)).reading();
    bench.beforePush(
        number -> {
          String path =
              bench.loop.board().work().orElseThrow().progress().closed().getFirst().manifestPath();
          try {
            bench.storage.createIfAbsent(path, "{}".getBytes(StandardCharsets.UTF_8));
          } catch (io.millrace.deepstorage.DeepStorageException e) {
            throw new IllegalStateException(e);
          }
        });
    bench.stream.append(0, TaskBench.row(0, 1));

    Report failed = bench.awaitState(TaskState.FAILED);

    assertReasons(failed, Reasons.MANIFEST_CONFLICT);
    assertThat(failed.prepared()).isEmpty();
  }

  @Test
  void onlyTheSegmentWhosePushBrokeOffIsPushedAgain() {
    TaskBench bench = new TaskBench(folder).reading();
    bench.stream.append(0, TaskBench.row(0, 1), TaskBench.row(1, 2));
    bench.beforePush(
        number -> {
          if (number == 2) {
            bench.storage.breakOffNextUpload();
          }
        });
    bench.assign(bench.assignments().end(Map.of("0", "2", "1", "0")));

    bench.awaitState(TaskState.PREPARED);

    assertThat(bench.pushes()).isEqualTo(3);
  }

  private static void assertReasons(Report report, String... reasons) {
    assertThat(report.errors()).extracting(TaskError::reason).containsExactly(reasons);
  }
}
