package io.millrace.protocol;

import java.time.Duration;
import java.util.function.Supplier;

/**
 * Calls tasks. Both calls may be repeated at will: an assignment that a task has already changes
 * nothing. Safe for use by several threads; calls block.
 */
public interface TaskClient {

  /**
   * Hands over the complete desired state. On return the task has accepted it and converges; its
   * report tells when it is there.
   */
  void assign(TaskAddress task, Assignment assignment) throws TaskCallException;

  /**
   * The task's report, as soon as its version is above {@code after}, at the latest after {@code
   * wait}; the version may then still be the same.
   *
   * @param after version that the caller has already, 0 for none
   * @param wait how long the task may wait for a change; zero to answer at once
   */
  Report report(TaskAddress task, long after, Duration wait) throws TaskCallException;

  /**
   * The same client for tasks that may take that long to answer, which may change; one that sets no
   * limits gives itself.
   *
   * @param limit of one call, without the time that a task may wait by itself
   */
  default TaskClient within(Supplier<Duration> limit) {
    return this;
  }
}
