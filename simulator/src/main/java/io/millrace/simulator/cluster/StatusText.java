package io.millrace.simulator.cluster;

import io.millrace.operator.decide.Generation;
import io.millrace.operator.decide.Positions;
import io.millrace.operator.decide.SupervisorState;
import io.millrace.operator.decide.TaskGroup;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What a status remembers, in one line. */
final class StatusText {

  private StatusText() {}

  static String of(SupervisorState state) {
    return "commit %d offsets %s %s"
        .formatted(
            state.commits(),
            state.offsets().text(),
            state.groups().stream().map(StatusText::of).collect(Collectors.joining(" ")));
  }

  private static String of(TaskGroup group) {
    return "g%d%s".formatted(group.id(), group.generations().stream().map(StatusText::of).toList());
  }

  private static String of(Generation generation) {
    return "#%d %s %s..%s..%s by %s (%d)"
        .formatted(
            generation.number(),
            generation.phase(),
            text(generation.start()),
            generation.checkpoints().stream().map(Positions::text).toList(),
            generation.end() == null ? "" : generation.end().text(),
            generation.attempts().stream()
                .map(attempt -> attempt.number() + " from " + text(attempt.start()))
                .toList(),
            generation.assignment());
  }

  private static String text(@Nullable Positions positions) {
    return positions == null ? "?" : positions.text().toString();
  }
}
