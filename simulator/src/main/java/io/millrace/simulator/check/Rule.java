package io.millrace.simulator.check;

/** What must hold in every schedule. */
public enum Rule {
  /** A commit follows its predecessor, starts where that left off, and moves forward. */
  CHAIN_OF_STATUS,
  /** A commit names manifests that lie in deep storage and lead from its start to its end. */
  COMMITTED_MANIFESTS,
  /** A manifest is committed once. */
  COMMITTED_ONCE,
  /** Before a commit its predecessor's entry is in the ledger. */
  ENTRY_BEFORE_NEXT_COMMIT,
  /**
   * Partitions, revision, replicas, start, checkpoints and end of a generation never change, nor
   * its message-time bounds, except that the latest moves on while nothing is on its way that was
   * read with the one before; no number is used twice.
   */
  WRITTEN_ONCE,
  /** No end is recorded behind a committed position. */
  END_NOT_BEHIND_COMMITTED,
  /** A checkpoint lies ahead of the one before it, and not behind a committed position. */
  CHECKPOINT_AHEAD,
  /** With several replicas a sequence is committed only if it ends at a recorded boundary. */
  COMMITTED_AT_BOUNDARY,
  /**
   * A sequence accepts the event times that status says of its generation; one of a task alone may
   * accept later ones, too.
   */
  MESSAGE_TIME_BOUNDS,
  /** A boundary is recorded where all stand still, at the furthest that any has read. */
  BOUNDARY_AT_FURTHEST,
  /** A generation starts where those before it end, of whatever group. */
  START_AT_PREDECESSORS_END,
  /** A partition belongs to one task group, and is read by one open generation. */
  READ_BY_ONE,
  /**
   * A generation ends before its time only where its partitions or its spec changed, somebody asked
   * for it, or nothing arrives.
   */
  ENDS_FOR_A_REASON,
  /** An attempt starts at what is committed, or where prepared sequences lead from there. */
  ATTEMPT_START,
  /** An attempt that follows one that was given up does not read again what that had prepared. */
  PREPARED_IS_USED,
  /**
   * While nothing keeps operators from their work, a task that holds rows which can never be
   * committed is replaced before long.
   */
  STRANDED_IS_STOPPED,
  /** Every position that a Pod may read from is written down before the Pod is there. */
  BASELINE_BEFORE_POD,
  /**
   * A partition is read from its beginning, but for those of a first baseline without {@code
   * useEarliestOffset}.
   */
  BASELINE_FROM_EARLIEST,
  /** A task is told only what status says or said. */
  TOLD_WHAT_STATUS_SAYS,
  /** A task is told of a commit only once the ledger has it. */
  ACKNOWLEDGED_AFTER_ENTRY,
  /** Entries follow one another without gap or overlap, each as status says. */
  LEDGER,
  /** Nobody offers other content for an entry that is there, or puts other content in its place. */
  ONE_CONTENT_PER_ENTRY,
  /**
   * Positions are set as somebody asked for, once, and no group that it does not concern begins
   * anew.
   */
  RESET_AS_ASKED,
  /** Only what retention took is skipped, and nothing that somebody alive has read. */
  ONLY_LOST_IS_SKIPPED,
  /** Status tells each range that was lost from the commit on that gave it up. */
  LOST_IS_TOLD,
  /** Published rows are exactly the records between start and end, each once. */
  ROWS,
  /**
   * What the autoscaler wants stays within bounds that the user set; two changes of it are apart,
   * whoever decides; none is forgotten.
   */
  AUTOSCALER,
  /** A request to hand off early is obeyed once, by the generations that read when it was seen. */
  HANDOFF,
  /** A supervisor has no Pod before its {@code startDelay} is over. */
  START_DELAY,
  /** A Pod of a generation that is newer than what an operator knows of is not touched by it. */
  FUTURE_LEFT_ALONE,
  /**
   * A supervisor that is being deleted is let go once all is published and recorded, or given up as
   * {@code deletionPolicy} and the deletion timeout say.
   */
  RELEASED_WHEN_PUBLISHED,
  /** An operator deletes Pods only while nobody else can hold the lease. */
  LEASE_HELD,
  /** A process does not fail in its own work. */
  NO_INTERNAL_FAILURE,
  /**
   * When nothing goes wrong any more, all is committed and runs before long, and status says that
   * all is well, but for topics that are lost.
   */
  LIVENESS
}
