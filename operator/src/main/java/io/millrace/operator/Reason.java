package io.millrace.operator;

/** One word for what happened, the same in conditions, recent errors, events and the log. */
public enum Reason {
  // Conditions that hold
  /** Reading and committing. */
  Running,
  /** The spec is in force. */
  SpecAccepted,
  /** The stream answers. */
  StreamReachable,
  /** Nothing reads because the spec says so, and all that was read is committed. */
  Suspended,
  /** Nothing reads because nothing has arrived for long; all that was read is committed. */
  Idle,
  /** Nothing is known yet. */
  Unknown,

  // On the way
  /** Connecting, discovering, creating the first tasks. */
  Starting,
  /** The spec says to suspend; what was read is being committed. */
  Suspending,
  /** The resource is being deleted. */
  Deleting,
  /** What an earlier supervisor of the same name left behind is still being taken away. */
  WaitingForCleanup,

  // Trouble
  /** The spec cannot be accepted; the last accepted one stays in force. */
  SpecRejected,
  /** The stream does not answer. */
  StreamUnreachable,
  /** Some partitions of the stream do not answer, such as without a leader; the others do. */
  StreamPartitionsUnreachable,
  /** The topic is not there. */
  StreamNotFound,
  /** The stream refused the credentials. */
  StreamAuthenticationFailed,
  /** The credentials do not allow reading the stream. */
  StreamAuthorizationFailed,
  /** A setting of the stream client is wrong. */
  StreamConfigurationInvalid,
  /** The topic was deleted and created again. */
  StreamChanged,
  /** One of several topics was deleted or created again; the others are read on. */
  TopicChanged,
  /** A committed position is not in the stream any more. */
  PositionOutOfRange,
  /** A reset cannot be done as it stands in the spec. */
  ResetRefused,
  /** A reset waits for a task that may still prepare what nobody could read again. */
  ResetWaits,
  /** The ledger place belongs to another supervisor. */
  LedgerOwnedByOther,
  /** The ledger holds something else than status says. */
  LedgerConflict,
  /** A time chunk has nearly as many segments as Druid can tell apart. */
  PartitionNumbersRunOut,
  /** The ledger cannot be read or written now. */
  DeepStorageUnavailable,
  /** Tasks do not begin under a new spec; those under the old one read on. */
  SpecUpdateWaits,
  /** Tasks that are to follow others do not begin; those others read on. */
  RolloverWaits,
  /** A Pod could not be started or kept alive for a reason that is no other one's. */
  PodFailed,
  /** No node has room for a Pod, or may run it. */
  PodUnschedulable,
  /** A Pod's image cannot be had. */
  ImagePullFailed,
  /** A Pod refers to something that is not there, such as a key of a Secret. */
  PodConfigurationInvalid,
  /** A task needed more memory than it may have. */
  OutOfMemory,
  /** A Pod was taken from its node: a drain, a shortage, a Pod of higher priority. */
  PodEvicted,
  /** A Pod's node is gone, or says nothing any more. */
  NodeLost,
  /** A quota of the namespace has no room for a Pod. */
  QuotaExceeded,
  /** A quota of the namespace has less room than all Pods of the supervisor need at a time. */
  QuotaTooSmall,
  /** The API server does not admit a Pod. */
  PodRefused,
  /** The tasks of a group fail again and again; the next try waits. */
  CrashLoop,
  /** A task reported an error. */
  TaskFailed,
  /** A task does not answer. */
  TaskUnreachable,
  /** A task that has an end comes no nearer to it. */
  CompletionOverdue,
  /** What a task has prepared up to its end waits long for its commit. */
  CommitOverdue,
  /** An attempt read what another one committed, and was stopped. */
  AttemptSuperseded,
  /** The annotation that asks for an early handoff cannot be obeyed as it stands. */
  HandoffRejected,
  /** A run of the loop failed. */
  RunFailed,

  // Events of the ordinary course
  /** Start positions of new partitions were written down. */
  BaselineRecorded,
  /** The ledger of an earlier resource is continued. */
  LedgerTakenOver,
  /** Positions were set to where the user asked for, or to the beginning of another stream. */
  PositionsReset,
  /** Rows left the stream before they were read. */
  PositionsLost,
  /** A generation's end was recorded and its successor reads. */
  RolledOver,
  /** Task groups end what they read before its time, as an annotation asks. */
  EarlyHandoff,
  /** The autoscaler asks for more task groups. */
  ScaledOut,
  /** The autoscaler asks for fewer task groups. */
  ScaledIn,
  /** The end of a sequence was recorded for all replicas of a task group. */
  CheckpointRecorded,
  /** Partitions were spread over another number of task groups. */
  Rescaled,
  /** A task whose Pod was deleted or is gone is followed by another. */
  TaskReplaced,
  /** Sequences were published. */
  Committed,
  /** The finalizer was released. */
  Released,
  /** The finalizer was released although something was not published. */
  ReleasedUnpublished
}
