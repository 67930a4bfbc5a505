package io.millrace.operator.status;

import io.millrace.crds.v1alpha1.status.RunsStatus;
import io.millrace.operator.Reason;
import io.millrace.operator.config.OperatorConfiguration.HealthThresholds;
import io.millrace.operator.decide.Finding;
import io.millrace.operator.decide.StreamObservation;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Successful and failed runs in a row. A counted run is the first iteration at least {@code period}
 * after the last counted one. The counters stop at their thresholds, so that a supervisor on which
 * nothing changes writes nothing.
 */
final class Runs {

  private static final Duration DEFAULT_PERIOD = Duration.ofSeconds(30);

  private Runs() {}

  static @Nullable RunsStatus next(Situation situation, HealthThresholds thresholds) {
    RunsStatus last = situation.previous() == null ? null : situation.previous().runs();
    if (situation.next().acceptedRevision() == null
        || situation.observation().stream() instanceof StreamObservation.NotYet
        || (last != null && !isDue(last.countedAt(), situation))) {
      return last;
    }
    RunsStatus next =
        hasFailed(situation)
            ? failed(situation, last, thresholds)
            : successful(situation, last, thresholds);
    return last != null && last.successful() == next.successful() && last.failed() == next.failed()
        ? last
        : next;
  }

  private static boolean isDue(@Nullable Instant countedAt, Situation situation) {
    Duration period = situation.inForce() == null ? DEFAULT_PERIOD : situation.inForce().period();
    return countedAt == null || !situation.now().isBefore(countedAt.plus(period));
  }

  private static boolean hasFailed(Situation situation) {
    return situation.findings().stream().map(Finding::reason).anyMatch(Runs::failsRun);
  }

  private static boolean failsRun(Reason reason) {
    return switch (reason) {
      case StreamUnreachable,
          StreamNotFound,
          StreamAuthenticationFailed,
          StreamAuthorizationFailed,
          StreamConfigurationInvalid,
          StreamChanged,
          LedgerOwnedByOther,
          LedgerConflict,
          DeepStorageUnavailable,
          RunFailed ->
          true;
      case Running,
          SpecAccepted,
          StreamReachable,
          Suspended,
          Unknown,
          Starting,
          Suspending,
          Deleting,
          WaitingForCleanup,
          SpecRejected,
          TopicChanged,
          PositionOutOfRange,
          PartitionNumbersRunOut,
          PodFailed,
          TaskFailed,
          TaskUnreachable,
          AttemptSuperseded,
          BaselineRecorded,
          LedgerTakenOver,
          RolledOver,
          ScaledOut,
          ScaledIn,
          Committed,
          Released,
          ReleasedUnpublished ->
          false;
    };
  }

  private static RunsStatus failed(
      Situation situation, @Nullable RunsStatus last, HealthThresholds thresholds) {
    int failed = last == null ? 0 : last.failed();
    return new RunsStatus(
        0, Math.min(failed + 1, thresholds.unhealthiness()), null, null, situation.now());
  }

  private static RunsStatus successful(
      Situation situation, @Nullable RunsStatus last, HealthThresholds thresholds) {
    int successful = last == null ? 0 : last.successful();
    return new RunsStatus(
        Math.min(successful + 1, thresholds.healthiness()), 0, null, null, situation.now());
  }
}
