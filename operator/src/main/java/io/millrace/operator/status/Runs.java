package io.millrace.operator.status;

import io.millrace.crds.v1alpha1.status.RunsStatus;
import io.millrace.operator.config.OperatorConfiguration.HealthThresholds;
import io.millrace.operator.decide.StreamObservation;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Successful and failed runs and tasks in a row. A counted run is the first iteration at least
 * {@code period} after the last counted one; a task counts when status changes because of it. The
 * counters stop at their thresholds, so that a supervisor on which nothing changes writes nothing.
 */
final class Runs {

  private static final Duration DEFAULT_PERIOD = Duration.ofSeconds(30);
  private static final RunsStatus NONE = new RunsStatus(0, 0, null, null, null, null);

  private final Situation situation;
  private final HealthThresholds thresholds;

  private Runs(Situation situation, HealthThresholds thresholds) {
    this.situation = situation;
    this.thresholds = thresholds;
  }

  static @Nullable RunsStatus next(Situation situation, HealthThresholds thresholds) {
    RunsStatus last = situation.previous() == null ? null : situation.previous().runs();
    Runs runs = new Runs(situation, thresholds);
    RunsStatus next = runs.countTasks(runs.countRun(last == null ? NONE : last));
    return next.equals(NONE) ? last : next;
  }

  private RunsStatus countRun(RunsStatus last) {
    if (situation.next().acceptedRevision() == null
        || situation.observation().stream() instanceof StreamObservation.NotYet
        || !isDue(last.countedAt())) {
      return last;
    }
    boolean failed = FailedRuns.fails(situation);
    int failures = failed ? atMost(last.failed() + 1, thresholds.unhealthiness()) : 0;
    int successes = failed ? 0 : atMost(last.successful() + 1, thresholds.healthiness());
    return last.countedAt() != null && last.successful() == successes && last.failed() == failures
        ? last
        : new RunsStatus(
            successes,
            failures,
            last.successfulTasks(),
            last.failedTasks(),
            situation.now(),
            last.tasksCountedAt());
  }

  private boolean isDue(@Nullable Instant countedAt) {
    Duration period = situation.inForce() == null ? DEFAULT_PERIOD : situation.inForce().period();
    return countedAt == null || !situation.now().isBefore(countedAt.plus(period));
  }

  private RunsStatus countTasks(RunsStatus last) {
    TaskOutcomes outcomes = TaskOutcomes.between(situation.before(), situation.next());
    int failed = zeroIfAbsent(last.failedTasks());
    int successful = zeroIfAbsent(last.successfulTasks());
    if (outcomes.failed() > 0) {
      int more = atMost(failed + outcomes.failed(), thresholds.taskUnhealthiness());
      return withTasks(last, 0, more);
    }
    if (failed > 0 && situation.next().isDrained()) {
      return withTasks(last, 0, 0);
    }
    int more = outcomes.successful();
    boolean counts = failed > 0 || isRecovering();
    if (more == 0 && counts && SteadyTasks.readOn(situation, last.tasksCountedAt())) {
      more = 1;
    }
    return more == 0
        ? last
        : withTasks(last, atMost(successful + more, thresholds.taskHealthiness()), 0);
  }

  private boolean isRecovering() {
    return situation.previous() != null
        && DetailedState.UNHEALTHY_TASKS.state().equals(situation.previous().state());
  }

  private RunsStatus withTasks(RunsStatus last, int successful, int failed) {
    boolean same =
        Objects.equals(last.successfulTasks(), successful)
            && Objects.equals(last.failedTasks(), failed);
    boolean saturated = failed == 0 && successful == thresholds.taskHealthiness();
    return same && saturated
        ? last
        : new RunsStatus(
            last.successful(),
            last.failed(),
            successful,
            failed,
            last.countedAt(),
            situation.now());
  }

  private static int atMost(int number, int most) {
    return Math.min(number, most);
  }

  private static int zeroIfAbsent(@Nullable Integer number) {
    return number == null ? 0 : number;
  }
}
