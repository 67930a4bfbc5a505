package io.millrace.operator.decide;

import io.millrace.protocol.MessageTimeBounds;
import io.millrace.streams.PartitionId;
import java.time.Instant;
import java.util.SortedSet;

/**
 * Makes the next step of rolling over ready and begins it: standbys, which there are for this step
 * only, then the pause. {@link Standbys} says whether they are waited for.
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
    Transit transit = Transit.of(draft.state());
    Step step = Step.next(observation, transit, Math.max(1, room));
    for (TaskGroup group : draft.state().groups()) {
      if (step.beginning().contains(group.id())) {
        fitStandby(draft, group, transit.readable(group, step.ending()));
      } else if (group.open().filter(open -> open.phase().isReadingOn()).isPresent()) {
        draft.replace(group.withoutStandby());
      }
    }
    if (!isDue(observation, step) || !Standbys.letBegin(draft, step)) {
      return;
    }
    if (room > 0) {
      draft.changeGroups(group -> pausing(group, step, transit, observation.now()));
    } else {
      Standbys.findLimited(draft, step, settings);
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
}
