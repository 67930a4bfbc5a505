package io.millrace.operator.status;

import io.millrace.crds.v1alpha1.status.RunsStatus;
import io.millrace.operator.config.OperatorConfiguration.HealthThresholds;
import io.millrace.operator.decide.StreamObservation;
import io.millrace.operator.decide.SupervisorState;
import io.millrace.protocol.LedgerEntry;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Which of Druid's states a situation is. */
final class States {

  private States() {}

  /**
   * @param runs counters with this run counted in; absent before the first
   */
  static DetailedState of(
      Situation situation, @Nullable RunsStatus runs, HealthThresholds thresholds) {
    if (situation.isDeleting()) {
      return DetailedState.STOPPING;
    }
    if (runs != null && isUnhealthy(situation, runs, thresholds)) {
      return unhealthy(situation, runs, thresholds);
    }
    if (runs != null && hasUnhealthyTasks(situation, runs, thresholds)) {
      return DetailedState.UNHEALTHY_TASKS;
    }
    if (situation.next().acceptedRevision() == null) {
      return DetailedState.PENDING;
    }
    if (situation.observation().suspend()) {
      return DetailedState.SUSPENDED;
    }
    if (situation.isIdle()) {
      return DetailedState.IDLE;
    }
    return startedAt(situation) == null ? starting(situation) : DetailedState.RUNNING;
  }

  /**
   * Failed runs make it unhealthy; from then on only enough successful ones make it healthy again.
   */
  private static boolean isUnhealthy(
      Situation situation, RunsStatus runs, HealthThresholds thresholds) {
    if (runs.failed() >= thresholds.unhealthiness()) {
      return true;
    }
    return wasIn(situation, DetailedState.UNHEALTHY_SUPERVISOR)
        && runs.successful() < thresholds.healthiness();
  }

  /**
   * The same for tasks. Where nothing is left that a task could do, none can fail or succeed, and
   * the failures of those that were are past.
   */
  private static boolean hasUnhealthyTasks(
      Situation situation, RunsStatus runs, HealthThresholds thresholds) {
    if (situation.next().isDrained()) {
      return false;
    }
    int failed = runs.failedTasks() == null ? 0 : runs.failedTasks();
    int successful = runs.successfulTasks() == null ? 0 : runs.successfulTasks();
    return failed >= thresholds.taskUnhealthiness()
        || (wasIn(situation, DetailedState.UNHEALTHY_TASKS)
            && successful < thresholds.taskHealthiness());
  }

  private static boolean wasIn(Situation situation, DetailedState state) {
    return situation.previous() != null && state.state().equals(situation.previous().state());
  }

  /** What failed last keeps its name until the supervisor is healthy again. */
  private static DetailedState unhealthy(
      Situation situation, RunsStatus runs, HealthThresholds thresholds) {
    boolean fails = runs.failed() >= thresholds.unhealthiness() && FailedRuns.fails(situation);
    return fails
        ? failing(situation)
        : unhealthyBefore(situation).orElseGet(() -> failing(situation));
  }

  private static Optional<DetailedState> unhealthyBefore(Situation situation) {
    String before = situation.previous() == null ? null : situation.previous().detailedState();
    return Stream.of(DetailedState.values())
        .filter(state -> state.state().equals(DetailedState.UNHEALTHY_SUPERVISOR.state()))
        .filter(state -> state.name().equals(before))
        .findFirst();
  }

  private static DetailedState failing(Situation situation) {
    if (!(situation.observation().stream() instanceof StreamObservation.Failed)) {
      return DetailedState.UNHEALTHY_SUPERVISOR;
    }
    return situation.next().stream() == null
        ? DetailedState.UNABLE_TO_CONNECT_TO_STREAM
        : DetailedState.LOST_CONTACT_WITH_STREAM;
  }

  private static DetailedState starting(Situation situation) {
    if (!(situation.observation().stream() instanceof StreamObservation.Known)) {
      return DetailedState.CONNECTING_TO_STREAM;
    }
    return situation.next().groups().isEmpty()
        ? DetailedState.DISCOVERING_INITIAL_TASKS
        : DetailedState.CREATING_TASKS;
  }

  /** When the states of a start were left, for good; absent before. */
  static @Nullable Instant startedAt(Situation situation) {
    Instant before = situation.previous() == null ? null : situation.previous().startedAt();
    return before == null && hasRead(situation) ? situation.now() : before;
  }

  private static boolean hasRead(Situation situation) {
    SupervisorState state = situation.next();
    return wasSteady(situation)
        || (state.commit() != null && state.commit().kind() == LedgerEntry.Kind.COMMIT)
        || state.groups().stream()
            .flatMap(group -> group.generations().stream())
            .anyMatch(generation -> generation.startedAt() != null);
  }

  private static boolean wasSteady(Situation situation) {
    if (situation.previous() == null) {
      return false;
    }
    String before = situation.previous().detailedState();
    return DetailedState.RUNNING.name().equals(before) || DetailedState.IDLE.name().equals(before);
  }
}
