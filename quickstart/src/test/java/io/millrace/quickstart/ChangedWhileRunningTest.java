package io.millrace.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.crds.v1alpha1.status.GenerationStatus;
import io.millrace.crds.v1alpha1.status.GenerationStatus.State;
import io.millrace.crds.v1alpha1.status.StreamSupervisorStatus;
import io.millrace.crds.v1alpha1.status.TaskGroupStatus;
import io.millrace.quickstart.cluster.Supervisor;
import io.millrace.quickstart.events.EventProducer;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Failure cases 22 and 47: the number of task groups and the spec change while tasks read. */
class ChangedWhileRunningTest {

  private static final int PARTITIONS = 4;

  @Test
  void partitionsMoveAndTheSpecChangesAndEachEventIsPublishedOnce() throws Exception {
    TestCluster test = TestCluster.startedOrSkipped();
    Supervisor supervisor = test.supervise("rescaled", PARTITIONS, 1, "PT25S");
    SupervisorWatch watch = new SupervisorWatch(test, supervisor);
    try (EventProducer producer = test.produce("rescaled", PARTITIONS, 12_000, 400)) {
      watch.untilATaskReads();

      supervisor.editSpec(spec -> properties(spec, "ioConfig").put("taskCount", 3));
      watch.until("three groups read", () -> reading(supervisor).size() == 3);
      Optional<String> revision = revision(supervisor);
      supervisor.editSpec(spec -> properties(spec, "tuningConfig").put("maxRowsInMemory", 5_000));
      watch.until("the spec is accepted", () -> !revision.equals(revision(supervisor)));
      watch.until(
          "all groups read under the new spec",
          () -> {
            List<GenerationStatus> reading = reading(supervisor);
            return reading.size() == 3
                && reading.stream()
                    .allMatch(
                        generation ->
                            Optional.of(generation.revision()).equals(revision(supervisor)));
          });
      supervisor.editSpec(spec -> properties(spec, "ioConfig").put("taskCount", 2));
      watch.until("two groups read", () -> reading(supervisor).size() == 2);

      watch.untilAllIsCommitted(producer);
      watch.provenExact(producer);
      assertThat(watch.events("Rescaled")).isNotEmpty();
      assertThat(groups(supervisor))
          .as("a group that has rolled over says for how long it was not read")
          .anySatisfy(group -> assertThat(group.lastGapMillis()).isNotNull().isPositive());
    } finally {
      supervisor.delete();
    }
  }

  private static List<TaskGroupStatus> groups(Supervisor supervisor) {
    return supervisor.status().map(StreamSupervisorStatus::taskGroups).orElse(List.of());
  }

  /** The generations that read all that is their group's. */
  private static List<GenerationStatus> reading(Supervisor supervisor) {
    return groups(supervisor).stream()
        .flatMap(
            group ->
                group.generations().stream()
                    .filter(generation -> generation.state() == State.READING)
                    .filter(generation -> generation.startedAt() != null)
                    .filter(generation -> generation.partitions().equals(group.partitions())))
        .toList();
  }

  private static Optional<String> revision(Supervisor supervisor) {
    return supervisor.status().map(StreamSupervisorStatus::acceptedRevision);
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> properties(Map<String, Object> spec, String name) {
    return (Map<String, Object>) Objects.requireNonNull(spec.get(name));
  }
}
