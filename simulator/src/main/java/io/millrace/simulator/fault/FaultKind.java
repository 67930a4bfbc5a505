package io.millrace.simulator.fault;

import java.util.Set;

/** What may go wrong. A schedule has some of them, and none once it heals. */
public enum FaultKind {
  /** An operator process dies before or after a call. */
  OPERATOR_CRASH,
  /**
   * An operator process stands still in the middle of a call, for longer than its lease at times.
   */
  OPERATOR_STALL,
  /** Calls to the API server fail, lose their answer, or take effect after the caller gave up. */
  API_CALLS,
  /** Watches lag, break, and go back in time when they are opened again. */
  WATCHES,
  /** Clocks of processes differ by minutes. */
  CLOCKS,
  /** Calls to tasks fail, lose their answer, or arrive after the caller gave up. */
  TASK_CALLS,
  /** No operator reaches some task for a while. */
  TASK_NETWORK,
  /** A task's process is killed. */
  TASK_CRASH,
  /** A task's process dies in the middle of a call. */
  TASK_CRASH_IN_CALL,
  /** A task's process stands still for seconds or minutes. */
  TASK_STALL,
  /** Pods start late, or not at all. */
  POD_START,
  /** Pods are not admitted. */
  QUOTA,
  /** Pods are evicted with a grace period. */
  DRAIN,
  /** A Pod vanishes from the API server while its process goes on. */
  NODE_LOST,
  /** The process of a Pod is gone with its node, and the Pod stays where it is for minutes. */
  NODE_SILENT,
  /** Calls to deep storage fail or lose their answer. */
  STORAGE_CALLS,
  /** Calls to deep storage take long. */
  STORAGE_SLOW,
  /** Nobody reaches the stream for a while. */
  STREAM_DOWN,
  /** Single calls to the stream fail. */
  STREAM_CALLS,
  /** The user edits the spec, also into one that is refused. */
  EDIT,
  /** The user changes the number of task groups. */
  RESCALE,
  /** Somebody else writes to the resource. */
  TOUCH,
  /** The user suspends and resumes. */
  SUSPEND,
  /** The user deletes the resource, and creates it again. */
  DELETE,
  /** The topic grows. */
  GROWTH,
  /** Nothing is produced for a while. */
  SILENCE,
  /** Records stand in transactions: positions have gaps, and become visible late. */
  TRANSACTIONS,
  /** The spec names a pattern, which several topics match, and more that appear later. */
  SEVERAL_TOPICS,
  /** One of several topics is deleted, and created again at times. */
  TOPIC_LOST,
  /** The user asks for early handoffs, also of what is not there; and the spec names a delay. */
  HANDOFF,
  /** The user asks for other positions, also for such as there are not, and with an old nonce. */
  RESET,
  /** Retention takes records, also such as were not read. */
  RETENTION,
  /** The one topic is deleted and created again. */
  RECREATION,
  /** Writes to deep storage break off, and a part of the manifest or segment is there. */
  STORAGE_HALF,
  /** The process of a Pod is started again while the first one goes on, unseen, for a while. */
  POD_TWICE,
  /** Tasks read for minutes: no rollover mends what happened to one of them. */
  LONG_TASKS,
  /** The spec accepts hardly any early events, so that event times are over before a rollover. */
  EVENT_TIMES;

  /** Those that keep no message from arriving, and no process from answering. */
  public static final Set<FaultKind> HARMLESS =
      Set.of(TOUCH, EDIT, GROWTH, TRANSACTIONS, HANDOFF, EVENT_TIMES);
}
