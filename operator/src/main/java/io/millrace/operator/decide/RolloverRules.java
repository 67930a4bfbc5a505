package io.millrace.operator.decide;

import io.millrace.operator.Reason;
import io.millrace.protocol.MessageTimeBounds;
import io.millrace.streams.PartitionId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;

/**
 * Begins and ends generations: the end is where the paused task is, and is written down in the same
 * step as the start of what reads on from there. {@link NextRollover} says whose turn it is.
 */
final class RolloverRules {

  /** A standby is created at least this long before it is needed. */
  static final Duration SHORTEST_LEAD = Duration.ofSeconds(30);

  /**
   * A standby that is not ready after this long is late: {@link Standbys} says whether the rollover
   * waits on.
   */
  static final Duration PATIENCE = Duration.ofMinutes(2);

  private RolloverRules() {}

  static void apply(Draft draft) {
    Observation observation = draft.observation();
    if (draft.state().acceptedRevision() == null || observation.settings() == null) {
      return;
    }
    boolean idle = IdleRules.isIdle(observation);
    if (idle || observation.winding()) {
      draft.changeGroups(TaskGroup::withoutStandby);
      draft.state().groups().forEach(group -> recordEnd(draft, group));
      pauseAll(draft, idle);
      return;
    }
    draft.state().groups().forEach(group -> recordEnd(draft, group));
    Set<PartitionId> lost = LostTopics.partitions(observation);
    draft.state().groups().stream()
        .filter(group -> group.open().isEmpty() && !group.partitions().isEmpty())
        .filter(group -> !LostTopics.holdUp(observation, group, lost))
        .forEach(group -> begin(draft, group));
    if (observation.stream() instanceof StreamObservation.Known
        && observation.ledger() instanceof LedgerObservation.Read) {
      NextRollover.prepare(draft, observation.settings());
    }
  }

  /**
   * When the generation's time is up: at once when another would be made in its place, or somebody
   * asks for it.
   */
  static Optional<Instant> due(Observation observation, TaskGroup group, Generation open) {
    Settings settings = observation.settings();
    if (!open.phase().isReadingOn()
        || settings == null
        || LostTopics.holdUp(observation, group, LostTopics.partitions(observation))) {
      return Optional.empty();
    }
    Instant began = open.startedAt();
    if (isOutdated(observation, group, open) || isAskedToEnd(observation, group, open)) {
      return Optional.of(began == null ? open.createdAt() : began);
    }
    return Optional.ofNullable(began).map(since -> since.plus(settings.taskDuration()));
  }

  private static boolean isAskedToEnd(
      Observation observation, TaskGroup group, Generation generation) {
    EarlyHandoff handoff = observation.state().handoff();
    return handoff != null && handoff.ends(group, generation);
  }

  /** Whether the group's next generation would read something else now, or under another spec. */
  private static boolean isOutdated(
      Observation observation, TaskGroup group, Generation generation) {
    return !isAsIfNew(observation, generation, generation.partitions())
        || (!generation.partitions().equals(group.partitions())
            && !generation
                .partitions()
                .equals(Transit.of(observation.state()).readable(group, Set.of())));
  }

  /** Whether a generation that is made now to read {@code partitions} would be like this one. */
  static boolean isAsIfNew(
      Observation observation, Generation generation, SortedSet<PartitionId> partitions) {
    Settings settings = observation.settings();
    return generation.partitions().equals(partitions)
        && generation.revision().equals(observation.state().acceptedRevision())
        && (settings == null || generation.replicas() == settings.replicas());
  }

  /** How long before it is needed a standby is created: twice as long as the last ones took. */
  static Duration lead(TaskGroup group) {
    Duration longest = SHORTEST_LEAD;
    for (Generation generation : group.generations()) {
      for (Attempt attempt : generation.attempts()) {
        Duration startUp = attempt.startUp().orElse(Duration.ZERO);
        Duration twice = startUp.plus(startUp);
        longest = twice.compareTo(longest) > 0 ? twice : longest;
      }
    }
    return longest;
  }

