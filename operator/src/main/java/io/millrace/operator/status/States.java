package io.millrace.operator.status;

import io.millrace.crds.v1alpha1.status.RunsStatus;
import io.millrace.operator.config.OperatorConfiguration.HealthThresholds;
import io.millrace.operator.decide.StreamObservation;
import io.millrace.operator.decide.SupervisorState;
import io.millrace.protocol.LedgerEntry;
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
      return unhealthy(situation);
    }
    if (situation.observation().suspend()) {
      return DetailedState.SUSPENDED;
    }
    return hasRead(situation.next()) ? DetailedState.RUNNING : starting(situation);
  }

  /**
   * Failed runs make it unhealthy; from then on only enough successful ones make it healthy again.
   */
  private static boolean isUnhealthy(
      Situation situation, RunsStatus runs, HealthThresholds thresholds) {
    if (runs.failed() >= thresholds.unhealthiness()) {
      return true;
    }
    return situation.previous() != null
        && DetailedState.UNHEALTHY_SUPERVISOR.state().equals(situation.previous().state())
        && runs.successful() < thresholds.healthiness();
  }

  private static DetailedState unhealthy(Situation situation) {
    if (!(situation.observation().stream() instanceof StreamObservation.Failed)) {
      return DetailedState.UNHEALTHY_SUPERVISOR;
    }
    return situation.next().stream() == null
        ? DetailedState.UNABLE_TO_CONNECT_TO_STREAM
        : DetailedState.LOST_CONTACT_WITH_STREAM;
  }

  private static DetailedState starting(Situation situation) {
    if (situation.next().acceptedRevision() == null) {
      return DetailedState.PENDING;
    }
    if (!(situation.observation().stream() instanceof StreamObservation.Known)) {
      return DetailedState.CONNECTING_TO_STREAM;
    }
    return situation.next().groups().isEmpty()
        ? DetailedState.DISCOVERING_INITIAL_TASKS
        : DetailedState.CREATING_TASKS;
  }

  private static boolean hasRead(SupervisorState state) {
    return (state.commit() != null && state.commit().kind() == LedgerEntry.Kind.COMMIT)
        || state.groups().stream()
            .flatMap(group -> group.generations().stream())
            .anyMatch(generation -> generation.startedAt() != null);
  }
}
