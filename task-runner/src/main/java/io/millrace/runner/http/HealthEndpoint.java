package io.millrace.runner.http;

import io.millrace.protocol.TaskPaths;
import io.millrace.protocol.TaskState;
import io.millrace.runner.loop.ReportBoard;
import java.time.Duration;
import java.util.Set;
import java.util.function.BooleanSupplier;

/**
 * Answers probes: {@code /healthz/live} while the process answers and its loop turns, {@code
 * /healthz} and {@code /healthz/ready} once it is connected. While the task starts the latter wait
 * a moment with their answer: a start that takes no longer is no failed probe.
 */
record HealthEndpoint(ReportBoard board, BooleanSupplier isStuck) implements Endpoint {

  /** Less than what the readiness probe waits for an answer. */
  private static final Duration PATIENCE = Duration.ofSeconds(4);

  private static final Set<TaskState> BEGINNING = Set.of(TaskState.NOT_STARTED, TaskState.STARTING);

  @Override
  public Answer answer(Request request) throws InterruptedException {
    return switch (request.path().substring(TaskPaths.HEALTH.length())) {
      case "/live" -> live();
      case "", "/", "/ready" -> ready(board.stateAfter(BEGINNING, PATIENCE));
      default -> Answer.text(404, "expected /healthz/live or /healthz/ready");
    };
  }

  private Answer live() {
    return isStuck.getAsBoolean()
        ? Answer.text(503, "a turn of the loop has not ended for minutes")
        : Answer.text(200, "alive");
  }

  private static Answer ready(TaskState state) {
    return switch (state) {
      case READY, READING, PAUSED, PUBLISHING, PREPARED -> Answer.text(200, state.name());
      case NOT_STARTED, STARTING, COMPLETED, FAILED -> Answer.text(503, state.name());
    };
  }
}
