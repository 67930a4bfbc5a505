package io.millrace.operator.status;

import io.millrace.operator.decide.Attempt;
import io.millrace.operator.decide.Generation;
import io.millrace.operator.decide.Observation;
import io.millrace.operator.decide.ObservedPod;
import io.millrace.operator.decide.TaskGroup;
import io.millrace.protocol.TaskState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whether every task group that has anything to read, and room for its Pods, reads on without a
 * failure. Druid counts completed tasks only, so that with a {@code taskDuration} of hours it takes
 * hours until a supervisor whose tasks are well again is called healthy. Here three minutes of
 * undisturbed reading count as much as a completed task: longer than what fails at once, or while
 * it starts, ever lasts.
 */
final class SteadyTasks {

  static final Duration SPAN = Duration.ofMinutes(3);

  private SteadyTasks() {}

  /**
   * @param countedAt when a task was counted last; absent before the first
   */
  static boolean readOn(Situation situation, @Nullable Instant countedAt) {
    Instant since = situation.now().minus(SPAN);
    if (countedAt != null && countedAt.isAfter(since)) {
      return false;
    }
    List<TaskGroup> groups =
        situation.next().groups().stream()
            .filter(group -> !group.isEmpty() || group.open().isPresent())
            .toList();
    List<TaskGroup> others =
        groups.stream().filter(group -> !readsOn(situation.observation(), group, since)).toList();
    return others.size() < groups.size()
        && others.stream().allMatch(group -> waitsForRoom(situation.observation(), group));
  }

  /** Whether one of its replicas does, and none fails. */
  private static boolean readsOn(Observation observation, TaskGroup group, Instant since) {
    return group
        .open()
        .filter(open -> open.phase().isReadingOn())
        .filter(
            open ->
                open.attempts().stream()
                    .anyMatch(attempt -> readsOn(observation, group, open, attempt, since)))
        .filter(
            open ->
                open.attempts().stream()
                    .filter(attempt -> attempt.failures() > 0)
                    .allMatch(attempt -> readsOn(observation, group, open, attempt, since)))
        .isPresent();
  }

  /** Whether nothing of it has begun, nor failed: no task says anything of how well tasks are. */
  private static boolean waitsForRoom(Observation observation, TaskGroup group) {
    return group
        .open()
        .filter(
            open ->
                open.attempts().stream()
                    .allMatch(
                        attempt ->
                            attempt.failures() == 0
                                && observation
                                    .pod(group, open, attempt)
                                    .filter(pod -> pod.phase() != ObservedPod.Phase.PENDING)
                                    .isEmpty()))
        .isPresent();
  }

  /** One that follows no failure may have begun lately: a rollover disturbs nothing. */
  private static boolean readsOn(
      Observation observation, TaskGroup group, Generation open, Attempt attempt, Instant since) {
    boolean isSuccessor = attempt.failures() == 0;
    return observation
        .pod(group, open, attempt)
        .filter(SteadyTasks::reads)
        .filter(
            pod ->
                isSuccessor
                    || (!attempt.createdAt().isAfter(since) && !pod.createdAt().isAfter(since)))
        .isPresent();
  }

  private static boolean reads(ObservedPod pod) {
    return !pod.hasEnded()
        && pod.unanswered() == null
        && pod.report() != null
        && pod.report().state() == TaskState.READING
        && pod.report().readingSince() != null;
  }
}
