package io.millrace.simulator.check;

import io.millrace.operator.decide.Generation;
import io.millrace.operator.decide.Phase;
import io.millrace.operator.decide.Positions;
import io.millrace.operator.decide.SupervisorState;
import io.millrace.operator.decide.TaskGroup;
import io.millrace.protocol.Assignment;
import io.millrace.protocol.MessageTimeBounds;
import io.millrace.runner.life.Attempt;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which assignments follow from a status that was stored. */
public final class Told {

  private final Map<Key, Set<Content>> allowed = new HashMap<>();

  private record Key(String uid, int group, long epoch, int generation, long number) {}

  private record Content(
      @Nullable Map<String, String> start,
      List<? extends Map<String, String>> boundaries,
      @Nullable Map<String, String> end,
      boolean paused,
      MessageTimeBounds bounds,
      boolean stop) {}

  /**
   * @param before the state that was remembered last of that supervisor; its generations allow the
   *     same as long as they stay the same
   */
  void remember(String uid, SupervisorState before, SupervisorState state) {
    for (TaskGroup group : state.groups()) {
      Optional<TaskGroup> old =
          before.group(group.id()).filter(same -> same.epoch() == group.epoch());
      for (Generation generation : group.generations()) {
        if (old.flatMap(same -> same.generation(generation.number()))
            .filter(generation::equals)
            .isPresent()) {
          continue;
        }
        Set<Content> contents =
            allowed.computeIfAbsent(
                new Key(
                    uid, group.id(), group.epoch(), generation.number(), generation.assignment()),
                absent -> new HashSet<>());
        generation
            .attempts()
            .forEach(attempt -> contents.add(content(generation, text(attempt.start()))));
        contents.add(content(generation, null));
      }
    }
  }

  /** Whether {@code assignment} follows from something that stood in status. */
  public boolean allows(Attempt attempt, Assignment assignment) {
    Set<Content> contents =
        allowed.getOrDefault(
            new Key(
                attempt.supervisorUid(),
                attempt.group(),
                assignment.epoch(),
                assignment.generation(),
                assignment.number()),
            Set.of());
    return contents.contains(
        new Content(
            assignment.start(),
            assignment.boundaries(),
            assignment.end(),
            assignment.paused(),
            assignment.messageTimeBounds(),
            assignment.stop()));
  }

  private static Content content(Generation generation, @Nullable Map<String, String> start) {
    return new Content(
        start,
        generation.checkpoints().stream().map(Positions::text).toList(),
        text(generation.end()),
        generation.phase() == Phase.PAUSING || generation.phase() == Phase.CHECKPOINTING,
        generation.messageTimeBounds(),
        generation.phase() == Phase.COMMITTED);
  }

  private static @Nullable Map<String, String> text(@Nullable Positions positions) {
    return positions == null ? null : positions.text();
  }
}
