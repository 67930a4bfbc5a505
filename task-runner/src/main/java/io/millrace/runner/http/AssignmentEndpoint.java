package io.millrace.runner.http;

import com.fasterxml.jackson.core.JacksonException;
import io.millrace.protocol.Assignment;
import io.millrace.protocol.ProtocolJson;
import io.millrace.runner.life.Verdict;
import io.millrace.runner.loop.AssignmentInbox;
import java.io.IOException;

/** Takes assignments in. */
record AssignmentEndpoint(AssignmentInbox inbox) implements Endpoint {

  /** Room for the positions of several thousand partitions, several times over. */
  static final int MAX_BODY_BYTES = 8 << 20;

  @Override
  public Answer answer(Request request) throws BadRequestException, IOException {
    if (!request.method().equals("PUT")) {
      throw new BadRequestException(405, "expected PUT, found " + request.method());
    }
    return switch (inbox.offer(assignment(request.body(MAX_BODY_BYTES)))) {
      case Verdict.Accepted() -> Answer.nothing();
      case Verdict.Repeated() -> Answer.nothing();
      case Verdict.Older(var message) -> Answer.text(409, message);
      case Verdict.Contradictory(var message) -> Answer.text(400, message);
    };
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
