package io.millrace.runner.http;

import io.millrace.protocol.TaskPaths;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Optional;

/** Who may call: whoever has the supervisor's token and means this Pod. */
final class Access {

  private static final String UNAUTHORISED =
      "expected the supervisor's token in the header Authorization: Bearer";

  private final byte[] expected;
  private final String podUid;

  Access(String token, String podUid) {
    this.expected = ("Bearer " + token).getBytes(StandardCharsets.UTF_8);
    this.podUid = podUid;
  }

  /** The same endpoint, for those who may. */
  Endpoint guard(Endpoint endpoint) {
    return request -> {
      Optional<Answer> refusal = refusal(request);
      return refusal.isPresent() ? refusal.get() : endpoint.answer(request);
    };
  }

  private Optional<Answer> refusal(Request request) {
    byte[] found =
        request.header(TaskPaths.AUTHORIZATION).orElse("").getBytes(StandardCharsets.UTF_8);
    if (!MessageDigest.isEqual(expected, found)) {
      return Optional.of(Answer.text(401, UNAUTHORISED));
    }
    return request
        .header(TaskPaths.POD_UID)
        .filter(uid -> !uid.equals(podUid))
        .map(uid -> Answer.text(421, "this is Pod %s, not %s".formatted(podUid, uid)));
  }
}
