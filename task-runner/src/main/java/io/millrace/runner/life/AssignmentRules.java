package io.millrace.runner.life;

import io.millrace.protocol.Assignment;
import io.millrace.protocol.ProtocolVersion;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Judges an assignment by the newest one before it. Pure. */
public final class AssignmentRules {

  private AssignmentRules() {}

  public static Verdict judge(Attempt attempt, Optional<Assignment> newest, Assignment next) {
    if (next.protocolVersion() != ProtocolVersion.TASK_PROTOCOL) {
      return new Verdict.Contradictory(
          "protocolVersion is %d; this task speaks %d"
              .formatted(next.protocolVersion(), ProtocolVersion.TASK_PROTOCOL));
    }
    if (next.epoch() != attempt.epoch() || next.generation() != attempt.generation()) {
      return new Verdict.Older(
          "the assignment is for generation %d of epoch %d; this task is of generation %d of epoch %d"
              .formatted(next.generation(), next.epoch(), attempt.generation(), attempt.epoch()));
    }
    if (newest.isPresent() && next.number() <= newest.get().number()) {
      return isSame(newest.get(), next)
          ? new Verdict.Repeated()
          : new Verdict.Older(
              "the assignment has number %d; this task has number %d"
                  .formatted(next.number(), newest.get().number()));
    }
    return contradiction(newest, next)
        .<Verdict>map(Verdict.Contradictory::new)
        .orElseGet(Verdict.Accepted::new);
  }

  private static Optional<String> contradiction(Optional<Assignment> newest, Assignment next) {
    Map<String, String> start = next.start();
    Map<String, String> end = next.end();
    Map<String, String> read = start == null ? newest.map(Assignment::start).orElse(null) : start;
    if (read != null && end != null && !end.keySet().containsAll(read.keySet())) {
      return Optional.of(
          "end has partitions %s; expected one for each partition of start %s"
              .formatted(end.keySet(), read.keySet()));
    }
    if (start != null && start.isEmpty()) {
      return Optional.of("start is empty; expected the position of at least one partition");
    }
    return newest.flatMap(
        before ->
            Optional.ofNullable(start)
                .flatMap(given -> changed("start", before.start(), given))
                .or(() -> changed("end", before.end(), end)));
  }

  /**
   * An attempt that another one follows is told what became final without a start: that is the
   * other one's.
   */
  private static boolean isSame(Assignment newest, Assignment next) {
    return next.equals(newest) || next.equals(newest.withoutStart());
  }

  private static Optional<String> changed(
      String what, @Nullable Map<String, String> before, @Nullable Map<String, String> after) {
    return before == null || before.equals(after)
        ? Optional.empty()
        : Optional.of("%s is %s; it was %s, and never changes".formatted(what, after, before));
  }
}
