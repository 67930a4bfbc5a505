package io.millrace.operator.status;

import io.millrace.operator.Reason;
import io.millrace.operator.decide.Finding;

/**
 * Which findings make a run a failed one: those of the loop's own work. Trouble of Pods and tasks
 * counts as that of tasks.
 */
final class FailedRuns {

  private FailedRuns() {}

  /** Whether a run that finds what {@code situation} holds is a failed one. */
  static boolean fails(Situation situation) {
    return situation.findings().stream().map(Finding::reason).anyMatch(FailedRuns::fails);
  }

  private static boolean fails(Reason reason) {
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
          Idle,
          Unknown,
          Starting,
          Suspending,
          Deleting,
          WaitingForCleanup,
          SpecRejected,
          StreamPartitionsUnreachable,
          TopicChanged,
          PositionOutOfRange,
          ResetRefused,
          ResetWaits,
          PartitionNumbersRunOut,
          PodFailed,
          PodUnschedulable,
          ImagePullFailed,
          PodConfigurationInvalid,
          OutOfMemory,
          PodEvicted,
          NodeLost,
          QuotaExceeded,
          QuotaTooSmall,
          PodRefused,
          CrashLoop,
          TaskFailed,
          TaskUnreachable,
          CompletionOverdue,
          CommitOverdue,
          AttemptSuperseded,
          BaselineRecorded,
          LedgerTakenOver,
          PositionsReset,
          PositionsLost,
          RolledOver,
          EarlyHandoff,
          HandoffRejected,
          Rescaled,
          SpecUpdateWaits,
          RolloverWaits,
          CheckpointRecorded,
          ScaledOut,
          ScaledIn,
          TaskReplaced,
          Committed,
          Released,
          ReleasedUnpublished ->
          false;
    };
  }
}
