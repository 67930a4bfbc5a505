package io.millrace.operator.task;

import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.ProbeBuilder;
import io.millrace.protocol.TaskPaths;

/**
 * How the kubelet watches a task. Its liveness only tells whether the process answers at all: one
 * that hangs as a whole is killed after minutes, and replaced like any that fails. What a task that
 * answers does not get done is the run loop's to judge, by its reports.
 */
final class TaskProbes {

  /** No JVM answers sooner; an earlier probe would only leave an event of a failure. */
  private static final int START_DELAY_SECONDS = 3;

  private static final int START_PERIOD_SECONDS = 2;

  /** Five minutes for a JVM to start on a machine that is overloaded, and more if it hangs. */
  private static final int START_FAILURES = 150;

  private static final int TIMEOUT_SECONDS = 5;

  private static final int LIVENESS_PERIOD_SECONDS = 30;
  private static final int LIVENESS_TIMEOUT_SECONDS = 10;

  /** Three minutes without an answer: longer than a collection of the largest heap takes. */
  private static final int LIVENESS_FAILURES = 6;

  /** A process that does not answer does not use its grace period either. */
  private static final long GRACE_OF_THE_HUNG_SECONDS = 30;

  private TaskProbes() {}

  /** Whether the process answers; nothing else is asked before. */
  static Probe startup() {
    return get(TaskPaths.HEALTH + "/live")
        .withInitialDelaySeconds(START_DELAY_SECONDS)
        .withPeriodSeconds(START_PERIOD_SECONDS)
        .withTimeoutSeconds(TIMEOUT_SECONDS)
        .withFailureThreshold(START_FAILURES)
        .withTerminationGracePeriodSeconds(GRACE_OF_THE_HUNG_SECONDS)
        .build();
  }

  static Probe readiness() {
    return get(TaskPaths.HEALTH).withPeriodSeconds(5).withTimeoutSeconds(TIMEOUT_SECONDS).build();
  }

  static Probe liveness() {
    return get(TaskPaths.HEALTH + "/live")
        .withPeriodSeconds(LIVENESS_PERIOD_SECONDS)
        .withTimeoutSeconds(LIVENESS_TIMEOUT_SECONDS)
        .withFailureThreshold(LIVENESS_FAILURES)
        .withTerminationGracePeriodSeconds(GRACE_OF_THE_HUNG_SECONDS)
        .build();
  }

  private static ProbeBuilder get(String path) {
    return new ProbeBuilder().withNewHttpGet().withPath(path).withNewPort("http").endHttpGet();
  }
}
