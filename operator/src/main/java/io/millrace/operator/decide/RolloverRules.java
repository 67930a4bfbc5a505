package io.millrace.operator.decide;

import io.millrace.operator.Reason;
import io.millrace.protocol.MessageTimeBounds;
import io.millrace.protocol.Report;
import io.millrace.protocol.TaskState;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Begins and ends generations: the first one, the standby that is started ahead, the pause in which
 * positions are taken, and the end, which is written down in the same step as the successor's
 * start.
 */
final class RolloverRules {

  /** A standby is created at least this long before it is needed. */
  static final Duration SHORTEST_LEAD = Duration.ofSeconds(30);

  /** A rollover waits this long for its standby to get ready, then goes on without. */
  static final Duration PATIENCE = Duration.ofMinutes(2);

  /** A task that says nothing for this long while it is being paused is not waited for. */
  private static final Duration SILENCE = Duration.ofSeconds(40);

  private RolloverRules() {}

  static void apply(Draft draft) {
    if (draft.state().acceptedRevision() == null || draft.observation().settings() == null) {
      return;
    }
    boolean idle = IdleRules.isIdle(draft.observation());
    boolean rests = idle || draft.observation().winding();
    if (rests) {
      dropStandbys(draft);
    }
    draft.state().groups().forEach(group -> recordEnd(draft, group));
    if (rests) {
      pauseAll(draft, idle);
      return;
    }
    draft.state().groups().stream()
        .filter(group -> group.open().isEmpty() && !group.partitions().isEmpty())
        .forEach(group -> begin(draft, group));
    if (draft.observation().stream() instanceof StreamObservation.Known
        && draft.observation().ledger() instanceof LedgerObservation.Read) {
      prepareNext(draft, draft.observation().settings());
    }
  }

  /** When the generation's time is up. */
  static Optional<Instant> due(TaskGroup group, Generation open, Settings settings) {
    if (open.phase() != Phase.READING || open.startedAt() == null) {
      return Optional.empty();
    }
    return Optional.of(
        open.partitions().equals(group.partitions())
            ? open.startedAt().plus(settings.taskDuration())
            : open.startedAt());
  }

  /** How long before it is needed a standby is created: twice as long as the last ones took. */
  static Duration lead(TaskGroup group) {
    return group.generations().stream()
        .flatMap(generation -> generation.attempts().stream())
        .flatMap(attempt -> attempt.startUp().stream())
        .map(startUp -> startUp.multipliedBy(2))
        .filter(twice -> twice.compareTo(SHORTEST_LEAD) > 0)
        .max(Duration::compareTo)
        .orElse(SHORTEST_LEAD);
  }

  private static void pauseAll(Draft draft, boolean idle) {
    SupervisorState before = draft.state();
    draft.changeGenerations(
        (group, generation) ->
            generation.phase() == Phase.READING ? generation.in(Phase.PAUSING) : generation);
    if (idle && !before.equals(draft.state())) {
      draft.announce(
          Reason.Idle,
          "nothing has arrived since %s: the tasks finish, and none is started until something arrives or the spec changes"
              .formatted(before.quiet() == null ? "?" : before.quiet().since()));
    }
  }

  private static void dropStandbys(Draft draft) {
    draft.changeGroups(
        group -> group.standby().map(standby -> group.without(standby.number())).orElse(group));
  }

  private static void prepareNext(Draft draft, Settings settings) {
    SupervisorState state = draft.state();
    Instant now = draft.observation().now();
    if (state.groups().stream().anyMatch(group -> isBeingPaused(draft.observation(), group))) {
      return;
    }
    Optional<TaskGroup> withStandby =
        state.groups().stream()
            .filter(group -> group.standby().isPresent())
            .filter(group -> group.open().filter(open -> open.phase() == Phase.READING).isPresent())
            .findFirst();
    if (withStandby.isPresent()) {
      pauseWhenDue(draft, withStandby.get(), settings);
      return;
    }
    state.groups().stream()
        .filter(
            group ->
                group
                    .open()
                    .flatMap(open -> due(group, open, settings))
                    .filter(due -> !now.isBefore(due.minus(lead(group))))
                    .isPresent())
        .min(
            Comparator.comparing(
                group -> group.open().flatMap(open -> due(group, open, settings)).orElseThrow()))
        .ifPresent(
            group ->
                draft.replace(
                    group.adding(
                        fresh(draft, group, Phase.STANDBY, null, MessageTimeBounds.OPEN))));
  }

  /**
   * Whether a group is about to stand still: one at a time does. One whose task does not answer, or
   * waits for another to end, holds nobody up.
   */
  private static boolean isBeingPaused(Observation observation, TaskGroup group) {
    return group.open().filter(open -> open.phase() == Phase.PAUSING).stream()
        .flatMap(
            open ->
                open.attempts().stream()
                    .filter(attempt -> attempt.start() != null)
                    .flatMap(attempt -> observation.pod(group, open, attempt).stream()))
        .map(ObservedPod::reportedAt)
        .anyMatch(heard -> heard != null && observation.now().isBefore(heard.plus(SILENCE)));
  }

  private static void pauseWhenDue(Draft draft, TaskGroup group, Settings settings) {
    Observation observation = draft.observation();
    Generation open = group.open().orElseThrow();
    Generation standby = group.standby().orElseThrow();
    Instant dueAt = due(group, open, settings).orElse(Instant.MAX);
    if (observation.now().isBefore(dueAt.minus(lead(group)))) {
      draft.replace(group.without(standby.number()));
      return;
    }
    boolean due = !observation.now().isBefore(dueAt);
    boolean ready =
        standby.attempts().stream()
                .allMatch(attempt -> isReady(observation.pod(group, standby, attempt)))
            || !observation.now().isBefore(standby.createdAt().plus(PATIENCE));
    long finishing = draft.state().groups().stream().filter(TaskGroup::isFinishing).count();
    if (due && ready && finishing < TaskCounts.stopping(draft.state(), settings)) {
      draft.replace(group.replacing(open.in(Phase.PAUSING)));
    }
  }

