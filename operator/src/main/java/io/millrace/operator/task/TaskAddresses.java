package io.millrace.operator.task;

import io.millrace.protocol.TaskAddress;
import io.millrace.protocol.TaskCallException;
import java.util.Optional;

/** How the tasks of one supervisor are reached. May block while the token is fetched. */
@FunctionalInterface
public interface TaskAddresses {

  /**
   * @throws TaskCallException when the supervisor's token cannot be read, {@code UNAUTHORISED} when
   *     there is none
   */
  TaskAddress of(String podUid, String address) throws TaskCallException;

  /** The token that tasks are called with; empty while it is not known. */
  default Optional<String> token() {
    return Optional.empty();
  }

  /** A task refused the token, which is read anew unless it was a moment ago. */
  default void refused() {}
}
