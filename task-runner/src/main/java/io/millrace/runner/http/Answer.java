package io.millrace.runner.http;

import io.millrace.protocol.ProtocolJson;
import java.nio.charset.StandardCharsets;

/** An answer to a request. */
final class Answer {

  static final String JSON = "application/json";
  private static final String TEXT = "text/plain; charset=utf-8";

  private final int status;
  private final String contentType;
  private final byte[] body;

  /**
   * @param status HTTP status
   * @param contentType of the body
   * @param body empty for none
   */
  Answer(int status, String contentType, byte[] body) {
    this.status = status;
    this.contentType = contentType;
    this.body = body;
  }

  static Answer json(Object value) {
    return new Answer(200, JSON, ProtocolJson.write(value));
  }

  static Answer text(int status, String text) {
    return new Answer(status, TEXT, (text + "\n").getBytes(StandardCharsets.UTF_8));
  }

  static Answer nothing() {
    return new Answer(204, TEXT, new byte[0]);
  }

  int status() {
    return status;
  }

  String contentType() {
    return contentType;
  }

  byte[] body() {
    return body;
  }
}
