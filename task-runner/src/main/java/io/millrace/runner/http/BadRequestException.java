package io.millrace.runner.http;

/** A request that cannot be followed; the message says what was found and what was expected. */
final class BadRequestException extends Exception {

  private static final long serialVersionUID = 1L;

  private final int status;

  BadRequestException(int status, String message) {
    super(message);
    this.status = status;
  }

  /** HTTP status of the answer. */
  int status() {
    return status;
  }
}
