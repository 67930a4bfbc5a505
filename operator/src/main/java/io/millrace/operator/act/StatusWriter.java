package io.millrace.operator.act;

import io.millrace.crds.v1alpha1.status.StreamSupervisorStatus;
import io.millrace.operator.observe.SupervisorResource;
import java.util.Optional;

/**
 * The only way by which status is written, and the only fence there is: each write is refused when
 * the resource has moved on.
 */
public interface StatusWriter {

  /**
   * Replaces the status of {@code resource}, if the API server still has that very version of it.
   */
  StatusWrite write(SupervisorResource resource, StreamSupervisorStatus status);

  /** Takes our finalizer away, if the API server still has that very version. */
  StatusWrite release(SupervisorResource resource);

  /** The resource as the API server has it now; empty when it is gone or another has its name. */
  Optional<SupervisorResource> read(SupervisorResource resource);
}
