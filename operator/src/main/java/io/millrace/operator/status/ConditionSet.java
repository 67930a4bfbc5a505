package io.millrace.operator.status;

import io.fabric8.kubernetes.api.model.Condition;
import io.millrace.operator.Reason;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Conditions under construction. A condition whose status is as before keeps its transition time.
 */
final class ConditionSet {

  private static final int LONGEST_MESSAGE = 32_768;

  private final Map<ConditionType, Condition> conditions = new EnumMap<>(ConditionType.class);
  private final List<Condition> previous;
  private final long generation;
  private final Instant now;

  ConditionSet(List<Condition> previous, long generation, Instant now) {
    this.previous = previous;
    this.generation = generation;
    this.now = now;
  }

  ConditionSet isTrue(ConditionType type, Reason reason, String message) {
    return put(type, "True", reason, message);
  }

  ConditionSet isFalse(ConditionType type, Reason reason, String message) {
    return put(type, "False", reason, message);
  }

  ConditionSet unknown(ConditionType type, Reason reason, String message) {
    return put(type, "Unknown", reason, message);
  }

  /** In the order of the types. */
  List<Condition> list() {
    return List.copyOf(conditions.values());
  }

  private ConditionSet put(ConditionType type, String status, Reason reason, String message) {
    conditions.put(
        type,
        new Condition(
            transition(type, status),
            message.length() <= LONGEST_MESSAGE ? message : message.substring(0, LONGEST_MESSAGE),
            generation,
            reason.name(),
            status,
            type.name()));
    return this;
  }

  private String transition(ConditionType type, String status) {
    for (Condition condition : previous) {
      if (condition.getType().equals(type.name()) && condition.getStatus().equals(status)) {
        return condition.getLastTransitionTime();
      }
    }
    return now.truncatedTo(ChronoUnit.SECONDS).toString();
  }
}
