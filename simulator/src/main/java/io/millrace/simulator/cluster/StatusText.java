package io.millrace.simulator.cluster;

import io.millrace.operator.decide.Generation;
import io.millrace.operator.decide.SupervisorState;
import io.millrace.operator.decide.TaskGroup;
import java.util.stream.Collectors;

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
    return "#%d.%d %s %s..%s from %s (%d)"
        .formatted(
            generation.number(),
            generation.attempt().number(),
            generation.phase(),
            generation.start() == null ? "?" : generation.start().text(),
            generation.end() == null ? "" : generation.end().text(),
            generation.attempt().start() == null ? "?" : generation.attempt().start().text(),
            generation.assignment());
  }
}
