package io.millrace.operator.testing;

import io.fabric8.kubernetes.client.utils.Serialization;
import io.millrace.crds.v1alpha1.status.StreamSupervisorStatus;

/** What a status becomes on its way through the API server. */
public final class StatusJson {

  private StatusJson() {}

  public static StreamSupervisorStatus throughJson(StreamSupervisorStatus status) {
    return Serialization.unmarshal(Serialization.asJson(status), StreamSupervisorStatus.class);
  }
}
