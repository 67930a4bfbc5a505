package io.millrace.quickstart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.dsl.PodResource;
import io.millrace.crds.v1alpha1.status.AttemptStatus;
import io.millrace.crds.v1alpha1.status.GenerationStatus.State;
import io.millrace.crds.v1alpha1.status.LagStatus;
import io.millrace.crds.v1alpha1.status.RunsStatus;
import io.millrace.crds.v1alpha1.status.StreamSupervisorStatus;
import io.millrace.protocol.Manifest;
import io.millrace.quickstart.TestCluster.RunningTask;
import io.millrace.quickstart.cluster.Supervisor;
import io.millrace.quickstart.events.EventProducer;
import io.millrace.quickstart.proof.Ledger;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * Failure case 38, with a real process: the Pod of a reading task is deleted, as a drain of its
 * node does it, so that the task gets SIGTERM.
 */
class DrainedTaskTest {

  private static final String NAME = "drained";
  private static final int PARTITIONS = 2;
  private static final long WAITING = 2_000;
  private static final long READ = 1_000;

  @Test
  void whatTheTaskReadIsPublishedAndItsSuccessorReadsOnFromThere() throws Exception {
    TestCluster test = TestCluster.startedOrSkipped();
    test.cluster().broker().topics().create(NAME, PARTITIONS);
    try (EventProducer producer = test.produce(NAME, PARTITIONS, Long.MAX_VALUE, 500)) {
      await("events wait to be read")
          .atMost(SupervisorWatch.LIMIT)
          .until(() -> producer.acknowledged() >= WAITING);
      Supervisor supervisor =
          test.cluster()
              .apply(
                  test.sample(NAME, 1, "PT1H")
                      .with("/spec/ioConfig", "period", "PT2S")
                      .with("/spec/tuningConfig", "offsetFetchPeriod", "PT5S"));
      SupervisorWatch watch = new SupervisorWatch(test, supervisor);
      try {
        watch.until("a task has read " + READ, () -> lag(supervisor) < WAITING - READ);
        String drained = deletePodOfTheReadingTask(test, supervisor);

        watch.until("what it read is committed", () -> !sequences(supervisor, drained).isEmpty());
        watch.until("its successor is told its start", () -> !successors(supervisor).isEmpty());
        Manifest last = sequences(supervisor, drained).getFirst();
        assertThat(successors(supervisor))
            .singleElement()
            .satisfies(
                successor -> {
                  assertThat(successor.start()).isEqualTo(last.end());
                  assertThat(successor.failures()).isZero();
                });
        assertThat(failedTasks(supervisor)).isZero();

        Instant asked = Instant.now();
        long written = producer.acknowledged();
        watch.until(
            "its successor has read on",
            () -> written - lagSince(asked, supervisor) > sum(last.end()));
        producer.finish();
        supervisor.editSpec("ioConfig", io -> io.put("taskDuration", "PT2S"));
        watch.untilAllIsCommitted(producer);
        assertSuccession(watch.provenExact(producer).ledger(), drained);
        assertThat(watch.events("TaskReplaced"))
            .singleElement()
            .asString()
            .endsWith("is being deleted: another one gets ready, and goes on where it stops");
        assertThat(List.of("PodFailed", "TaskFailed", "TaskUnreachable", "CrashLoop", "NodeLost"))
            .allSatisfy(reason -> assertThat(watch.events(reason)).isEmpty());
      } finally {
        supervisor.delete();
      }
    }
  }

  /** Returns the UID of the Pod. */
  private static String deletePodOfTheReadingTask(TestCluster test, Supervisor supervisor) {
    RunningTask task = test.tasks(supervisor, State.READING).getFirst();
    PodResource pod =
        test.cluster().client().pods().inNamespace(test.cluster().namespace()).withName(task.pod());
    Pod present = pod.get();
    pod.delete();
    return present.getMetadata().getUid();
  }

  /** All that the drained task read is one sequence, and the next one begins at its end. */
  private static void assertSuccession(Ledger ledger, String drained) {
    List<Manifest> manifests = List.copyOf(ledger.manifests().values());
    Manifest first = manifests.getFirst();
    assertThat(manifests)
        .filteredOn(manifest -> manifest.podUid().equals(drained))
        .containsExactly(first);
    assertThat(first.counters().records()).isGreaterThan(READ);
    assertThat(manifests.get(1).generation()).isEqualTo(first.generation());
    assertThat(new TreeMap<>(first.end())).isEqualTo(new TreeMap<>(manifests.get(1).start()));
  }

  private static long sum(Map<String, String> positions) {
    return positions.values().stream().mapToLong(Long::parseLong).sum();
  }

  private static List<Manifest> sequences(Supervisor supervisor, String podUid) throws IOException {
    return supervisor.ledger().manifests().values().stream()
        .filter(manifest -> manifest.podUid().equals(podUid))
        .toList();
  }

  /** Attempts after the first one that know where to start. */
  private static List<AttemptStatus> successors(Supervisor supervisor) {
    return supervisor.status().map(StreamSupervisorStatus::taskGroups).orElse(List.of()).stream()
        .flatMap(group -> group.generations().stream())
        .flatMap(generation -> generation.attempts().stream())
        .filter(attempt -> attempt.number() > 0 && attempt.start() != null)
        .toList();
  }

  private static int failedTasks(Supervisor supervisor) {
    return supervisor
        .status()
        .map(StreamSupervisorStatus::runs)
        .map(RunsStatus::failedTasks)
        .orElse(0);
  }

  /** Far above all that waits while it is unknown. */
  private static long lag(Supervisor supervisor) {
    return lagSince(Instant.EPOCH, supervisor);
  }

  /** The same of what was measured after {@code asked}. */
  private static long lagSince(Instant asked, Supervisor supervisor) {
    return supervisor
        .status()
        .map(StreamSupervisorStatus::lag)
        .filter(lag -> lag.updatedAt() != null && lag.updatedAt().isAfter(asked))
        .map(LagStatus::records)
        .orElse(Long.MAX_VALUE);
  }
}
