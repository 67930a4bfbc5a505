package io.millrace.runner.loop;

import io.millrace.protocol.TaskError;
import io.millrace.runner.life.Problem;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * The newest errors of a task, for its report and its log. Of one reason only the newest is kept:
 * what is tried again and again fails each time with other words. Thread-safe.
 */
final class ErrorLog {

  static final int CAPACITY = 10;

  private static final Logger LOG = LoggerFactory.getLogger(ErrorLog.class);

  private final InstantSource clock;
  private final List<TaskError> errors = new ArrayList<>();

  ErrorLog(InstantSource clock) {
    this.clock = clock;
  }

  synchronized void add(Problem problem) {
    boolean known = errors.removeIf(each -> each.reason().equals(problem.reason()));
    errors.add(new TaskError(clock.instant(), problem.reason(), problem.message()));
    if (errors.size() > CAPACITY) {
      errors.removeFirst();
    }
    LOG.atLevel(known ? Level.INFO : Level.WARN)
        .addKeyValue("reason", problem.reason())
        .addKeyValue("problem", problem.message())
        .log(known ? "Something still goes wrong" : "Something went wrong");
  }

  /** Newest last. */
  synchronized List<TaskError> newest() {
    return List.copyOf(errors);
  }
}
