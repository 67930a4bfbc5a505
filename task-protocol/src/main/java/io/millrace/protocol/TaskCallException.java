package io.millrace.protocol;

import org.jspecify.annotations.Nullable;

/**
 * A call to a task did not do what it should; the message names the task, what was found and what
 * was expected, and holds no secret.
 */
public final class TaskCallException extends Exception {

  private static final long serialVersionUID = 1L;

  /** What became of the call. */
  public enum Kind {
    /** The task has seen a newer epoch, generation or assignment number (409): observe again. */
    REFUSED_AS_OLDER,
    /** Another Pod answers at this address (421): the one that is meant is gone. */
    OTHER_POD,
    /** The task did not accept the token (401), or there is none. */
    UNAUTHORISED,
    /** No complete answer in time. Heals by itself, or the Pod is gone. */
    UNREACHABLE,
    /** The task understood the call and cannot follow it (400): trying again does not help. */
    REJECTED,
    /** An answer that is not of this protocol, or a fault in the task. */
    UNEXPECTED
  }

  private final Kind kind;

  public TaskCallException(Kind kind, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.kind = kind;
  }

  public Kind kind() {
    return kind;
  }
}
