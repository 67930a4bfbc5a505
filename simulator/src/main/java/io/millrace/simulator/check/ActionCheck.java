package io.millrace.simulator.check;

import io.millrace.operator.decide.Action;
import io.millrace.operator.decide.Observation;
import io.millrace.operator.decide.Plan;
import io.millrace.operator.decide.PodName;

/** Judges what operators do that no write of status guards. */
public final class ActionCheck {

  private final Violations violations;

  public ActionCheck(Violations violations) {
    this.violations = violations;
  }

  /** An operator has planned {@code plan} by what it saw. Whoever lets all go may stop all. */
  public void planned(Observation seen, Plan plan) {
    if (seen.deletion() == null) {
      plan.actions().forEach(action -> planned(seen, action));
    }
  }

  /**
   * An operator begins to delete a Pod.
   *
   * @param leads whether it has the lease, and nobody else can
   */
  public void deletes(String operator, boolean leads, String pod) {
    violations.require(
        leads, Rule.LEASE_HELD, () -> "%s deletes %s without the lease".formatted(operator, pod));
  }

  private void planned(Observation seen, Action action) {
    switch (action) {
      case Action.DeletePod delete -> known(seen, delete.name());
      case Action.Assign assign -> known(seen, assign.name());
      case Action.WriteRevision ignored -> {}
      case Action.ReadLedger ignored -> {}
      case Action.ClaimLedger ignored -> {}
      case Action.RecordCommit ignored -> {}
      case Action.LookForManifests ignored -> {}
      case Action.CreatePod ignored -> {}
      case Action.Announce ignored -> {}
      case Action.Release ignored -> {}
    }
  }

  private void known(Observation seen, PodName pod) {
    boolean known =
        seen.state()
            .group(pod.group())
            .filter(group -> pod.generation() < group.nextGeneration())
            .isPresent();
    violations.require(
        known,
        Rule.FUTURE_LEFT_ALONE,
        () -> "%s is touched by an operator that knows of no such generation".formatted(pod));
  }
}
