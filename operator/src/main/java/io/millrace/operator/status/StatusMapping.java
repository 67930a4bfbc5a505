package io.millrace.operator.status;

import io.millrace.crds.v1alpha1.status.CommitResetStatus;
import io.millrace.crds.v1alpha1.status.CommitStatus;
import io.millrace.crds.v1alpha1.status.ManifestStatus;
import io.millrace.crds.v1alpha1.status.QuietStatus;
import io.millrace.crds.v1alpha1.status.StreamStatus;
import io.millrace.crds.v1alpha1.status.StreamSupervisorStatus;
import io.millrace.crds.v1alpha1.status.TaskGroupStatus;
import io.millrace.crds.v1alpha1.status.TopicStatus;
import io.millrace.operator.decide.Commit;
import io.millrace.operator.decide.Positions;
import io.millrace.operator.decide.Quiet;
import io.millrace.operator.decide.SupervisorState;
import io.millrace.operator.decide.TaskGroup;
import io.millrace.protocol.LedgerEntry;
import io.millrace.protocol.LedgerReset;
import io.millrace.protocol.ManifestReference;
import io.millrace.streams.PartitionId;
import io.millrace.streams.StreamDescription;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Between what the loop remembers and how it stands in status; nothing is lost on the way there and
 * back.
 */
public final class StatusMapping {

  private StatusMapping() {}

  /** What {@code status} remembers; {@link SupervisorState#NEW} when nothing was written yet. */
  public static SupervisorState state(@Nullable StreamSupervisorStatus status) {
    if (status == null) {
      return SupervisorState.NEW;
    }
    Positions offsets = Positions.of(status.offsets());
    return new SupervisorState(
        status.epoch() == null ? SupervisorState.NEW.epoch() : status.epoch(),
        status.acceptedRevision(),
        stream(status.stream(), offsets),
        offsets,
        commit(status.commit()),
        status.taskGroups().stream().map(GenerationMapping::group).toList(),
        AutoscalerMapping.state(status.autoscaler()),
        quiet(status.quiet()),
        HandoffMapping.handoff(status.handoff()),
        JumpsMapping.jumps(status));
  }

  static @Nullable StreamStatus streamStatus(@Nullable StreamDescription stream) {
    if (stream == null) {
      return null;
    }
    List<TopicStatus> topics =
        stream.topics().entrySet().stream()
            .map(
                topic ->
                    new TopicStatus(
                        topic.getKey(), topic.getValue(), partitionsOf(stream, topic.getKey())))
            .toList();
    return new StreamStatus(stream.clusterId(), topics);
  }

  static @Nullable CommitStatus commitStatus(@Nullable Commit commit) {
    if (commit == null) {
      return null;
    }
    return new CommitStatus(
        commit.sequence(),
        commit.time(),
        commit.kind().name(),
        commit.epoch(),
        commit.from().text(),
        commit.to().text(),
        commit.manifests().stream()
            .map(one -> new ManifestStatus(one.path(), one.digest()))
            .toList(),
        commit.records(),
        commit.rows(),
        commit.reset() == null
            ? null
            : new CommitResetStatus(
                commit.reset().nonce(), commit.reset().to(), commit.reset().otherTopics()));
  }

  static @Nullable QuietStatus quietStatus(@Nullable Quiet quiet) {
    return quiet == null ? null : new QuietStatus(quiet.since(), quiet.latest());
  }

  private static @Nullable Quiet quiet(@Nullable QuietStatus status) {
    return status == null ? null : new Quiet(status.since(), status.latest());
  }

  static List<TaskGroupStatus> groupStatus(List<TaskGroup> groups, UnreadGroups unread) {
    return groups.stream()
        .map(group -> GenerationMapping.groupStatus(group, unread.since(group)))
        .toList();
  }

  private static @Nullable Commit commit(@Nullable CommitStatus status) {
    if (status == null) {
      return null;
    }
    return new Commit(
        status.sequence(),
        LedgerEntry.Kind.valueOf(status.kind()),
        status.time(),
        status.epoch(),
        Positions.of(status.from()),
        Positions.of(status.to()),
        status.manifests().stream()
            .map(one -> new ManifestReference(one.path(), one.digest()))
            .toList(),
        status.records(),
        status.rows(),
        status.reset() == null
            ? null
            : new LedgerReset(
                status.reset().nonce(), status.reset().to(), status.reset().otherTopics()));
  }

  /**
   * Kafka numbers partitions without gaps, so their count is enough; their form shows in the
   * offsets.
   */
  private static @Nullable StreamDescription stream(
      @Nullable StreamStatus status, Positions offsets) {
    if (status == null || status.clusterId() == null) {
      return null;
    }
    boolean named =
        offsets.byPartition().keySet().stream()
            .anyMatch(partition -> partition.value().contains(":"));
    SortedMap<String, String> topics = new TreeMap<>();
    SortedSet<PartitionId> partitions = new TreeSet<>();
    for (TopicStatus topic : status.topics()) {
      topics.put(topic.name(), topic.id());
      IntStream.range(0, topic.partitions())
          .mapToObj(
              number ->
                  new PartitionId(named ? topic.name() + ":" + number : Integer.toString(number)))
          .forEach(partition -> partitions.add(partition));
    }
    return new StreamDescription(status.clusterId(), topics, partitions);
  }

  private static int partitionsOf(StreamDescription stream, String topic) {
    return (int)
        stream.partitions().stream()
            .filter(
                partition ->
                    !partition.value().contains(":") || partition.value().startsWith(topic + ":"))
            .count();
  }
}
