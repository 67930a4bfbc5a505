package io.millrace.operator.observe;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * A spec in two parts: what tasks see, which makes a revision, and what only the loop reads, whose
 * change no task can notice.
 *
 * @param tasks the part that tasks see
 * @param loop the part that only the loop reads
 */
public record SpecParts(ObjectNode tasks, ObjectNode loop) {

  /** Paths of the properties that only the loop reads. */
  static final List<String> LOOP_ONLY =
      List.of(
          "suspend",
          "reset",
          "deletionPolicy",
          "ledger",
          "ioConfig.replicas",
          "ioConfig.taskCount",
          "ioConfig.startDelay",
          "ioConfig.period",
          "ioConfig.useEarliestOffset",
          "ioConfig.useEarliestSequenceNumber",
          "ioConfig.completionTimeout",
          "ioConfig.autoScalerConfig",
          "ioConfig.lagAggregator",
          "ioConfig.idleConfig",
          "ioConfig.stopTaskCount",
          "ioConfig.serverPriorityToReplicas",
          "ioConfig.emitTimeLagMetrics",
          "tuningConfig.workerThreads",
          "tuningConfig.chatThreads",
          "tuningConfig.chatRetries",
          "tuningConfig.httpTimeout",
          "tuningConfig.shutdownTimeout",
          "tuningConfig.offsetFetchPeriod",
          "tuningConfig.resetOffsetAutomatically",
          "tuningConfig.repartitionTransitionDuration");

  /** What is never remembered: it is always taken from the live resource. */
  private static final List<String> ALWAYS_LIVE =
      List.of("suspend", "reset", "deletionPolicy", "ledger");

  /** Takes {@code spec} apart. */
  public static SpecParts of(ObjectNode spec) {
    ObjectNode tasks = spec.deepCopy();
    ObjectNode loop = JsonNodeFactory.instance.objectNode();
    for (String path : LOOP_ONLY) {
      move(
          path.split("\\.", -1),
          tasks,
          ALWAYS_LIVE.contains(path) ? JsonNodeFactory.instance.objectNode() : loop);
    }
    return new SpecParts(tasks, loop);
  }

  /** Puts the two together again. */
  public ObjectNode whole() {
    ObjectNode whole = tasks.deepCopy();
    merge(whole, loop);
    return whole;
  }

  private static void move(String[] path, ObjectNode from, ObjectNode to) {
    if (path.length == 1) {
      JsonNode value = from.remove(path[0]);
      if (value != null) {
        to.set(path[0], value);
      }
    } else if (from.get(path[0]) instanceof ObjectNode parent && parent.has(path[1])) {
      ObjectNode target =
          to.get(path[0]) instanceof ObjectNode there ? there : to.putObject(path[0]);
      target.set(path[1], parent.remove(path[1]));
      if (parent.isEmpty()) {
        from.remove(path[0]);
      }
    }
  }

  private static void merge(ObjectNode into, ObjectNode from) {
    from.properties()
        .forEach(
            entry -> {
              if (entry.getValue() instanceof ObjectNode child
                  && into.get(entry.getKey()) instanceof ObjectNode there) {
                merge(there, child);
              } else {
                into.set(entry.getKey(), entry.getValue());
              }
            });
  }
}
