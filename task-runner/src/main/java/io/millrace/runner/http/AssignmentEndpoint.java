package io.millrace.runner.http;

import com.fasterxml.jackson.core.JacksonException;
import io.millrace.protocol.Assignment;
import io.millrace.protocol.ProtocolJson;
import io.millrace.protocol.TaskPaths;
import io.millrace.runner.life.Verdict;
import io.millrace.runner.loop.AssignmentInbox;
import java.io.IOException;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;

/** Takes assignments in. */
record AssignmentEndpoint(AssignmentInbox inbox) implements Endpoint {

  /** Room for the positions of several thousand partitions, several times over. */
  static final int MAX_BODY_BYTES = 8 << 20;

  @Override
  public Answer answer(Request request) throws BadRequestException, IOException {
    if (!request.method().equals("PUT")) {
      throw new BadRequestException(405, "expected PUT, found " + request.method());
    }
    Optional<String> sentAt = request.header(TaskPaths.SENT_AT);
    Assignment assignment = assignment(request.body(MAX_BODY_BYTES));
    Verdict verdict =
        sentAt.isPresent() ? inbox.offer(assignment, time(sentAt.get())) : inbox.offer(assignment);
    return switch (verdict) {
      case Verdict.Accepted() -> Answer.nothing();
      case Verdict.Repeated() -> Answer.nothing();
      case Verdict.Older(var message) -> Answer.text(409, message);
      case Verdict.Contradictory(var message) -> Answer.text(400, message);
    };
  }

  private static Instant time(String sentAt) throws BadRequestException {
    try {
      return Instant.parse(sentAt);
    } catch (DateTimeParseException e) {
      throw new BadRequestException(
          400, "%s is '%s'; expected a time in ISO 8601".formatted(TaskPaths.SENT_AT, sentAt));
    }
  }

  private static Assignment assignment(byte[] body) throws BadRequestException, IOException {
    try {
      return ProtocolJson.read(body, Assignment.class);
    } catch (JacksonException e) {
      throw new BadRequestException(
          400, "the body is not an assignment: " + e.getOriginalMessage());
    }
  }
}
