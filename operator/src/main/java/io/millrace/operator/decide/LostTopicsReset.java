package io.millrace.operator.decide;

import io.millrace.streams.PartitionId;
import io.millrace.streams.StreamDescription;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * A reset where some of several topics are lost. One that was created again gets positions in the
 * topic as it is now. One that is gone is forgotten where the reset names it, so that it is a new
 * one should it come back: it may only be hidden by a lost permission, so that a reset of
 * everything leaves it alone. A topic has one id, so that all of its partitions are reset together.
 */
final class LostTopicsReset {

  private final ResetRequest request;
  private final StreamObservation.Known known;
  private final SupervisorState state;
  private final SortedSet<PartitionId> lost;
  private final SortedSet<PartitionId> readable;
  private final SortedSet<PartitionId> concerned;
  private final SortedSet<String> topics;
  private final SortedSet<String> createdAgain;
  private final SortedSet<String> forgotten;

  LostTopicsReset(ResetRequest request, StreamObservation.Known known, Observation observation) {
    this.request = request;
    this.known = known;
    this.state = observation.state();
    this.lost = LostTopics.partitions(observation);
    List<String> names = LostTopics.names(known, state);
    this.readable = new TreeSet<>(state.offsets().partitions());
    readable.removeAll(lost);
    readable.addAll(of(names, known.description().partitions()));
    this.concerned = request.concerned(readable);
    Set<String> present = known.description().topics().keySet();
    this.topics =
        concerned.stream()
            .flatMap(partition -> partition.topic().stream())
            .filter(names::contains)
            .collect(Collectors.toCollection(TreeSet::new));
    this.createdAgain = new TreeSet<>(topics);
    createdAgain.retainAll(present);
    this.forgotten = new TreeSet<>(topics);
    forgotten.removeAll(present);
  }

  ResetTarget target() {
    Optional<String> refusal =
        createdAgain.stream()
            .flatMap(topic -> refusalOfCreatedAgain(topic).stream())
            .findFirst()
            .or(
                () ->
                    forgotten.stream()
                        .flatMap(topic -> refusalOfForgotten(topic).stream())
                        .findFirst());
    if (refusal.isPresent()) {
      return new ResetTarget.Refused(refusal.get());
    }
    SortedSet<PartitionId> set = new TreeSet<>(concerned);
    set.removeAll(of(forgotten, lost));
    return ResetTarget.of(request, set, known, readable, state.offsets().without(lost));
  }

  /** The topics that positions belong to no more, by name. */
  SortedSet<String> topics() {
    return topics;
  }

  /** Partitions that have positions in these topics as they were. */
  SortedSet<PartitionId> left() {
    return of(topics, lost);
  }

  /** What positions belong to once it is done. */
  StreamDescription stream() {
    StreamDescription then = Objects.requireNonNull(state.stream());
    if (topics.isEmpty()) {
      return then;
    }
    SortedSet<String> others = new TreeSet<>(known.description().topics().keySet());
    others.removeAll(createdAgain);
    return known.description().without(others).beside(then.without(topics));
  }

  private Optional<String> refusalOfCreatedAgain(String topic) {
    SortedSet<PartitionId> all = of(List.of(topic), known.description().partitions());
    return concerned.containsAll(all)
        ? Optional.empty()
        : Optional.of(
            "topic %s was created again, so that all of its partitions %s have to be reset together; found %s. Name them all, or none of any topic to reset everything"
                .formatted(
                    topic,
                    NamedPartitions.list(all),
                    NamedPartitions.list(of(List.of(topic), concerned))));
  }

  private Optional<String> refusalOfForgotten(String topic) {
    if (request.to() != ResetRequest.To.EARLIEST) {
      return Optional.of(
          "topic %s is gone, or may not be described any more, so that it has no positions; expected to: Earliest, which forgets it, so that it is read from its earliest position should it come back; found to: %s"
              .formatted(topic, request.to().text()));
    }
    SortedSet<PartitionId> all = of(List.of(topic), lost);
    return concerned.containsAll(all)
        ? Optional.empty()
        : Optional.of(
            "topic %s is gone, or may not be described any more, so that all of its partitions %s have to be named for it to be forgotten; found %s"
                .formatted(
                    topic,
                    NamedPartitions.list(all),
                    NamedPartitions.list(of(List.of(topic), concerned))));
  }

  private static SortedSet<PartitionId> of(
      Collection<String> topics, SortedSet<PartitionId> partitions) {
    return partitions.stream()
        .filter(partition -> partition.topic().filter(topics::contains).isPresent())
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
