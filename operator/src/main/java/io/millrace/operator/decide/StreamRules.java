package io.millrace.operator.decide;

import io.millrace.operator.Reason;
import io.millrace.streams.StreamDescription;
import io.millrace.streams.StreamException;

/** Positions mean something only together with the stream that they were read from. */
final class StreamRules {

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
    if (then == null) {
      return;
    }
    if (!now.clusterId().equals(then.clusterId()) || !now.changedTopics(then).isEmpty()) {
      draft.findStall(
          Reason.StreamChanged,
          "the stream is %s %s now, and was %s %s when its positions were recorded; expected the same. It was deleted and created again, or the brokers belong to another cluster: point the spec back, or use a new supervisor"
              .formatted(now.clusterId(), now.topics(), then.clusterId(), then.topics()));
      return;
    }
    Positions committed = draft.state().offsets();
    known.earliest().byPartition().keySet().stream()
        .filter(committed::has)
        .filter(partition -> committed.at(partition).compareTo(known.earliest().at(partition)) < 0)
        .findFirst()
        .ifPresent(
            partition ->
                draft.find(
                    Reason.PositionOutOfRange,
                    "partition %s is committed up to %s, but the stream begins at %s: what lies between is lost to retention unless a task has read it already"
                        .formatted(
                            partition, committed.at(partition), known.earliest().at(partition))));
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
