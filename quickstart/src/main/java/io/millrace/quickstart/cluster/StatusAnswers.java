package io.millrace.quickstart.cluster;

import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.fabric8.mockwebserver.http.MockResponse;

/** Refusals in the form of the API server's. */
final class StatusAnswers {

  private StatusAnswers() {}

  static MockResponse conflict(String path) {
    return answer(
        409,
        "Conflict",
        "Operation cannot be fulfilled on %s: the object has been modified; please apply your changes to the latest version and try again"
            .formatted(path));
  }

  static MockResponse notFound(String path) {
    return answer(404, "NotFound", "%s not found".formatted(path));
  }

  private static MockResponse answer(int code, String reason, String message) {
    String body =
        Serialization.asJson(
            new StatusBuilder()
                .withStatus("Failure")
                .withCode(code)
                .withReason(reason)
                .withMessage(message)
                .build());
    return new MockResponse().setResponseCode(code).setBody(body);
  }
}
