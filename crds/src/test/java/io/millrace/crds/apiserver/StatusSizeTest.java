package io.millrace.crds.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.utils.Serialization;
import io.millrace.crds.v1alpha1.StreamSupervisor;
import io.millrace.crds.v1alpha1.status.AttemptStatus;
import io.millrace.crds.v1alpha1.status.CommitStatus;
import io.millrace.crds.v1alpha1.status.GenerationStatus;
import io.millrace.crds.v1alpha1.status.GenerationStatus.State;
import io.millrace.crds.v1alpha1.status.HandoffStatus;
import io.millrace.crds.v1alpha1.status.LostRange;
import io.millrace.crds.v1alpha1.status.ManifestStatus;
import io.millrace.crds.v1alpha1.status.RecentError;
import io.millrace.crds.v1alpha1.status.StreamSupervisorStatus;
import io.millrace.crds.v1alpha1.status.TaskGroupStatus;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * The largest status that has to fit: every group has one generation that finishes, one that reads
 * and a standby, and is asked to hand off early.
 */
class StatusSizeTest {

  private static final int GROUPS = 8;

  /** As many sequences as a task lets be unacknowledged, and the one that it reads. */
  private static final int SEQUENCES = 51;

  /** As many checkpoints as may be recorded and not committed; with one replica there are none. */
  private static final int CHECKPOINTS = 3;

  private static final Instant TIME = Instant.parse("2026-01-31T12:00:00.123456Z");

  @Test
  void fiveThousandKafkaPartitionsFit() {
    assertFits(
        Supervisors.kafka().toString(),
        5_000,
        1,
        Integer::toString,
        i -> Long.toString(100_000_000_000L + i));
  }

  /** With replicas, status has the checkpoints too, and where each of the attempts began. */
  @Test
  void twoThousandKafkaPartitionsWithThreeReplicasFit() {
    assertFits(
        Supervisors.kafka().toString(),
        2_000,
        3,
        Integer::toString,
        i -> Long.toString(100_000_000_000L + i));
  }

  @Test
  void thousandKinesisShardsFit() {
    assertFits(
        Supervisors.kinesis().toString(),
        1_000,
        1,
        "shardId-%012d"::formatted,
        i -> "49" + "6".repeat(42) + "%012d".formatted(i));
  }

  private static void assertFits(
      String resource,
      int partitions,
      int replicas,
      IntFunction<String> partition,
      IntFunction<String> position) {
    RealApiServer server = RealApiServer.startedOrSkipped();
    StreamSupervisor created =
        server
            .client()
            .resource(Serialization.unmarshal(resource, StreamSupervisor.class))
            .create();
    created.setStatus(status(partitions, replicas, partition, position));

    StreamSupervisor written = server.client().resource(created).updateStatus();

    assertThat(written.getStatus()).isEqualTo(created.getStatus());
    assertThat(Serialization.asJson(written).length()).isLessThan(1_400_000);
    assertThat(Serialization.asJson(written.getMetadata()).length())
        .as("managed fields")
        .isLessThan(20_000);
    server.client().resource(written).delete();
  }

  private static StreamSupervisorStatus status(
      int partitions, int replicas, IntFunction<String> partition, IntFunction<String> position) {
    Map<String, String> all = new TreeMap<>();
    IntStream.range(0, partitions).forEach(i -> all.put(partition.apply(i), position.apply(i)));
    List<TaskGroupStatus> groups =
        IntStream.range(0, GROUPS)
            .mapToObj(group -> group(group, partitions, replicas, partition, position))
            .toList();
    return new StreamSupervisorStatus(
        1L,
        "RUNNING",
        "RUNNING",
        1L,
        List.of(),
        GROUPS,
        "millrace.io/supervisor=a",
        "a-6f9c",
        null,
        null,
        commit(all),
        all,
        groups,
        null,
        null,
        null,
        handoff(),
        null,
        null,
        Collections.nCopies(
            StreamSupervisorStatus.LONGEST_HISTORY,
            new LostRange(partition.apply(0), position.apply(0), position.apply(1), TIME)),
        1L,
        List.of(),
        null,
        null,
        Collections.nCopies(
            StreamSupervisorStatus.LONGEST_HISTORY,
            new RecentError(TIME, "PodFailed", "x".repeat(500), false)));
  }

  private static HandoffStatus handoff() {
    Map<String, Integer> ending = new TreeMap<>();
    IntStream.range(0, GROUPS).forEach(group -> ending.put(Integer.toString(group), 2));
    return new HandoffStatus("x".repeat(63) + "/0" + ",0".repeat(479), TIME, ending, List.of());
  }

  private static CommitStatus commit(Map<String, String> all) {
    List<ManifestStatus> manifests =
        IntStream.range(0, GROUPS)
            .boxed()
            .flatMap(group -> manifests(group).stream())
            .map(path -> new ManifestStatus(path, "0".repeat(64)))
            .toList();
    return new CommitStatus(1, TIME, "Publish", 1, all, all, manifests, 1, 1, null);
  }

  private static List<String> manifests(int group) {
    return IntStream.range(0, SEQUENCES)
        .mapToObj(
            sequence -> "prepared/1/%d/1/%016d/%s.json".formatted(group, sequence, "0".repeat(36)))
        .toList();
  }

  private static TaskGroupStatus group(
      int group,
      int partitions,
      int replicas,
      IntFunction<String> partition,
      IntFunction<String> position) {
    Map<String, String> positions = new TreeMap<>();
    IntStream.range(0, partitions)
        .filter(i -> i % GROUPS == group)
        .forEach(i -> positions.put(partition.apply(i), position.apply(i)));
    List<String> names = List.copyOf(positions.keySet());
    return new TaskGroupStatus(
        group,
        1,
        names,
        4,
        List.of(
            generation(1, State.FINISHING, replicas, names, positions, positions, manifests(group)),
            generation(2, State.READING, replicas, names, positions, null, manifests(group)),
            generation(3, State.STANDBY, replicas, names, null, null, List.of())),
        1_234L,
        TIME,
        2,
        TIME);
  }

  private static GenerationStatus generation(
      int number,
      State state,
      int replicas,
      List<String> partitions,
      @Nullable Map<String, String> start,
      @Nullable Map<String, String> end,
      List<String> committed) {
    List<AttemptStatus> attempts =
        IntStream.range(0, replicas)
            .mapToObj(replica -> new AttemptStatus(replica, start, null, TIME, 0, null, TIME))
            .toList();
    List<Map<String, String>> checkpoints =
        start == null || replicas == 1 ? List.of() : Collections.nCopies(CHECKPOINTS, start);
    return new GenerationStatus(
        number,
        "a-6f9c",
        replicas,
        state,
        partitions,
        start,
        checkpoints,
        end,
        TIME,
        TIME,
        attempts,
        1L,
        committed,
        null);
  }
}
