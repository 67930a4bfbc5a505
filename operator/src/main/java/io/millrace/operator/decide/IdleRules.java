package io.millrace.operator.decide;

import java.time.Duration;
import java.util.Optional;

/**
 * A supervisor for which nothing has arrived for {@code inactiveAfterMillis}, and which has read
 * all there is, finishes its tasks and starts none until something arrives or its spec changes.
 * Where some partitions do not answer it is not known whether something arrives: nobody falls
 * asleep, and who sleeps is woken by the others only.
 */
public final class IdleRules {

  private IdleRules() {}

  /** Remembers since when the stream has ended where it ends. */
  static void apply(Draft draft) {
    Observation observation = draft.observation();
    Settings settings = observation.settings();
    if (settings == null || observation.winding()) {
      return;
    }
    Quiet quiet = draft.state().quiet();
    if (settings.idleAfter() == null) {
      if (quiet != null) {
        draft.become(draft.state().withQuiet(null));
      }
    } else if (observation.stream() instanceof StreamObservation.Known known
        && known.unanswered().isEmpty()) {
      String latest = Quiet.digest(known.latest());
      if (quiet == null || !quiet.latest().equals(latest)) {
        draft.become(draft.state().withQuiet(new Quiet(observation.now(), latest)));
      }
    }
  }

  /** Whether nothing is to read, and there has been nothing for long. */
  public static boolean isIdle(Observation observation) {
    Duration idleAfter = observation.settings() == null ? null : observation.settings().idleAfter();
    Quiet quiet = observation.state().quiet();
    if (idleAfter == null
        || quiet == null
        || observation.now().isBefore(quiet.since().plus(idleAfter))) {
      return false;
    }
    return last(observation.stream())
        .map(
            last ->
                last.latest().atOrBefore(read(observation))
                    && (last.unanswered().isEmpty()
                        ? quiet.latest().equals(Quiet.digest(last.latest()))
                        : isAsleep(observation.state())))
        .orElseGet(() -> isAsleep(observation.state()));
  }

  /** The last that is known of the stream; empty when nobody has asked it yet. */
  private static Optional<StreamObservation.Known> last(StreamObservation stream) {
    return switch (stream) {
      case StreamObservation.NotYet ignored -> Optional.empty();
      case StreamObservation.Known known -> Optional.of(known);
      case StreamObservation.Failed failed -> Optional.ofNullable(failed.last());
    };
  }

  /** What is read or will be, since an end that is recorded is reached in any case. */
  private static Positions read(Observation observation) {
    Positions read = observation.state().offsets();
    for (TaskGroup group : observation.state().groups()) {
      for (Generation generation : group.generations()) {
        read = generation.end() == null ? read : read.laterOf(generation.end());
        for (ObservedPod pod : observation.pods(group, generation)) {
          if (pod.report() != null && !pod.hasEnded()) {
            read = read.laterOf(Positions.of(pod.report().positions()));
          }
        }
      }
    }
    return read;
  }

  /** What sleeps is not woken because the stream cannot be asked. */
  private static boolean isAsleep(SupervisorState state) {
    return !state.groups().isEmpty()
        && state.groups().stream().allMatch(group -> group.open().isEmpty());
  }
}
