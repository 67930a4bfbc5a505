package io.millrace.runner.http;

import io.millrace.runner.loop.ReportBoard;
import java.time.Duration;

/** Gives the report, at once or when it changes. */
record ReportEndpoint(ReportBoard board) implements Endpoint {

  private static final Duration MAX_WAIT = Duration.ofMinutes(2);

  @Override
  public Answer answer(Request request) throws BadRequestException, InterruptedException {
    if (!request.method().equals("GET")) {
      throw new BadRequestException(405, "expected GET, found " + request.method());
    }
    long after = request.number("after", 0);
    long wait = Math.min(request.number("timeoutMillis", 0), MAX_WAIT.toMillis());
    return Answer.json(board.reportAfter(after, Duration.ofMillis(wait)));
  }
}
