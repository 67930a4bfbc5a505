package io.millrace.operator.decide;

import static io.millrace.operator.decide.Situation.NOW;
import static io.millrace.operator.decide.Situation.description;
import static io.millrace.operator.decide.Situation.generation;
import static io.millrace.operator.decide.Situation.report;

import io.millrace.operator.Reason;
import io.millrace.protocol.Report;
import io.millrace.protocol.TaskState;
import io.millrace.streams.PartitionId;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Situations in which a reset is asked for. */
final class ResetSituations {

  static final Map<String, String> AT_500 = Map.of("0", "500", "1", "500");
  static final Map<String, String> EARLIEST = Map.of("0", "10", "1", "20");
  static final Map<String, String> LATEST = Map.of("0", "900", "1", "800");
  static final Map<String, String> LOCATED = Map.of("0", "300", "1", "800");

  private ResetSituations() {}

  static Situation twoPartitions(@Nullable ResetRequest request) {
    Situation situation = Situation.reading(AT_500, 7, generation(1, Phase.READING, AT_500, null));
    situation.reset = request;
    situation.stream = asked(request);
    Attempt attempt = new Attempt(0, Positions.of(AT_500), NOW, 0, null);
    situation.state =
        situation.state.mappingGroups(
            group -> group.mapping(generation -> generation.with(attempt)));
    return situation;
  }

  static Situation twoGroups(ResetRequest request) {
    Situation situation = twoPartitions(request);
    situation.settings = Situation.settings(true, 2);
    situation.state = situation.state.withGroups(List.of(group(0), group(1)));
    return situation;
  }

  static TaskGroup group(int id) {
    String partition = Integer.toString(id);
    Generation generation = generation(1, Phase.READING, Map.of(partition, "500"), null);
    Attempt attempt = new Attempt(0, generation.start(), NOW, 0, null);
    return new TaskGroup(id, 1, generation.partitions(), 2, List.of(generation.with(attempt)));
  }

  static StreamObservation.Known asked(@Nullable ResetRequest request) {
    return new StreamObservation.Known(
        description("id", AT_500.keySet()),
        Positions.of(EARLIEST),
        Positions.of(LATEST),
        NOW,
        new StreamQuestion(Positions.of(AT_500), request),
        Positions.of(LOCATED));
  }

  static ResetRequest request(long nonce, ResetRequest.To to) {
    return new ResetRequest(
        nonce,
        to,
        to == ResetRequest.To.TIMESTAMP ? Instant.parse("2026-11-20T00:00:00Z") : null,
        to == ResetRequest.To.POSITION ? Positions.of(Map.of("0", "77")) : Positions.NONE,
        new TreeSet<>());
  }

  static ResetRequest requestOf(String partition, ResetRequest.To to) {
    return new ResetRequest(
        3, to, null, Positions.NONE, new TreeSet<>(Set.of(new PartitionId(partition))));
  }

  static Report reading(String from, String to) {
    return report(TaskState.READING, 1, Map.of("0", from, "1", from), Map.of("0", to, "1", to));
  }

  static List<Reason> announced(Plan plan) {
    return plan.actions().stream()
        .filter(Action.Announce.class::isInstance)
        .map(action -> ((Action.Announce) action).reason())
        .toList();
  }
}
