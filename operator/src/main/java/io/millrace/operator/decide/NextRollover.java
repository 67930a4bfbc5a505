package io.millrace.operator.decide;

import io.millrace.operator.Reason;
import io.millrace.protocol.MessageTimeBounds;
import io.millrace.protocol.Report;
import io.millrace.protocol.TaskState;
import io.millrace.streams.PartitionId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;

/**
 * Makes the next step of rolling over ready and begins it: standbys, which there are for this step
 * only, then the pause.
 */
final class NextRollover {

  private NextRollover() {}

  static void prepare(Draft draft, Settings settings) {
    Observation observation = draft.observation();
    if (observation.state().groups().stream()
        .anyMatch(group -> isBeingPaused(observation, group))) {
      return;
    }
    long room = room(draft.state(), settings);
    Step step = Step.next(observation, Math.max(1, room));
    Transit transit = Transit.of(draft.state());
    for (TaskGroup group : draft.state().groups()) {
      if (step.beginning().contains(group.id())) {
        fitStandby(draft, group, transit.readable(group, step.ending()));
      } else if (group.open().filter(open -> open.phase().isReadingOn()).isPresent()) {
        draft.replace(group.withoutStandby());
      }
    }
    if (isDue(observation, step) && isReady(draft, step) && room > 0) {
      draft.changeGroups(group -> pausing(group, step, transit, observation.now()));
    }
  }

  private static TaskGroup pausing(TaskGroup group, Step step, Transit transit, Instant now) {
    boolean ends = step.ending().contains(group.id());
    boolean isGiven = transit.awaitedBy(group).stream().anyMatch(step.ending()::contains);
    if (!ends && !isGiven) {
      return group;
    }
    int following = group.open().map(Generation::number).orElse(-1);
    TaskGroup told =
        ends
            ? group.mapping(each -> each.phase().isReadingOn() ? each.in(Phase.PAUSING) : each)
            : group;
    return told.with(group.gap().beginning(now, following));
  }

  /** Whether a group stands still, and its task answers, so that it goes on in a moment. */
  static boolean isBeingPaused(Observation observation, TaskGroup group) {
    return group.open().filter(open -> open.phase() == Phase.PAUSING).stream()
        .flatMap(
            open ->
                open.attempts().stream()
                    .filter(attempt -> attempt.start() != null)
                    .flatMap(attempt -> observation.pod(group, open, attempt).stream()))
        .map(ObservedPod::reportedAt)
        .anyMatch(
            heard -> heard != null && observation.now().isBefore(heard.plus(LostTouch.SILENCE)));
  }

  /** How many generations may end now; one for each group is no limit. */
  private static long room(SupervisorState state, Settings settings) {
    int wanted = TaskCounts.wanted(state, settings);
    int stopping = TaskCounts.stopping(wanted, settings);
    return stopping >= wanted
        ? Long.MAX_VALUE
        : stopping - state.groups().stream().filter(TaskGroup::isFinishing).count();
  }

  /** Has one that is to read {@code partitions}, or none where there are none. */
  private static void fitStandby(Draft draft, TaskGroup group, SortedSet<PartitionId> partitions) {
    boolean fits =
        group
            .standby()
            .filter(standby -> RolloverRules.isAsIfNew(draft.observation(), standby, partitions))
            .isPresent();
    if (fits) {
      return;
    }
    TaskGroup next = group.withoutStandby();
    draft.replace(
        partitions.isEmpty()
            ? next
            : next.adding(
                RolloverRules.fresh(
                    draft, next, Phase.STANDBY, partitions, null, MessageTimeBounds.OPEN)));
  }

  private static boolean isDue(Observation observation, Step step) {
    return !step.ending().isEmpty()
        && step.ending().stream()
            .flatMap(id -> observation.state().group(id).stream())
            .allMatch(
                group ->
                    group
                        .open()
                        .flatMap(open -> RolloverRules.due(observation, group, open))
                        .filter(due -> !observation.now().isBefore(due))
                        .isPresent());
  }

  /**
   * Whether every standby is ready, or is not waited for any longer. Where one is to follow under
   * another spec, whose tasks may never start, it is: what reads under the old one reads on.
   */
  private static boolean isReady(Draft draft, Step step) {
    Observation observation = draft.observation();
    SupervisorState state = draft.state();
    List<TaskGroup> waiting =
        state.groups().stream()
            .filter(
                group ->
                    group
                        .standby()
                        .filter(standby -> !isReady(observation, group, standby))
                        .isPresent())
            .toList();
    boolean late =
        waiting.stream()
            .flatMap(group -> group.standby().stream())
            .noneMatch(
                standby ->
                    observation.now().isBefore(standby.createdAt().plus(RolloverRules.PATIENCE)));
    List<Generation> old =
        step.ending().stream()
            .flatMap(id -> state.group(id).flatMap(TaskGroup::open).stream())
            .filter(open -> !open.revision().equals(state.acceptedRevision()))
            .toList();
    if (late && !waiting.isEmpty() && !old.isEmpty()) {
      findLateUpdate(draft, waiting.getFirst(), old.getFirst().revision());
    }
    return waiting.isEmpty() || (late && old.isEmpty());
  }

  private static boolean isReady(Observation observation, TaskGroup group, Generation standby) {
    return standby.attempts().stream()
        .allMatch(attempt -> isReady(observation.pod(group, standby, attempt)));
  }

  private static boolean isReady(Optional<ObservedPod> pod) {
    return pod.filter(present -> !present.isTerminating())
        .map(ObservedPod::report)
        .map(Report::state)
        .filter(state -> state == TaskState.READY)
        .isPresent();
  }

  private static void findLateUpdate(Draft draft, TaskGroup group, String revision) {
    Generation standby = group.standby().orElseThrow();
    draft.find(
        Reason.SpecUpdateWaits,
        "tasks read on under revision %s: Pod %s of revision %s is not ready since %s; expected within %d seconds. See its events and its log, then correct the spec or make room"
            .formatted(
                revision,
                PodName.of(draft.observation(), group, standby, standby.newestAttempt()),
                standby.revision(),
                standby.createdAt(),
                RolloverRules.PATIENCE.toSeconds()));
  }
}
