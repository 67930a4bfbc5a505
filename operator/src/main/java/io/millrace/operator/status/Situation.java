package io.millrace.operator.status;

import io.millrace.crds.v1alpha1.status.StreamSupervisorStatus;
import io.millrace.operator.decide.Finding;
import io.millrace.operator.decide.IdleRules;
import io.millrace.operator.decide.LedgerObservation;
import io.millrace.operator.decide.Observation;
import io.millrace.operator.decide.SupervisorState;
import io.millrace.operator.observe.AcceptedSpec;
import io.millrace.operator.observe.SpecVerdict;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * All that status is made of.
 *
 * @param generation version of the spec that was looked at
 * @param previous what stands in status now; absent before the first write
 * @param verdict what came of checking that spec
 * @param inForce the spec that is in force; absent before the first
 * @param observation what the iteration saw
 * @param next what is to be remembered
 * @param findings what there is to be said, most important first
 */
public record Situation(
    long generation,
    @Nullable StreamSupervisorStatus previous,
    SpecVerdict verdict,
    @Nullable AcceptedSpec inForce,
    Observation observation,
    SupervisorState next,
    List<Finding> findings) {

  public Situation {
    findings = List.copyOf(findings);
  }

  /** What status remembers already. */
  SupervisorState before() {
    return observation.state();
  }

  Instant now() {
    return observation.now();
  }

  String name() {
    return observation.name();
  }

  boolean isDeleting() {
    return observation.deletion() != null;
  }

  /** Whether nothing reads because nothing has arrived for long. */
  boolean isIdle() {
    return Objects.equals(before().quiet(), next.quiet()) && IdleRules.isIdle(observation);
  }

  /** Whether {@code spec.suspend} is obeyed: nothing reads, and all that was read is published. */
  boolean isSuspended() {
    return observation.suspend() && !isDeleting() && next.isDrained() && isRecorded();
  }

  /**
   * Whether the newest commit has its ledger entry. While the ledger is not known, as after a
   * restart of the operator, what status says of it holds: nothing can be committed meanwhile.
   */
  private boolean isRecorded() {
    return switch (observation.ledger()) {
      case LedgerObservation.Read read -> read.has(next.commits());
      case LedgerObservation.NotYet ignored -> wasRecorded();
      case LedgerObservation.Failed ignored -> wasRecorded();
      case LedgerObservation.Conflict ignored -> false;
    };
  }

  private boolean wasRecorded() {
    return next.commits() == 0 || (next.commits() == before().commits() && wasSuspended());
  }

  private boolean wasSuspended() {
    return previous != null
        && previous.conditions().stream()
            .anyMatch(condition -> condition.getType().equals(ConditionType.Suspended.name()));
  }
}
