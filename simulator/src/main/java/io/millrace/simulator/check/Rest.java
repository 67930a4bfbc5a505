package io.millrace.simulator.check;

import io.fabric8.kubernetes.api.model.Condition;
import io.millrace.crds.v1alpha1.status.StreamSupervisorStatus;

/** What is expected of a supervisor that nothing troubles any more. */
public final class Rest {

  private Rest() {}

  /**
   * Whether its conditions say that all is well, or no more than that topics are lost where they
   * are.
   */
  public static boolean isTold(StreamSupervisorStatus status, boolean topicsAreLost) {
    return isTrue(status, "Ready") && isTrue(status, "Degraded") == topicsAreLost;
  }

  private static boolean isTrue(StreamSupervisorStatus status, String type) {
    return status.conditions().stream()
        .filter(condition -> type.equals(condition.getType()))
        .map(Condition::getStatus)
        .anyMatch("True"::equals);
  }
}
