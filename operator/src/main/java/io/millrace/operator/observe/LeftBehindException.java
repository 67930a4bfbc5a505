package io.millrace.operator.observe;

/**
 * Something that an earlier supervisor of the same name owned is still there. The garbage collector
 * takes it away; the call is to be made again.
 */
public final class LeftBehindException extends RuntimeException {

  private static final long serialVersionUID = 1;

  public LeftBehindException(String message) {
    super(message);
  }
}
