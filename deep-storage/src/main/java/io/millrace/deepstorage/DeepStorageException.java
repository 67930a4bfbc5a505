package io.millrace.deepstorage;

import org.jspecify.annotations.Nullable;

/**
 * Deep storage refused or did not answer; the message names the place, what was found and what to
 * do, and holds no secret.
 */
public final class DeepStorageException extends Exception {

  private static final long serialVersionUID = 1L;

  /** What kind of trouble it is. */
  public enum Kind {
    /** No answer, or one that says to try again. Heals by itself, or the address is wrong. */
    UNREACHABLE,
    /** No space left, or a quota is used up. */
    FULL,
    /** Read-only, or the credentials do not allow it. */
    DENIED,
    /** The bucket or the base directory is not there, or a setting is wrong. */
    CONFIGURATION,
    /** Anything else. */
    OTHER
  }

  private final Kind kind;

  public DeepStorageException(Kind kind, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.kind = kind;
  }

  public Kind kind() {
    return kind;
  }
}
