package io.millrace.operator.decide;

import io.millrace.operator.Reason;
import io.millrace.streams.PartitionId;
import io.millrace.streams.StreamDescription;
import io.millrace.streams.StreamException;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Positions mean something only together with the stream that they were read from. */
public final class StreamRules {

  private static final int MOST_NAMED = 5;

  private StreamRules() {}

  static void apply(Draft draft) {
    switch (draft.observation().stream()) {
      case StreamObservation.NotYet ignored -> {}
      case StreamObservation.Failed failed -> draft.find(reason(failed.kind()), failed.message());
      case StreamObservation.Known known -> compare(draft, known);
    }
  }

  private static void compare(Draft draft, StreamObservation.Known known) {
    StreamDescription now = known.description();
    StreamDescription then = draft.state().stream();
    if (now.partitions().isEmpty()) {
      draft.find(
          Reason.StreamNotFound,
          "the stream has no partitions; expected at least one. Create the topic");
    }
    unanswered(draft, known);
    if (then == null) {
      return;
    }
    List<String> lost = LostTopics.names(known, draft.state());
    if (isAnother(now, then)) {
      draft.findStall(
          Reason.StreamChanged,
          "the stream is %s %s now, and was %s %s when its positions were recorded; expected the same. It was deleted and created again, or the brokers belong to another cluster. What was prepared before is still published. To go on with the stream as it is now, ask for it with spec.reset and a new nonce; else point the spec back, or use a new supervisor"
              .formatted(now.clusterId(), now.topics(), then.clusterId(), then.topics()));
      return;
    }
    if (!lost.isEmpty()) {
      draft.find(Reason.TopicChanged, lost(lost, now, then) + waiting(draft.observation()));
    }
    beyondTheEnd(draft, known);
  }

  private static void unanswered(Draft draft, StreamObservation.Known known) {
    if (known.unanswered().isEmpty()) {
      return;
    }
    String meanwhile =
        draft.state().commit() == null
            ? "No partition is read before all of them have a start position"
            : "All others go on. Until they answer, their lag is not known and the autoscaler changes nothing, new ones among them have no start, resets that concern them wait, and the supervisor does not become idle";
    draft.find(
        Reason.StreamPartitionsUnreachable,
        "%s of %d do not tell their positions, mostly because all brokers that hold them are down: %s: %s. %s. Bring those brokers back"
            .formatted(
                Counted.of(known.unanswered().size(), "partition"),
                known.description().partitions().size(),
                NamedPartitions.list(new TreeSet<>(known.unanswered().keySet())),
                Excerpt.of(known.unanswered().firstEntry().getValue(), 300),
                meanwhile));
  }

  /** Whether nothing of what is read now belongs to positions of the stream as it was then. */
  public static boolean isAnother(StreamDescription now, StreamDescription then) {
    List<String> lost = now.changedTopics(then);
    boolean noneIsLeft =
        !lost.isEmpty()
            && now.partitions().stream()
                .noneMatch(
                    partition ->
                        partition.topic().filter(topic -> !lost.contains(topic)).isPresent());
    return !now.clusterId().equals(then.clusterId()) || noneIsLeft;
  }

  /** Whether what a generation's tasks have read can be read by nobody else any more. */
  static boolean isLost(Observation observation, Generation generation) {
    StreamDescription then = observation.state().stream();
    return then != null
        && observation.stream() instanceof StreamObservation.Known known
        && (isAnother(known.description(), then)
            || LostTopics.isStuck(observation, generation, LostTopics.partitions(observation)));
  }

  /**
   * A committed position after the end: the stream lost what was committed already, as after an
   * unclean election of a leader. What is written there since then has positions that count as
   * committed, so that nothing but a person can say where to go on.
   */
  private static void beyondTheEnd(Draft draft, StreamObservation.Known known) {
    Positions committed = draft.state().offsets();
    if (!known.latest().anyBefore(committed)) {
      return;
    }
    SortedSet<PartitionId> lostPartitions = LostTopics.partitions(draft.observation());
    committed.partitions().stream()
        .filter(known.latest()::has)
        .filter(partition -> !lostPartitions.contains(partition))
        .filter(partition -> committed.at(partition).compareTo(known.latest().at(partition)) > 0)
        .filter(
            partition ->
                committed
                    .at(partition)
                    .equals(known.question().committed().byPartition().get(partition)))
        .findFirst()
        .ifPresent(
            partition ->
                draft.find(
                    Reason.PositionOutOfRange,
                    "partition %s is committed up to %s, but the stream ends at %s: it lost records that were read already. What is written up to that position from now on would be skipped: say with spec.reset where to go on"
                        .formatted(
                            partition, committed.at(partition), known.latest().at(partition))));
  }

  private static String waiting(Observation observation) {
    SortedSet<PartitionId> lost = LostTopics.partitions(observation);
    return LostTopics.waiting(
            observation.state().groups().stream()
                .flatMap(group -> LostTopics.mayPrepare(observation, group, lost).stream())
                .toList())
        .map(waits -> ". A task group that read them " + waits)
        .orElse("");
  }

  private static String lost(List<String> lost, StreamDescription now, StreamDescription then) {
    String topics =
        lost.stream()
            .limit(MOST_NAMED)
            .map(
                topic ->
                    now.topics().containsKey(topic)
                        ? "%s was created again (id %s, was %s)"
                            .formatted(topic, now.topics().get(topic), then.topics().get(topic))
                        : "%s is gone, or may not be described any more".formatted(topic))
            .collect(Collectors.joining("; "));
    return "%s: %s%s. What was prepared of them is still published, their partitions stay at the committed positions and are not read; all other topics are. One that comes back with the same id is read on. To read one that was created again, reset all of its partitions with spec.reset and a new nonce, or everything; to forget one that is gone, name all of its partitions with to: Earliest: it is read from its beginning if it comes back"
        .formatted(
            Counted.of(lost.size(), "topic") + " changed",
            topics,
            lost.size() > MOST_NAMED ? "; and more" : "");
  }

  /** The reason of trouble with a stream. */
  public static Reason reason(StreamException.Kind kind) {
    return switch (kind) {
      case UNREACHABLE, OTHER -> Reason.StreamUnreachable;
      case UNKNOWN_STREAM -> Reason.StreamNotFound;
      case AUTHENTICATION -> Reason.StreamAuthenticationFailed;
      case AUTHORIZATION -> Reason.StreamAuthorizationFailed;
      case CONFIGURATION -> Reason.StreamConfigurationInvalid;
      case POSITION_OUT_OF_RANGE -> Reason.PositionOutOfRange;
    };
  }
}
