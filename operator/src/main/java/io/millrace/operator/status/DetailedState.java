package io.millrace.operator.status;

/** Druid's states of a supervisor, in detail. */
public enum DetailedState {
  /** Nothing was done yet. */
  PENDING("PENDING", Kind.STARTING),
  /** The stream has not answered yet. */
  CONNECTING_TO_STREAM("RUNNING", Kind.STARTING),
  /** The stream has answered; ledger and tasks of an earlier operator are being looked for. */
  DISCOVERING_INITIAL_TASKS("RUNNING", Kind.STARTING),
  /** The first tasks are being started. */
  CREATING_TASKS("RUNNING", Kind.STARTING),
  /** Tasks read, or have read. */
  RUNNING("RUNNING", Kind.STEADY),
  /** Nothing reads because nothing has arrived for long. */
  IDLE("IDLE", Kind.STEADY),
  /** Nothing reads because the spec says so. */
  SUSPENDED("SUSPENDED", Kind.STEADY),
  /** The resource is being deleted. */
  STOPPING("STOPPING", Kind.STEADY),
  /** Runs fail, or did last, because the stream has never answered. */
  UNABLE_TO_CONNECT_TO_STREAM("UNHEALTHY_SUPERVISOR", Kind.UNHEALTHY),
  /** Runs fail, or did last, because the stream does not answer any more. */
  LOST_CONTACT_WITH_STREAM("UNHEALTHY_SUPERVISOR", Kind.UNHEALTHY),
  /** Runs fail, or did last, for another reason. */
  UNHEALTHY_SUPERVISOR("UNHEALTHY_SUPERVISOR", Kind.UNHEALTHY),
  /** Tasks fail one after another. */
  UNHEALTHY_TASKS("UNHEALTHY_TASKS", Kind.UNHEALTHY);

  private enum Kind {
    STARTING,
    STEADY,
    UNHEALTHY
  }

  private final String state;
  private final Kind kind;

  DetailedState(String state, Kind kind) {
    this.state = state;
    this.kind = kind;
  }

  /** The basic state that this is a case of. */
  public String state() {
    return state;
  }

  public boolean isStarting() {
    return kind == Kind.STARTING;
  }

  public boolean isUnhealthy() {
    return kind == Kind.UNHEALTHY;
  }
}
