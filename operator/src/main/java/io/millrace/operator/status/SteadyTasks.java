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
 * Whether every task group that has anything to read reads on without a failure. Druid counts
 * completed tasks only, so that with a {@code taskDuration} of hours it takes hours until a
 * supervisor whose tasks are well again is called healthy. Here three minutes of undisturbed
 * reading count as much as a completed task: longer than what fails at once, or while it starts,
 * ever lasts.
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
    return !groups.isEmpty()
        && groups.stream()
            .allMatch(
                group ->
                    group
                        .open()
                        .filter(open -> readsOn(situation.observation(), group, open, since))
                        .isPresent());
  }

  private static boolean readsOn(
      Observation observation, TaskGroup group, Generation open, Instant since) {
    return open.phase().isReadingOn()
        && open.attempts().stream()
            .allMatch(attempt -> readsOn(observation, group, open, attempt, since));
  }

  private static boolean readsOn(
      Observation observation, TaskGroup group, Generation open, Attempt attempt, Instant since) {
    return !attempt.createdAt().isAfter(since)
        && observation
            .pod(group, open, attempt)
            .filter(pod -> hasReadSince(pod, since))
            .isPresent();
  }

  private static boolean hasReadSince(ObservedPod pod, Instant since) {
    return !pod.hasEnded()
        && pod.unanswered() == null
        && pod.report() != null
        && pod.report().state() == TaskState.READING
        && pod.report().readingSince() != null
        && !pod.createdAt().isAfter(since);
  }
}
