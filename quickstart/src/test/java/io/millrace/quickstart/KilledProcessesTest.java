package io.millrace.quickstart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.crds.v1alpha1.status.GenerationStatus.State;
import io.millrace.crds.v1alpha1.status.StreamSupervisorStatus;
import io.millrace.deepstorage.DeepStorageException;
import io.millrace.quickstart.TestCluster.RunningTask;
import io.millrace.quickstart.cluster.Supervisor;
import io.millrace.quickstart.events.EventProducer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;

/**
 * Failure cases 1, 7, 8, 11, 16, 34, 41, 42 and 48, with real processes: SIGKILL of tasks and of
 * the operator at each step of a publish, over several rollovers.
 */
class KilledProcessesTest {

  private static final String NAME = "killed";
  private static final int PARTITIONS = 8;
  private static final int ROLLOVERS = 4;
  private static final Duration LIMIT = Duration.ofMinutes(3);
  private static final Duration LOOK = Duration.ofMillis(10);

  @Test
  void eachEventIsPublishedOnceWhateverIsKilled() throws Exception {
    TestCluster test = TestCluster.startedOrSkipped();
    Supervisor supervisor = test.supervise(NAME, PARTITIONS, 2, "PT20S");
    try (EventProducer producer = test.produce(NAME, PARTITIONS, Long.MAX_VALUE, 1_000)) {
      killAReadingTask(test, supervisor);
      killAPublishingTaskBeforeItsManifest(test, supervisor);
      killAPublishingTaskAfterItsManifest(test, supervisor);
      killTheOperatorBetweenManifestAndCommit(test, supervisor);
      killTheOperatorBetweenCommitAndLedgerEntry(test, supervisor);
      killTheOperatorBetweenLedgerEntryAndAcknowledgement(test, supervisor);
      until("rollovers", () -> rollovers(supervisor) >= ROLLOVERS);
      producer.finish();

      until(
          "all events are committed",
          () -> producer.isFinished() && supervisor.offsets().equals(TestCluster.ends(producer)));
      Proof proof = Proof.of(supervisor, producer.totals(), TestCluster.ends(producer), LIMIT);

      assertThat(proof.verdict().problems()).isEmpty();
      assertThat(proof.verdict().holds()).as(proof.verdict().table()).isTrue();
      assertThat(proof.finding().manifests()).isGreaterThanOrEqualTo(2 * ROLLOVERS);
    } finally {
      test.cluster().operator().release();
      supervisor.delete();
    }
  }

  private static void killAReadingTask(TestCluster test, Supervisor supervisor) {
    kill(aTask(test, supervisor, State.READING));
  }

  private static void killAPublishingTaskBeforeItsManifest(
      TestCluster test, Supervisor supervisor) {
    until(
        "a publishing task is killed before its manifest exists",
        () -> {
          Optional<RunningTask> task =
              test.tasks(supervisor, State.FINISHING).stream()
                  .filter(t -> manifests(test, t).isEmpty())
                  .findFirst();
          task.ifPresent(KilledProcessesTest::kill);
          return task.isPresent() && manifests(test, task.get()).isEmpty();
        });
  }

  private static void killAPublishingTaskAfterItsManifest(TestCluster test, Supervisor supervisor)
      throws Exception {
    RunningTask task = aTaskWithoutManifest(test, supervisor);
    until("a manifest exists", () -> !manifests(test, task).isEmpty());
    test.cluster().operator().hold();
    kill(task);
    String manifest = manifests(test, task).getFirst();
    test.cluster().operator().release();
    until("what the dead task prepared is committed", () -> isCommitted(supervisor, manifest));
  }

  private static void killTheOperatorBetweenManifestAndCommit(
      TestCluster test, Supervisor supervisor) {
    RunningTask task = aTaskWithoutManifest(test, supervisor);
    until("a manifest exists", () -> !manifests(test, task).isEmpty());
    test.cluster().operator().kill();
  }

  private static void killTheOperatorBetweenCommitAndLedgerEntry(
      TestCluster test, Supervisor supervisor) {
    long before = supervisor.commits();
    until("a commit", () -> supervisor.commits() > before);
    test.cluster().operator().kill();
  }

  private static void killTheOperatorBetweenLedgerEntryAndAcknowledgement(
      TestCluster test, Supervisor supervisor) throws Exception {
    long next = supervisor.commits() + 1;
    until(
        "a ledger entry",
        () -> test.cluster().storage().read(supervisor.paths().ledgerEntry(next)).isPresent());
    test.cluster().operator().kill();
  }

  private static void kill(RunningTask task) {
    assertThat(task.process().destroyForcibly()).isTrue();
    task.process().onExit().join();
  }

  private static RunningTask aTask(TestCluster test, Supervisor supervisor, State state) {
    return await("a task that is " + state)
        .atMost(LIMIT)
        .pollInterval(LOOK)
        .until(() -> test.tasks(supervisor, state).stream().findFirst(), Optional::isPresent)
        .orElseThrow();
  }

  private static RunningTask aTaskWithoutManifest(TestCluster test, Supervisor supervisor) {
    return await("a publishing task without a manifest")
        .atMost(LIMIT)
        .pollInterval(LOOK)
        .until(
            () ->
                test.tasks(supervisor, State.FINISHING).stream()
                    .filter(t -> manifests(test, t).isEmpty())
                    .findFirst(),
            Optional::isPresent)
        .orElseThrow();
  }

  private static List<String> manifests(TestCluster test, RunningTask task) {
    try {
      return test.cluster().storage().list(task.manifests());
    } catch (DeepStorageException e) {
      throw new IllegalStateException(e);
    }
  }

  private static boolean isCommitted(Supervisor supervisor, String manifest) throws Exception {
    return supervisor.ledger().manifests().containsKey(manifest);
  }

  private static int rollovers(Supervisor supervisor) {
    return supervisor.status().map(StreamSupervisorStatus::taskGroups).orElse(List.of()).stream()
        .mapToInt(group -> group.nextGeneration() - 1)
        .min()
        .orElse(0);
  }

  private static void until(String what, Callable<Boolean> condition) {
    await(what).atMost(LIMIT).pollInterval(LOOK).until(condition);
  }
}
