package io.millrace.simulator.check;

import io.millrace.operator.decide.Attempt;
import io.millrace.operator.decide.Generation;
import io.millrace.operator.decide.Positions;
import io.millrace.operator.decide.SupervisorState;
import io.millrace.operator.decide.TaskGroup;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Judges how task groups and their generations change from one status to the next. */
final class GenerationCheck {

  private final Violations violations;
  private final Reachable reachable;
  private final Map<String, Integer> highestGeneration = new HashMap<>();

  /**
   * @param reachable knows what is prepared
   */
  GenerationCheck(Violations violations, Reachable reachable) {
    this.violations = violations;
    this.reachable = reachable;
  }

  void follow(String uid, SupervisorState then, SupervisorState now, TaskGroup group) {
    Optional<TaskGroup> old = then.group(group.id()).filter(same -> same.epoch() == group.epoch());
    long open = group.generations().stream().filter(each -> each.phase().isOpen()).count();
    violations.require(
        open <= 1, Rule.WRITTEN_ONCE, () -> "group %d reads twice".formatted(group.id()));
    for (Generation generation : group.generations()) {
      Optional<Generation> before = old.flatMap(same -> same.generation(generation.number()));
      if (before.isPresent()) {
        unchanged(group, before.get(), generation);
        bounds(now, group, before.get(), generation);
        checkpoints(now, group, before.get(), generation);
      } else {
        fresh(uid, group, generation);
      }
      if (generation.start() != null && before.map(Generation::start).isEmpty()) {
        start(now, group, generation);
      }
      for (Attempt attempt : generation.attempts()) {
        attempt(now, group, before, generation, attempt);
      }
      if (generation.end() != null && before.map(Generation::end).isEmpty()) {
        end(now, group, generation);
      }
    }
  }

  private void unchanged(TaskGroup group, Generation before, Generation after) {
    boolean same =
        before.partitions().equals(after.partitions())
            && before.revision().equals(after.revision())
            && (before.start() == null || before.start().equals(after.start()))
            && (before.end() == null || before.end().equals(after.end()))
            && (before.phase().compareTo(after.phase()) <= 0
                || (before.phase().isReadingOn() && after.phase().isReadingOn()))
            && before.replicas() == after.replicas()
            && before.createdAt().equals(after.createdAt())
            && before.newestAttempt() <= after.newestAttempt()
            && before.assignment() <= after.assignment();
    violations.require(
        same,
        Rule.WRITTEN_ONCE,
        () ->
            "generation %d of group %d was %s and is %s"
                .formatted(after.number(), group.id(), before, after));
  }

  /**
   * Where rows are on their way that were read with the event times before, other replicas or later
   * attempts would read the same with others.
   */
  private void bounds(SupervisorState now, TaskGroup group, Generation before, Generation after) {
    boolean same =
        before.start() == null || before.messageTimeBounds().equals(after.messageTimeBounds());
    violations.require(
        same
            || (after.replicas() > 1
                && MessageTimes.isLater(after.messageTimeBounds(), before.messageTimeBounds())
                && Stream.concat(after.checkpoints().stream(), Stream.ofNullable(after.end()))
                    .allMatch(boundary -> boundary.atOrBefore(now.offsets()))
                && !reachable.isAnythingLeft(group, after, now.offsets())),
        Rule.WRITTEN_ONCE,
        () ->
            "generation %d of group %d accepted %s and accepts %s; committed is %s, its boundaries are %s and %s"
                .formatted(
                    after.number(),
                    group.id(),
                    before.messageTimeBounds(),
                    after.messageTimeBounds(),
                    now.offsets().text(),
                    after.checkpoints(),
                    after.end()));
  }

  private void checkpoints(
      SupervisorState now, TaskGroup group, Generation before, Generation after) {
    List<Positions> lost = new ArrayList<>(before.checkpoints());
    lost.removeAll(after.checkpoints());
    violations.require(
        lost.stream().allMatch(checkpoint -> checkpoint.atOrBefore(now.offsets())),
        Rule.WRITTEN_ONCE,
        () ->
            "generation %d of group %d forgets a checkpoint that is not committed: %s"
                .formatted(after.number(), group.id(), lost));
    List<Positions> added = new ArrayList<>(after.checkpoints());
    added.removeAll(before.checkpoints());
    Positions newest =
        before.checkpoints().isEmpty() ? before.start() : before.checkpoints().getLast();
    violations.require(
        added.isEmpty()
            || (added.size() == 1
                && newest != null
                && after.replicas() > 1
                && isAhead(added.getFirst(), newest)
                && !added.getFirst().anyBefore(now.offsets())),
        Rule.CHECKPOINT_AHEAD,
        () ->
            "generation %d of group %d has checkpoints %s after %s; committed is %s"
                .formatted(after.number(), group.id(), added, newest, now.offsets().text()));
  }

  private static boolean isAhead(Positions checkpoint, Positions before) {
    return checkpoint.partitions().equals(before.partitions())
        && checkpoint.atOrAfter(before)
        && !checkpoint.equals(before);
  }

  private void fresh(String uid, TaskGroup group, Generation generation) {
    Integer highest = highestGeneration.get(uid + "/" + group.id());
    violations.require(
        highest == null || generation.number() > highest,
        Rule.WRITTEN_ONCE,
        () -> "generation %d of group %d is used again".formatted(generation.number(), group.id()));
    highestGeneration.put(uid + "/" + group.id(), generation.number());
  }

  private void attempt(
      SupervisorState now,
      TaskGroup group,
      Optional<Generation> before,
      Generation generation,
      Attempt attempt) {
    Positions start = attempt.start();
    boolean fresh =
        before.flatMap(known -> known.attempt(attempt.number())).map(Attempt::start).isEmpty();
    violations.require(
        start == null || !fresh || reachable.holds(start, group, generation, now.offsets()),
        Rule.ATTEMPT_START,
        () ->
            "attempt %d at generation %d of group %d starts at %s; committed is %s, and nothing that is prepared leads there"
                .formatted(
                    attempt.number(),
                    generation.number(),
                    group.id(),
                    start == null ? "?" : start.text(),
                    now.offsets().text()));
  }

  private void start(SupervisorState now, TaskGroup group, Generation generation) {
    Positions expected = now.offsets().only(generation.partitions());
    for (TaskGroup any : now.groups()) {
      for (Generation other : any.generations()) {
        if (other.end() != null) {
          expected = expected.laterOf(other.end());
        }
      }
    }
    Positions wanted = expected;
    violations.require(
        wanted.equals(generation.start()),
        Rule.START_AT_PREDECESSORS_END,
        () ->
            "generation %d of group %d starts at %s; those before lead to %s"
                .formatted(generation.number(), group.id(), generation.start(), wanted));
  }

  private void end(SupervisorState now, TaskGroup group, Generation generation) {
    Positions end = generation.end();
    violations.require(
        end != null
            && end.partitions().equals(generation.partitions())
            && generation.checkpoints().stream().allMatch(end::atOrAfter)
            && !end.anyBefore(now.offsets()),
        Rule.END_NOT_BEHIND_COMMITTED,
        () ->
            "generation %d of group %d ends at %s; committed is %s"
                .formatted(generation.number(), group.id(), end, now.offsets().text()));
  }
}
