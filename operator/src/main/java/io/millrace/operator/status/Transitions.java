package io.millrace.operator.status;

import io.fabric8.kubernetes.api.model.Condition;
import io.millrace.crds.v1alpha1.status.StreamSupervisorStatus;
import io.millrace.operator.Reason;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Which changes of conditions people are told by an event: trouble that begins, or becomes another.
 */
public final class Transitions {

  private static final List<ConditionType> TOLD =
      List.of(
          ConditionType.SpecAccepted,
          ConditionType.StreamReachable,
          ConditionType.Stalled,
          ConditionType.Degraded);

  private Transitions() {}

  public static List<Event> events(
      @Nullable StreamSupervisorStatus before, StreamSupervisorStatus now) {
    return TOLD.stream()
        .flatMap(type -> find(now, type).stream())
        .filter(Transitions::isTrouble)
        .filter(
            condition ->
                find(before, ConditionType.valueOf(condition.getType()))
                    .filter(last -> sameTrouble(last, condition))
                    .isEmpty())
        .map(
            condition ->
                new Event(true, Reason.valueOf(condition.getReason()), condition.getMessage()))
        .distinct()
        .toList();
  }

  private static boolean isTrouble(Condition condition) {
    boolean bad =
        condition.getType().equals(ConditionType.Stalled.name())
            || condition.getType().equals(ConditionType.Degraded.name());
    return condition.getStatus().equals(bad ? "True" : "False");
  }

  private static boolean sameTrouble(Condition last, Condition now) {
    return last.getStatus().equals(now.getStatus())
        && last.getReason().equals(now.getReason())
        && (!now.getReason().equals(Reason.SpecRejected.name())
            || Objects.equals(last.getMessage(), now.getMessage()));
  }

  private static Optional<Condition> find(
      @Nullable StreamSupervisorStatus status, ConditionType type) {
    return status == null
        ? Optional.empty()
        : status.conditions().stream()
            .filter(condition -> condition.getType().equals(type.name()))
            .findFirst();
  }
}
