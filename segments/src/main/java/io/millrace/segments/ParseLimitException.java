package io.millrace.segments;

/** More records could not be parsed than {@code tuningConfig.maxParseExceptions} allows. */
public final class ParseLimitException extends Exception {

  private static final long serialVersionUID = 1L;

  public ParseLimitException(String message) {
    super(message);
  }
}
