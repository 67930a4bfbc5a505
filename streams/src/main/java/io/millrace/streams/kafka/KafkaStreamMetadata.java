package io.millrace.streams.kafka;

import io.millrace.streams.PartitionId;
import io.millrace.streams.PartitionPositions;
import io.millrace.streams.Position;
import io.millrace.streams.StreamDescription;
import io.millrace.streams.StreamException;
import io.millrace.streams.StreamException.Kind;
import io.millrace.streams.StreamMetadata;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.ClusterAuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks Kafka's admin API. Positions are asked for only after the partitions were seen to exist: for
 * an unknown one the client would try again, without a pause, until its time is up.
 */
final class KafkaStreamMetadata implements StreamMetadata {

  private static final Logger LOG = LoggerFactory.getLogger(KafkaStreamMetadata.class);

  /** What Kafka answers when no record is as young as was asked for. */
  private static final Position NO_RECORD = new Position("-1");

  private static final String ASKING = "asking for positions";

  private final Admin admin;
  private final KafkaClientSettings settings;
  private final KafkaFailures failures;
  private @Nullable RecordTimes times;

  KafkaStreamMetadata(Admin admin, KafkaClientSettings settings) {
    this.admin = admin;
    this.settings = settings;
    this.failures = new KafkaFailures(settings);
  }

  @Override
  public StreamDescription describe() throws StreamException {
    KafkaFuture<String> clusterId = admin.describeCluster().clusterId();
    SortedMap<String, String> topics = new TreeMap<>();
    SortedSet<PartitionId> partitions = new TreeSet<>();
    for (TopicDescription topic : topics()) {
      topics.put(topic.name(), topic.topicId().toString());
      topic
          .partitions()
          .forEach(
              partition ->
                  partitions.add(
                      settings
                          .topics()
                          .id(new TopicPartition(topic.name(), partition.partition()))));
    }
    if (topics.isEmpty()) {
      throw failures.unknownStream(null);
    }
    return new StreamDescription(await(clusterId, "asking for the cluster"), topics, partitions);
  }

  @Override
  public PartitionPositions earliest(Collection<PartitionId> partitions) throws StreamException {
    return positions(partitions, OffsetSpec.earliest()).required();
  }

  @Override
  public PartitionPositions latest(Collection<PartitionId> partitions) throws StreamException {
    return positions(partitions, OffsetSpec.latest()).required();
  }

  @Override
  public Map<PartitionId, Duration> timeBehind(
      Map<PartitionId, Position> read, Map<PartitionId, Position> latest) throws StreamException {
    Map<PartitionId, Long> newest = times().lastBefore(latest, read.keySet());
    Map<PartitionId, Long> reached = times().lastBefore(read, newest.keySet());
    Map<PartitionId, Duration> behind = new TreeMap<>();
    reached.forEach(
        (partition, time) ->
            behind.put(
                partition,
                Duration.ofMillis(Math.max(0, newest.getOrDefault(partition, time) - time))));
    return behind;
  }

  @Override
  public PartitionPositions atOrAfter(Collection<PartitionId> partitions, Instant time)
      throws StreamException {
    Answers answers = positions(partitions, OffsetSpec.forTimestamp(time.toEpochMilli()));
    List<PartitionId> without =
        answers.found().entrySet().stream()
            .filter(entry -> entry.getValue().equals(NO_RECORD))
            .map(Map.Entry::getKey)
            .toList();
    if (!without.isEmpty()) {
      Answers ends = positions(without, OffsetSpec.latest());
      answers.found().keySet().removeAll(without);
      answers.found().putAll(ends.found());
      answers.failed().putAll(ends.failed());
    }
    return answers.required();
  }

  @Override
  public void close() {
    if (times != null) {
      times.close();
    }
    admin.close(settings.apiTimeout());
  }

  /** A consumer is made only for those who ask for times. */
  private RecordTimes times() throws StreamException {
    if (times == null) {
      times = RecordTimes.open(settings);
    }
    return times;
  }

