package io.millrace.operator.status;

import io.millrace.crds.v1alpha1.status.StreamSupervisorStatus;
import io.millrace.operator.decide.SupervisorState;
import org.jspecify.annotations.Nullable;

/**
 * What statuses remember. The one that was read last is not read again: most iterations find the
 * status that the one before has left. Used by one thread at a time.
 */
public final class StatusReader {

  private @Nullable StreamSupervisorStatus last;
  private SupervisorState state = SupervisorState.NEW;

  /** The same as {@link StatusMapping#state}. */
  @SuppressWarnings("ReferenceEquality") // an equal one would have to be compared as a whole
  public SupervisorState state(@Nullable StreamSupervisorStatus status) {
    if (status != last) {
      state = StatusMapping.state(status);
      last = status;
    }
    return state;
  }
}
