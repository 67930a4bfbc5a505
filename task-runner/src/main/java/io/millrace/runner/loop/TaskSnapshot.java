package io.millrace.runner.loop;

import io.millrace.protocol.TaskError;
import io.millrace.runner.life.LifeCycle;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What is to be said of a task at one moment.
 *
 * @param life where it is in its life
 * @param draining whether the process was asked to end, or cannot read on
 * @param messageTimeWanted latest event time that it waits to be allowed to accept
 * @param readingSince when it first polled
 * @param newestRecord time of the newest record that was read, in milliseconds since the epoch
 * @param errors newest last
 */
record TaskSnapshot(
    LifeCycle life,
    boolean draining,
    Optional<Instant> messageTimeWanted,
    Optional<Instant> readingSince,
    long newestRecord,
    List<TaskError> errors) {

  /** Time of the newest record while none with a time was read. */
  static final long NONE = -1;
}
