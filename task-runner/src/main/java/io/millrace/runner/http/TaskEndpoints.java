package io.millrace.runner.http;

import io.millrace.protocol.TaskPaths;
import io.millrace.runner.loop.TaskLoop;
import io.millrace.runner.metrics.RowStatistics;
import io.millrace.runner.metrics.TaskMetrics;
import io.millrace.segments.ParseError;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * All that a task answers. What the operator and Druid's clients call needs the token; probes and
 * metrics do not.
 *
 * @param loop the task
 * @param statistics counts its rows
 * @param metrics what Prometheus gets
 * @param parseErrors its saved parse errors
 * @param token the supervisor's token
 * @param podUid UID of the Pod
 * @param taskId name of the Pod
 * @param started when the process started
 */
public record TaskEndpoints(
    TaskLoop loop,
    RowStatistics statistics,
    TaskMetrics metrics,
    Supplier<List<ParseError>> parseErrors,
    String token,
    String podUid,
    String taskId,
    Instant started) {

  private static final String PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";

  Map<String, Endpoint> byPath() {
    Access access = new Access(token, podUid);
    return Map.of(
        TaskPaths.ASSIGNMENT,
        access.guard(new AssignmentEndpoint(loop.assignments())),
        TaskPaths.REPORT,
        access.guard(new ReportEndpoint(loop.board())),
        TaskPaths.CHAT,
        access.guard(new ChatEndpoint(taskId, loop.board(), statistics, parseErrors, started)),
        TaskPaths.HEALTH,
        new HealthEndpoint(loop.board(), loop::isStuck),
        TaskPaths.METRICS,
        request -> new Answer(200, PROMETHEUS, metrics.scrape()),
        "/",
        access.guard(request -> Answer.text(404, "nothing is here")));
  }

  @Override
  public String toString() {
    return "TaskEndpoints[taskId=%s]".formatted(taskId);
  }
}