  private List<TopicDescription> topics() throws StreamException {
    return switch (settings.topics()) {
      case TopicSelection.OneTopic(String name) ->
          List.copyOf(
              await(admin.describeTopics(List.of(name)).allTopicNames(), "describing the topic")
                  .values());
      case TopicSelection.MatchingTopics matching -> topics(matching);
    };
  }

  private List<TopicDescription> topics(TopicSelection.MatchingTopics matching)
      throws StreamException {
    List<String> names =
        await(admin.listTopics().names(), "listing the topics").stream()
            .filter(matching::matches)
            .toList();
    List<TopicDescription> topics = new ArrayList<>();
    for (KafkaFuture<TopicDescription> topic :
        admin.describeTopics(names).topicNameValues().values()) {
      try {
        topics.add(topic.get());
      } catch (ExecutionException e) {
        if (!(e.getCause() instanceof UnknownTopicOrPartitionException)) {
          throw failures.during("describing the topics", causeOf(e));
        }
        LOG.atDebug().log("A topic was deleted between listing and describing it");
      } catch (InterruptedException e) {
        throw interrupted("describing the topics", e);
      }
    }
    return topics;
  }

  private Answers positions(Collection<PartitionId> partitions, OffsetSpec which)
      throws StreamException {
    requireKnown(partitions, describe());
    Map<TopicPartition, OffsetSpec> asked = new HashMap<>();
    partitions.forEach(id -> asked.put(settings.topics().partition(id), which));
    ListOffsetsResult offsets =
        admin.listOffsets(asked, new ListOffsetsOptions(settings.isolationLevel()));
    Answers answers = new Answers(new TreeMap<>(), new TreeMap<>());
    for (PartitionId id : partitions) {
      try {
        long offset = offsets.partitionResult(settings.topics().partition(id)).get().offset();
        answers.found().put(id, Position.of(offset));
      } catch (ExecutionException e) {
        Throwable cause = causeOf(e);
        StreamException failure = failures.during(ASKING, cause);
        if (cause instanceof AuthenticationException
            || cause instanceof ClusterAuthorizationException) {
          throw failure;
        }
        answers.failed().put(id, failure);
      } catch (InterruptedException e) {
        throw interrupted(ASKING, e);
      }
    }
    return answers;
  }

  /** Positions as they come, each partition's by itself. */
  private record Answers(
      SortedMap<PartitionId, Position> found, SortedMap<PartitionId, StreamException> failed) {

    /**
     * @throws StreamException if there are none
     */
    PartitionPositions required() throws StreamException {
      if (found.isEmpty() && !failed.isEmpty()) {
        throw failed.firstEntry().getValue();
      }
      SortedMap<PartitionId, String> unanswered = new TreeMap<>();
      failed.forEach((id, failure) -> unanswered.put(id, String.valueOf(failure.getMessage())));
      return new PartitionPositions(found, unanswered);
    }
  }

  /**
   * @throws StreamException of kind {@code UNKNOWN_STREAM} when one of {@code partitions} is not in
   *     {@code description}
   */
  void requireKnown(Collection<PartitionId> partitions, StreamDescription description)
      throws StreamException {
    SortedSet<PartitionId> missing = new TreeSet<>(partitions);
    missing.removeAll(description.partitions());
    if (!missing.isEmpty()) {
      throw new StreamException(
          Kind.UNKNOWN_STREAM,
          "%s: partitions %s are not there, of %d that are; the topic was deleted and created again with fewer, or the positions belong to another topic: point the spec back, or use a new supervisor"
              .formatted(settings.topics().described(), missing, description.partitions().size()),
          null);
    }
  }

  private <T> T await(KafkaFuture<T> answer, String doing) throws StreamException {
    try {
      return answer.get();
    } catch (ExecutionException e) {
      throw failures.during(doing, causeOf(e));
    } catch (InterruptedException e) {
      throw interrupted(doing, e);
    }
  }

  private static StreamException interrupted(String doing, InterruptedException e) {
    Thread.currentThread().interrupt();
    return new StreamException(Kind.OTHER, "interrupted while " + doing, e);
  }

  private static Throwable causeOf(ExecutionException e) {
    return Objects.requireNonNullElse(e.getCause(), e);
  }
}
