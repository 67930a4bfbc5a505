package io.millrace.streams;

import org.jspecify.annotations.Nullable;

/**
 * The stream cannot be used; the message says what was found, what was expected and what to do, and
 * holds no secret.
 */
public final class StreamException extends Exception {

  private static final long serialVersionUID = 1L;

  /** What kind of trouble it is, as far as it can be told. */
  public enum Kind {
    /** No broker answered in time. Heals by itself, or the address is wrong. */
    UNREACHABLE,
    /** The topic or stream is not there. */
    UNKNOWN_STREAM,
    /** The credentials were refused. */
    AUTHENTICATION,
    /** The credentials are good, but do not allow this. */
    AUTHORIZATION,
    /** The client's settings are wrong; trying again does not help. */
    CONFIGURATION,
    /** A position is not, or not any more, in the partition. */
    POSITION_OUT_OF_RANGE,
    /** Anything else. */
    OTHER
  }

  private final Kind kind;

  public StreamException(Kind kind, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.kind = kind;
  }

  public Kind kind() {
    return kind;
  }
}
