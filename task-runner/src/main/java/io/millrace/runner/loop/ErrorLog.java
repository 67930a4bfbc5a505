package io.millrace.runner.loop;

import io.millrace.protocol.TaskError;
import io.millrace.runner.life.Problem;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The newest errors of a task, for its report and its log. The same one again and again counts
 * once. Thread-safe.
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
    boolean known = errors.removeIf(each -> isSame(each, problem));
    errors.add(new TaskError(clock.instant(), problem.reason(), problem.message()));
    if (errors.size() > CAPACITY) {
      errors.removeFirst();
    }
    if (!known) {
      LOG.atWarn()
          .addKeyValue("reason", problem.reason())
          .addKeyValue("problem", problem.message())
          .log("Something went wrong");
    }
  }

  /** Newest last. */
  synchronized List<TaskError> newest() {
    return List.copyOf(errors);
  }

  private static boolean isSame(TaskError error, Problem problem) {
    return error.reason().equals(problem.reason()) && error.message().equals(problem.message());
  }
}
