package io.millrace.operator.decide;

import io.millrace.operator.Reason;

/**
 * With several replicas a sequence ends where all of them end it. The furthest that any of them has
 * read is written down as a checkpoint while they stand still. Each group is judged by itself: none
 * waits for another.
 *
 * <p>Where event times are over and no rollover comes, a checkpoint ends the sequence that has
 * them, and once that is committed the next one accepts later events.
 */
final class CheckpointRules {

  /**
   * No further checkpoint is recorded while so many are not committed, so that status stays small.
   */
  static final int MOST_UNCOMMITTED = 3;

  private CheckpointRules() {}

  static void apply(Draft draft) {
    if (draft.observation().winding()) {
      return;
    }
    draft.changeGenerations((group, generation) -> next(draft, group, generation));
  }

  private static Generation next(Draft draft, TaskGroup group, Generation generation) {
    Observation observation = draft.observation();
    if (generation.replicas() == 1 || generation.start() == null) {
      return generation;
    }
    return switch (generation.phase()) {
      case READING ->
          mayBegin(observation, group, generation)
              ? generation.in(Phase.CHECKPOINTING)
              : recorded(
                  draft, group, generation, Standstill.ofLast(observation, group, generation));
      case CHECKPOINTING ->
          recorded(draft, group, generation, Standstill.of(observation, group, generation));
      case STANDBY, PAUSING, FINISHING, COMMITTED -> generation;
    };
  }

  private static boolean mayBegin(Observation observation, TaskGroup group, Generation generation) {
    Positions offsets = observation.state().offsets();
    long uncommitted =
        generation.checkpoints().stream()
            .filter(checkpoint -> !checkpoint.atOrBefore(offsets))
            .count();
    boolean checkpointWanted =
        uncommitted < MOST_UNCOMMITTED
            && Standstill.isCheckpointWanted(observation, group, generation);
    boolean eventTimesOver =
        generation.newestBoundary().atOrBefore(offsets)
            && Standstill.messageTimeWanted(observation, group, generation).isPresent();
    return checkpointWanted || eventTimesOver;
  }

  /** A checkpoint lies ahead of the one before it, or there is none. */
  private static Generation recorded(
      Draft draft, TaskGroup group, Generation generation, Standstill standstill) {
    Observation observation = draft.observation();
    return switch (standstill) {
      case Standstill.Moving ignored -> generation;
      case Standstill.Nobody ignored -> generation.in(Phase.READING);
      case Standstill.At(Positions furthest) -> {
        if (furthest.equals(generation.openFrom(observation.state().offsets()))) {
          yield readingOn(observation, group, generation, furthest);
        }
        draft.announce(
            Reason.CheckpointRecorded,
            "generation %d of task group %d has a checkpoint: all replicas end a sequence there"
                .formatted(generation.number(), group.id()));
        yield generation.checkpointAt(furthest);
      }
    };
  }

  /**
   * With later event times, where those before are over and all that was read is committed: so no
   * sequence has both, whichever replica reads it.
   */
  private static Generation readingOn(
      Observation observation, TaskGroup group, Generation generation, Positions furthest) {
    Generation reading = generation.in(Phase.READING);
    return furthest.atOrBefore(observation.state().offsets())
        ? Standstill.messageTimeWanted(observation, group, generation)
            .map(reading::acceptingUpTo)
            .orElse(reading)
        : reading;
  }
}
