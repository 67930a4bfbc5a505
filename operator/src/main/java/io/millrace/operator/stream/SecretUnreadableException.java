package io.millrace.operator.stream;

/** A Secret could not be read; the message names it and holds nothing of it. */
public final class SecretUnreadableException extends Exception {

  private static final long serialVersionUID = 1L;

  public SecretUnreadableException(String message, Throwable cause) {
    super(message, cause);
  }
}