  private static boolean isReady(Optional<ObservedPod> pod) {
    return pod.filter(present -> !present.isTerminating())
        .map(ObservedPod::report)
        .map(Report::state)
        .filter(state -> state == TaskState.READY)
        .isPresent();
  }

  private static void recordEnd(Draft draft, TaskGroup group) {
    Optional<Generation> pausing = group.open().filter(open -> open.phase() == Phase.PAUSING);
    Optional<Positions> end =
        pausing.flatMap(generation -> finalPositions(draft.observation(), group, generation));
    if (end.isEmpty()) {
      return;
    }
    Generation finished = pausing.get().endingAt(end.get());
    TaskGroup next = group.replacing(finished);
    Optional<Generation> standby = group.standby();
    if (standby.isPresent()) {
      Positions start = draft.state().offsets().with(end.get()).only(standby.get().partitions());
      next =
          next.replacing(
              standby
                  .get()
                  .startingAt(start, draft.observation().now(), bounds(draft.observation())));
    }
    draft.replace(next);
    draft.announce(
        Reason.RolledOver,
        "generation %d of task group %d ends%s"
            .formatted(
                finished.number(),
                group.id(),
                standby
                    .map(successor -> ", generation " + successor.number() + " reads on")
                    .orElse("")));
  }

  /**
   * Where the generation ends: where its paused task is, or where its present attempt would start
   * if that has not begun.
   */
  private static Optional<Positions> finalPositions(
      Observation observation, TaskGroup group, Generation generation) {
    Attempt attempt = generation.attempts().getFirst();
    Positions start = attempt.start();
    if (start == null) {
      return Optional.empty();
    }
    Optional<ObservedPod> pod =
        observation.pod(group, generation, attempt).filter(present -> !present.hasEnded());
    if (pod.filter(ObservedPod::isTerminating).isPresent()) {
      return Optional.empty();
    }
    Report report = pod.map(ObservedPod::report).orElse(null);
    if (report == null || report.oldestStart() == null) {
      return mayHaveBegun(pod.orElse(null))
              || !AttemptRules.wasLookedFor(observation, group, generation)
          ? Optional.empty()
          : notBehind(start, observation, generation);
    }
    boolean paused = report.pausedAt() != null && report.pausedAt() == generation.assignment();
    Positions reached = start.with(Positions.of(report.positions()).only(generation.partitions()));
    return paused ? notBehind(reached, observation, generation) : Optional.empty();
  }

  /**
   * A Pod that runs and has not said anything yet may have been given its start by an earlier
   * leader.
   */
  private static boolean mayHaveBegun(@Nullable ObservedPod pod) {
    return pod != null && pod.phase() == ObservedPod.Phase.RUNNING && pod.report() == null;
  }

  /** No end is recorded behind what is committed. */
  private static Optional<Positions> notBehind(
      Positions end, Observation observation, Generation generation) {
    return end.anyBefore(observation.state().offsets().only(generation.partitions()))
        ? Optional.empty()
        : Optional.of(end);
  }

  /**
   * Begins to read, or to go on behind a predecessor that is still finishing, or lets a standby
   * without a predecessor read.
   */
  private static void begin(Draft draft, TaskGroup group) {
    Positions start = draft.state().offsets().only(group.partitions());
    for (Generation earlier : group.generations()) {
      if (earlier.end() != null) {
        start = start.laterOf(earlier.end());
      }
    }
    MessageTimeBounds bounds = bounds(draft.observation());
    Optional<Generation> standby = group.standby();
    if (standby.isPresent()) {
      Generation reading =
          standby
              .get()
              .startingAt(
                  start.only(standby.get().partitions()), draft.observation().now(), bounds);
      draft.replace(group.replacing(reading.readingSince(null)));
    } else {
      draft.replace(group.adding(fresh(draft, group, Phase.READING, start, bounds)));
    }
  }

  private static Generation fresh(
      Draft draft,
      TaskGroup group,
      Phase phase,
      @Nullable Positions start,
      MessageTimeBounds bounds) {
    Instant now = draft.observation().now();
    String revision = draft.state().acceptedRevision();
    if (revision == null) {
      throw new IllegalStateException("no generation before a spec is accepted");
    }
    return new Generation(
        group.nextGeneration(),
        revision,
        phase,
        group.partitions(),
        start,
        List.of(),
        null,
        now,
        null,
        0,
        Generation.firstAttempts(replicas(draft), start, now),
        List.of(),
        bounds);
  }

  private static int replicas(Draft draft) {
    Settings settings = draft.observation().settings();
    return settings == null ? 1 : settings.replicas();
  }

  private static MessageTimeBounds bounds(Observation observation) {
    Settings settings = observation.settings();
    if (settings == null) {
      return MessageTimeBounds.OPEN;
    }
    Instant minimum = settings.lateMessageRejectionStart();
    if (settings.lateMessageRejectionPeriod() != null) {
      minimum = observation.now().minus(settings.lateMessageRejectionPeriod());
    }
    Instant maximum =
        settings.earlyMessageRejectionPeriod() == null
            ? null
            : observation
                .now()
                .plus(settings.taskDuration())
                .plus(settings.earlyMessageRejectionPeriod());
    return new MessageTimeBounds(minimum, maximum);
  }
}
