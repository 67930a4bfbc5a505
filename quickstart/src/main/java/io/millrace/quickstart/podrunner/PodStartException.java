package io.millrace.quickstart.podrunner;

/** A Pod's container cannot be started now; the reason is that of a kubelet's waiting state. */
final class PodStartException extends Exception {

  private static final long serialVersionUID = 1L;

  static final String CONFIG = "CreateContainerConfigError";
  static final String IMAGE = "ErrImagePull";
  static final String CONTAINER = "CreateContainerError";

  private final String reason;

  PodStartException(String reason, String message) {
    super(message);
    this.reason = reason;
  }

  String reason() {
    return reason;
  }
}