  private static void pauseAll(Draft draft, boolean idle) {
    SupervisorState before = draft.state();
    draft.changeGenerations(
        (group, generation) ->
            generation.phase().isReadingOn() ? generation.in(Phase.PAUSING) : generation);
    if (idle && !before.equals(draft.state())) {
      draft.announce(
          Reason.Idle,
          "nothing has arrived since %s: the tasks finish, and none is started until something arrives or the spec changes"
              .formatted(before.quiet() == null ? "?" : before.quiet().since()));
    }
  }

  private static void recordEnd(Draft draft, TaskGroup group) {
    Optional<Generation> pausing = group.open().filter(open -> open.phase() == Phase.PAUSING);
    Optional<Positions> end =
        pausing.flatMap(generation -> finalPositions(draft.observation(), group, generation));
    if (end.isEmpty()) {
      return;
    }
    Generation finished = pausing.get().endingAt(end.get());
    draft.replace(group.replacing(finished));
    draft.announce(
        Reason.RolledOver,
        "generation %d of task group %d ends%s"
            .formatted(
                finished.number(),
                group.id(),
                group
                    .standby()
                    .map(successor -> ", generation " + successor.number() + " reads on")
                    .orElse("")));
  }

  /**
   * Where the generation ends: the furthest that its paused tasks have read, or where its present
   * attempts would start if none has begun.
   */
  private static Optional<Positions> finalPositions(
      Observation observation, TaskGroup group, Generation generation) {
    return switch (Standstill.of(observation, group, generation)) {
      case Standstill.Moving ignored -> Optional.empty();
      case Standstill.At(Positions furthest) -> notBehind(furthest, observation, generation);
      case Standstill.Nobody ignored -> unread(observation, group, generation);
    };
  }

  private static Optional<Positions> unread(
      Observation observation, TaskGroup group, Generation generation) {
    if (!AttemptRules.wasLookedFor(observation, group, generation)) {
      return Optional.empty();
    }
    Positions furthest = generation.newestBoundary();
    for (Attempt attempt : generation.attempts()) {
      if (attempt.start() == null) {
        return Optional.empty();
      }
      furthest = furthest.laterOf(attempt.start());
    }
    return notBehind(furthest, observation, generation);
  }

  /** No end is recorded behind what is committed. */
  private static Optional<Positions> notBehind(
      Positions end, Observation observation, Generation generation) {
    return end.anyBefore(observation.state().offsets().only(generation.partitions()))
        ? Optional.empty()
        : Optional.of(end);
  }

  /**
   * Begins to read where the generations before end, with the standby where it fits. What another
   * group still reads is left out, unless that is about to end.
   */
  private static void begin(Draft draft, TaskGroup group) {
    Observation observation = draft.observation();
    SupervisorState state = draft.state();
    Transit transit = Transit.of(state);
    SortedSet<PartitionId> readable = transit.readable(group, Set.of());
    boolean moreSoon =
        transit.awaitedBy(group).stream()
            .flatMap(id -> state.group(id).stream())
            .anyMatch(other -> NextRollover.isBeingPaused(observation, other));
    if (readable.isEmpty() || moreSoon) {
      return;
    }
    Positions start = Transit.start(state, readable);
    MessageTimeBounds bounds = bounds(observation);
    Optional<Generation> standby =
        group.standby().filter(present -> isAsIfNew(draft.observation(), present, readable));
    if (standby.isPresent()) {
      Generation reading = standby.get().startingAt(start, observation.now(), bounds);
      boolean readsOn = reading.attempts().stream().anyMatch(each -> each.readyAt() != null);
      draft.replace(group.replacing(readsOn ? reading : reading.readingSince(null)));
    } else {
      TaskGroup alone = group.withoutStandby();
      draft.replace(alone.adding(fresh(draft, alone, Phase.READING, readable, start, bounds)));
    }
  }

  static Generation fresh(
      Draft draft,
      TaskGroup group,
      Phase phase,
      SortedSet<PartitionId> partitions,
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
        partitions,
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
