package io.millrace.operator.decide;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The next step of rolling over: as a rule one group. Groups that give partitions to others end
 * together, so that each of the others begins once with all that it gets.
 *
 * @param ending groups whose generations are paused together, once what follows is ready
 * @param beginning groups that a standby is started for ahead
 */
record Step(Set<Integer> ending, Set<Integer> beginning) {

  private static final Step NONE = new Step(Set.of(), Set.of());

  Step {
    ending = Set.copyOf(ending);
    beginning = Set.copyOf(beginning);
  }

  /**
   * First those that get what nobody reads now, then those that give something away, then the one
   * whose time is up first; one that has its standby stays the next.
   *
   * @param transit what moves between groups in this state
   * @param room how many generations may end now
   */
  static Step next(Observation observation, Transit transit, long room) {
    SupervisorState state = observation.state();
    List<TaskGroup> givers =
        reading(state, group -> mayGive(state, transit, group)).limit(room).toList();
    Set<Integer> giving = ids(givers);
    List<TaskGroup> takers =
        reading(state, group -> isTaking(transit, group, giving)).limit(room).toList();
    if (!takers.isEmpty()) {
      return of(takers);
    }
    if (!givers.isEmpty()) {
      return exchange(transit, givers);
    }
    return single(observation, transit).map(group -> of(List.of(group))).orElse(NONE);
  }

  private static Step of(List<TaskGroup> groups) {
    Set<Integer> ids = ids(groups);
    return new Step(ids, ids);
  }

  private static Step exchange(Transit transit, List<TaskGroup> givers) {
    Set<Integer> beginning = new TreeSet<>(ids(givers));
    givers.forEach(group -> beginning.addAll(transit.waitingFor(group)));
    return new Step(ids(givers), beginning);
  }

  private static Optional<TaskGroup> single(Observation observation, Transit transit) {
    Comparator<TaskGroup> byStandby = Comparator.comparing(group -> group.standby().isEmpty());
    return reading(
            observation.state(),
            group -> transit.waitingFor(group).isEmpty() && isNear(observation, group))
        .min(byStandby.thenComparing(group -> due(observation, group).orElseThrow()));
  }

  /** Whether it is time for the group's standby. */
  private static boolean isNear(Observation observation, TaskGroup group) {
    return due(observation, group)
        .filter(due -> !observation.now().isBefore(due.minus(RolloverRules.lead(group))))
        .isPresent();
  }

  private static Optional<Instant> due(Observation observation, TaskGroup group) {
    return group.open().flatMap(open -> RolloverRules.due(observation, group, open));
  }

  /** Whether a group reads what others are to read, none of which is stuck in its own rollover. */
  private static boolean mayGive(SupervisorState state, Transit transit, TaskGroup group) {
    Set<Integer> waiting = transit.waitingFor(group);
    return !waiting.isEmpty()
        && waiting.stream()
            .flatMap(id -> state.group(id).flatMap(TaskGroup::open).stream())
            .allMatch(open -> open.phase().isReadingOn());
  }

  /**
   * Whether a group is to read what nobody does, and does not get all the rest when {@code givers}
   * end.
   */
  private static boolean isTaking(Transit transit, TaskGroup group, Set<Integer> givers) {
    Set<Integer> awaited = transit.awaitedBy(group);
    boolean getsAllSoon = !awaited.isEmpty() && givers.containsAll(awaited);
    return !getsAllSoon && !transit.unread(group).isEmpty();
  }

  private static Stream<TaskGroup> reading(SupervisorState state, Predicate<TaskGroup> which) {
    return state.groups().stream()
        .filter(group -> group.open().filter(open -> open.phase().isReadingOn()).isPresent())
        .filter(which);
  }

  private static Set<Integer> ids(List<TaskGroup> groups) {
    return groups.isEmpty()
        ? Set.of()
        : groups.stream().map(TaskGroup::id).collect(Collectors.toSet());
  }
}
