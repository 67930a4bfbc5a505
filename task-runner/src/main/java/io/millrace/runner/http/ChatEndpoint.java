package io.millrace.runner.http;

import io.millrace.protocol.TaskPaths;
import io.millrace.protocol.TaskState;
import io.millrace.runner.life.Positions;
import io.millrace.runner.life.Work;
import io.millrace.runner.loop.ReportBoard;
import io.millrace.runner.metrics.RowStatistics;
import io.millrace.segments.ParseError;
import io.millrace.streams.Position;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The reading part of the endpoints that Druid's streaming tasks have, with their answers. The
 * changing part is not offered.
 *
 * @param taskId name of the Pod
 * @param board tells where the task is
 * @param statistics counts its rows
 * @param parseErrors its saved parse errors
 * @param started when the process started
 */
record ChatEndpoint(
    String taskId,
    ReportBoard board,
    RowStatistics statistics,
    Supplier<List<ParseError>> parseErrors,
    Instant started)
    implements Endpoint {

  /** What Druid gives for the end of a Kafka partition while none is known. */
  private static final long NO_END = Long.MAX_VALUE;

  @Override
  public Answer answer(Request request) {
    String prefix = TaskPaths.CHAT + taskId + "/";
    if (!request.path().startsWith(prefix)) {
      return Answer.text(404, "this is task " + taskId);
    }
    if (!request.method().equals("GET")) {
      return Answer.text(405, "a task is changed by its assignment alone");
    }
    return switch (request.path().substring(prefix.length())) {
      case "status" -> Answer.json(status(board.report().state()));
      case "time/start" -> Answer.json(started);
      case "offsets/current" -> Answer.json(current());
      case "offsets/end" -> Answer.json(end());
      case "checkpoints" -> Answer.json(checkpoints());
      case "rowStats" -> Answer.json(statistics.asDruid());
      case "unparseableEvents" -> Answer.json(unparseable());
      default -> Answer.text(404, "no such endpoint of a task");
    };
  }

  /** Druid has no words for a warm standby and for what follows the publish. */
  private static String status(TaskState state) {
    return switch (state) {
      case NOT_STARTED, STARTING, READING, PAUSED, PUBLISHING -> state.name();
      case READY -> TaskState.STARTING.name();
      case PREPARED, COMPLETED, FAILED -> TaskState.PUBLISHING.name();
    };
  }

  private Map<String, Object> current() {
    return board.work().map(work -> druid(work.progress().positions())).orElse(Map.of());
  }

  private Map<String, Object> end() {
    Optional<Work> work = board.work();
    Map<String, Object> end = new LinkedHashMap<>();
    work.ifPresent(
        known -> {
          known
              .progress()
              .positions()
              .byPartition()
              .keySet()
              .forEach(partition -> end.put(partition.value(), NO_END));
          known.end().map(ChatEndpoint::druid).ifPresent(end::putAll);
        });
    return end;
  }

  private Map<Integer, Map<String, Object>> checkpoints() {
    Map<Integer, Map<String, Object>> starts = new LinkedHashMap<>();
    board
        .work()
        .map(Work::progress)
        .ifPresent(
            progress -> {
              progress
                  .closed()
                  .forEach(
                      each -> starts.put(each.sequence().number(), druid(each.sequence().start())));
              starts.put(progress.number(), druid(progress.start()));
            });
    return starts;
  }

  private List<Map<String, Object>> unparseable() {
    List<Map<String, Object>> events = new ArrayList<>();
    for (ParseError error : parseErrors.get()) {
      Map<String, Object> event = new LinkedHashMap<>();
      event.put("timeOfExceptionMillis", error.time().toEpochMilli());
      event.put("errorType", error.errorType());
      event.put("input", error.input());
      event.put("details", error.details());
      events.add(event);
    }
    return events;
  }

  private static Map<String, Object> druid(Positions positions) {
    Map<String, Object> druid = new LinkedHashMap<>();
    positions.byPartition().forEach((partition, at) -> druid.put(partition.value(), druid(at)));
    return druid;
  }

  /** A Kafka offset is a number there. */
  private static Object druid(Position position) {
    return position.isNumber() && position.value().length() < 19
        ? Long.valueOf(position.value())
        : position.value();
  }
}
