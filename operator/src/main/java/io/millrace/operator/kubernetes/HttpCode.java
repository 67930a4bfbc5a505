package io.millrace.operator.kubernetes;

import io.fabric8.kubernetes.client.KubernetesClientException;

/** Answers of the API server that mean something else than that it failed. */
final class HttpCode {

  static final int BAD_REQUEST = 400;
  static final int FORBIDDEN = 403;
  static final int NOT_FOUND = 404;
  static final int CONFLICT = 409;
  static final int UNPROCESSABLE = 422;

  private HttpCode() {}

  static boolean isNotFound(KubernetesClientException e) {
    return e.getCode() == NOT_FOUND;
  }

  static boolean isConflict(KubernetesClientException e) {
    return e.getCode() == CONFLICT;
  }

  /** Whether what was sent is not accepted: by a policy, a quota or the schema. */
  static boolean isRefusal(KubernetesClientException e) {
    return e.getCode() == FORBIDDEN || e.getCode() == UNPROCESSABLE || e.getCode() == BAD_REQUEST;
  }

  /**
   * Whether it is a quota that does not allow what was sent. The API server has no field for that;
   * its words choose what people are told, and whether a rollover waits: it does when they are not
   * known, and who reads, reads on.
   */
  static boolean isQuota(KubernetesClientException e) {
    return e.getCode() == FORBIDDEN && message(e).contains("exceeded quota");
  }

  /** What the API server said, without the request around it. */
  static String message(KubernetesClientException e) {
    return e.getStatus() != null && e.getStatus().getMessage() != null
        ? e.getStatus().getMessage()
        : String.valueOf(e.getMessage());
  }
}
