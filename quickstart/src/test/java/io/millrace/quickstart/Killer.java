package io.millrace.quickstart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.crds.v1alpha1.status.GenerationStatus.State;
import io.millrace.crds.v1alpha1.status.StreamSupervisorStatus;
import io.millrace.deepstorage.DeepStorageException;
import io.millrace.quickstart.TestCluster.RunningTask;
import io.millrace.quickstart.cluster.Supervisor;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;

/** Kills tasks of a supervisor, and the operator, with SIGKILL at chosen steps of a publish. */
final class Killer {

  private static final Duration LIMIT = Duration.ofMinutes(3);
  private static final Duration LOOK = Duration.ofMillis(10);

  private final TestCluster test;
  private final Supervisor supervisor;

  Killer(TestCluster test, Supervisor supervisor) {
    this.test = test;
    this.supervisor = supervisor;
  }

  void aReadingTask() {
    kill(
        await("a task that reads")
            .atMost(LIMIT)
            .pollInterval(LOOK)
            .until(
                () -> test.tasks(supervisor, State.READING).stream().findFirst(),
                Optional::isPresent)
            .orElseThrow());
  }

  void aPublishingTaskBeforeItsManifest() {
    until(
        "a publishing task is killed before its manifest exists",
        () -> {
          Optional<RunningTask> task = publishingWithoutManifest();
          task.ifPresent(Killer::kill);
          return task.isPresent() && manifests(task.get()).isEmpty();
        });
  }

  /** The operator is killed too, and learns of the manifest only when it is there again. */
  void aPublishingTaskAfterItsManifest() throws IOException {
    RunningTask task = aTaskWhoseManifestNobodyKnows();
    kill(task);
    String manifest = manifests(task).getFirst();
    test.cluster().operator().release();
    until(
        "what the dead task prepared is committed",
        () -> supervisor.ledger().manifests().containsKey(manifest));
  }

  void theOperatorBetweenManifestAndCommit() {
    aTaskThatWroteItsManifest();
    test.cluster().operator().kill();
  }

  void theOperatorBetweenCommitAndLedgerEntry() {
    long before = supervisor.commits();
    until("a commit", () -> supervisor.commits() > before);
    test.cluster().operator().kill();
  }

  void theOperatorBetweenLedgerEntryAndAcknowledgement() {
    long next = supervisor.commits() + 1;
    until(
        "a ledger entry",
        () -> supervisor.storage().read(supervisor.paths().ledgerEntry(next)).isPresent());
    test.cluster().operator().kill();
  }

  /** With the operator killed; where that was faster than this looks, the next task is taken. */
  private RunningTask aTaskWhoseManifestNobodyKnows() throws IOException {
    while (true) {
      RunningTask task = aTaskThatWroteItsManifest();
      test.cluster().operator().hold();
      if (task.process().isAlive() && !isCommitted(manifests(task).getFirst())) {
        return task;
      }
      test.cluster().operator().release();
    }
  }

  private boolean isCommitted(String manifest) throws IOException {
    return supervisor.ledger().manifests().containsKey(manifest)
        || supervisor
            .status()
            .map(StreamSupervisorStatus::commit)
            .filter(
                commit -> commit.manifests().stream().anyMatch(of -> of.path().equals(manifest)))
            .isPresent();
  }

  private RunningTask aTaskThatWroteItsManifest() {
    RunningTask task =
        await("a publishing task without a manifest")
            .atMost(LIMIT)
            .pollInterval(LOOK)
            .until(this::publishingWithoutManifest, Optional::isPresent)
            .orElseThrow();
    until("a manifest exists", () -> !manifests(task).isEmpty());
    return task;
  }

  private Optional<RunningTask> publishingWithoutManifest() {
    return test.tasks(supervisor, State.FINISHING).stream()
        .filter(task -> manifests(task).isEmpty())
        .findFirst();
  }

  private List<String> manifests(RunningTask task) {
    try {
      return supervisor.storage().list(task.manifests());
    } catch (DeepStorageException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void kill(RunningTask task) {
    assertThat(task.process().destroyForcibly()).isTrue();
    task.process().onExit().join();
  }

  private static void until(String what, Callable<Boolean> condition) {
    await(what).atMost(LIMIT).pollInterval(LOOK).until(condition);
  }
}
