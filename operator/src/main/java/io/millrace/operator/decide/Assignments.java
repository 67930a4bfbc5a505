package io.millrace.operator.decide;

import io.millrace.protocol.Acknowledged;
import io.millrace.protocol.Assignment;
import io.millrace.protocol.ProtocolVersion;
import io.millrace.protocol.Report;
import io.millrace.streams.StreamDescription;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/** What a task is told: a function of status alone. */
final class Assignments {

  private static final Duration PAUSE_TIMEOUT = Duration.ofSeconds(20);

  private Assignments() {}

  /**
   * Raises the number of every assignment whose content changes, or whose pause ended by itself.
   */
  static void renumber(SupervisorState before, Draft draft) {
    SupervisorState after = draft.state();
    draft.changeGenerations(
        (group, generation) -> {
          boolean changed =
              isToldOtherwise(before, after, group, generation)
                  || pauseEnded(draft.observation(), group, generation);
          return changed ? generation.withAssignment(generation.assignment() + 1) : generation;
        });
  }

  @SuppressWarnings("ReferenceEquality") // where nothing is decided, nothing has to be compared
  private static boolean isToldOtherwise(
      SupervisorState before, SupervisorState after, TaskGroup group, Generation generation) {
    if (after == before) {
      return false;
    }
    Optional<TaskGroup> earlier = before.group(group.id());
    Optional<Generation> old = earlier.flatMap(then -> then.generation(generation.number()));
    boolean untouched =
        old.isPresent()
            && old.get() == generation
            && earlier.get().epoch() == group.epoch()
            && before.offsets() == after.offsets()
            && before.stream() == after.stream();
    return !untouched
        && !old.flatMap(then -> common(before, earlier.get(), then))
            .equals(common(after, group, generation));
  }

  /** What an attempt is told; empty while there is nothing to tell it. */
  static Optional<Assignment> of(
      SupervisorState state, TaskGroup group, Generation generation, Attempt attempt) {
    Positions start = attempt.start();
    return start == null
        ? Optional.empty()
        : of(state, group, generation, start.isEmpty() ? null : start.text());
  }

  /** What all tasks of a generation are told, without a start; empty while it has none. */
  static Optional<Assignment> common(
      SupervisorState state, TaskGroup group, Generation generation) {
    return generation.start() == null
        ? Optional.empty()
        : of(state, group, generation, (SortedMap<String, String>) null);
  }

  private static Optional<Assignment> of(
      SupervisorState state,
      TaskGroup group,
      Generation generation,
      @Nullable SortedMap<String, String> start) {
    StreamDescription stream = state.stream();
    if (stream == null) {
      return Optional.empty();
    }
    return Optional.of(
        new Assignment(
            ProtocolVersion.TASK_PROTOCOL,
            generation.assignment(),
            group.epoch(),
            generation.number(),
            stream.identity(generation.partitions()),
            start,
            generation.checkpoints().stream().<Map<String, String>>map(Positions::text).toList(),
            text(generation.end()),
            generation.phase().isPaused(),
            PAUSE_TIMEOUT,
            new Acknowledged(generation.reached(state.offsets()).text(), generation.committed()),
            generation.messageTimeBounds(),
            generation.phase() == Phase.COMMITTED));
  }

  private static @Nullable SortedMap<String, String> text(@Nullable Positions positions) {
    return positions == null ? null : positions.text();
  }

  private static boolean pauseEnded(
      Observation observation, TaskGroup group, Generation generation) {
    return generation.phase().isPaused()
        && observation.presentPods(group, generation).stream()
            .map(ObservedPod::report)
            .anyMatch(report -> report != null && hasResumed(report, generation));
  }

  private static boolean hasResumed(Report report, Generation generation) {
    return report.generation() == generation.number()
        && report.assignment() == generation.assignment()
        && report.oldestStart() != null
        && report.pausedAt() == null
        && !report.draining();
  }
}
