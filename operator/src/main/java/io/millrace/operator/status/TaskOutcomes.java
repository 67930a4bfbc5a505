package io.millrace.operator.status;

import io.millrace.operator.decide.Attempt;
import io.millrace.operator.decide.Generation;
import io.millrace.operator.decide.Phase;
import io.millrace.operator.decide.SupervisorState;
import io.millrace.operator.decide.TaskGroup;
import java.util.List;
import java.util.stream.IntStream;

/**
 * How tasks ended, read off from what one status update changes. An update is written once or not
 * at all, so that every outcome counts once, whoever leads and however often it is decided again.
 *
 * @param failed attempts that are followed because they failed
 * @param successful generations that got something committed, or whose end was reached
 */
record TaskOutcomes(int failed, int successful) {

  private static final TaskOutcomes NONE = new TaskOutcomes(0, 0);

  @SuppressWarnings("ReferenceEquality") // most iterations decide nothing
  static TaskOutcomes between(SupervisorState before, SupervisorState after) {
    if (before == after) {
      return NONE;
    }
    int failed = 0;
    int successful = 0;
    for (TaskGroup group : after.groups()) {
      for (Generation now : group.generations()) {
        Generation then =
            before
                .group(group.id())
                .filter(same -> same.epoch() == group.epoch())
                .flatMap(same -> same.generation(now.number()))
                .orElse(null);
        if (then != null) {
          failed += failed(then, now);
          successful += hasSucceeded(then, now) ? 1 : 0;
        }
      }
    }
    return new TaskOutcomes(failed, successful);
  }

  private static int failed(Generation then, Generation now) {
    int replicas = Math.min(then.replicas(), now.replicas());
    return (int)
        IntStream.range(0, replicas)
            .filter(i -> hasFailed(then.attempts().get(i), now.attempts().get(i)))
            .count();
  }

  /** A failed attempt is followed by one that counts it; others are followed without. */
  private static boolean hasFailed(Attempt then, Attempt now) {
    boolean isFollower = now.number() > then.number() && now.failures() > 0;
    boolean isFirstSinceStable = now.failures() == 1 && now.start() != null;
    return isFollower && (now.failures() > then.failures() || isFirstSinceStable);
  }

  private static boolean hasSucceeded(Generation then, Generation now) {
    List<String> committed = now.committed();
    boolean published = !then.committed().containsAll(committed);
    boolean reachedItsEnd =
        then.phase() != Phase.COMMITTED
            && now.phase() == Phase.COMMITTED
            && now.startedAt() != null
            && now.attempts().stream().anyMatch(TaskOutcomes::isWell);
    return published || reachedItsEnd;
  }

  private static boolean isWell(Attempt attempt) {
    return attempt.failures() == 0 || attempt.readyAt() != null;
  }
}
