package io.millrace.operator.task;

import io.millrace.protocol.TaskAddress;
import io.millrace.protocol.TaskCallException;

/** How the tasks of one supervisor are reached. May block while the token is fetched. */
@FunctionalInterface
public interface TaskAddresses {

  /**
   * @throws TaskCallException when the supervisor's token cannot be read
   */
  TaskAddress of(String podUid, String address) throws TaskCallException;
}
