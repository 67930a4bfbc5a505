package io.millrace.operator.decide;

import java.time.Duration;
import java.util.List;

/**
 * What an iteration decided.
 *
 * @param next the state to be written to status; equal to the observed one when nothing changes
 * @param actions what to do, in order: follows from the observed state, not from {@code next}.
 *     {@link Action.Announce} aside they are done when {@code next} equals the observed state or
 *     was written
 * @param findings what there is to be said about the present situation, most important first
 * @param wakeUp when to decide again if nothing happens before
 */
public record Plan(
    SupervisorState next, List<Action> actions, List<Finding> findings, Duration wakeUp) {

  public Plan {
    actions = List.copyOf(actions);
    findings = List.copyOf(findings);
  }
}
