package io.millrace.operator.decide;

import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/** Measures for how long partitions are not read while a group rolls over. */
final class GapRules {

  private GapRules() {}

  static void apply(Draft draft) {
    Observation observation = draft.observation();
    boolean rests = observation.winding() || IdleRules.isIdle(observation);
    draft.changeGroups(
        group ->
            rests || group.isEmpty()
                ? group.with(group.gap().abandoned())
                : firstPoll(observation, group).orElse(group));
  }

  private static Optional<TaskGroup> firstPoll(Observation observation, TaskGroup group) {
    return group
        .open()
        .filter(
            open ->
                group.gap().since() != null
                    && open.phase().isReadingOn()
                    && open.number() > group.gap().generation())
        .flatMap(
            open ->
                open.attempts().stream()
                    .flatMap(attempt -> observation.pod(group, open, attempt).stream())
                    .flatMap(pod -> Stream.ofNullable(pod.report()))
                    .flatMap(report -> Stream.ofNullable(report.readingSince()))
                    .min(Comparator.naturalOrder())
                    .map(polled -> clamped(polled, observation.now(), open))
                    .map(polled -> group.with(group.gap().ending(polled, open))));
  }

  /** The task's clock may be wrong: it polled after it was given its start, and before now. */
  private static Instant clamped(Instant polled, Instant now, Generation open) {
    Instant began = open.startedAt() == null ? open.createdAt() : open.startedAt();
    Instant notBefore = polled.isBefore(began) ? began : polled;
    return notBefore.isAfter(now) ? now : notBefore;
  }
}
