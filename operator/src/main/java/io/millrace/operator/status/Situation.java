package io.millrace.operator.status;

import io.millrace.crds.v1alpha1.status.StreamSupervisorStatus;
import io.millrace.operator.decide.Finding;
import io.millrace.operator.decide.IdleRules;
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

  /** Whether nothing is left that would have to be committed. */
  boolean isDrained() {
    return next.groups().stream().allMatch(group -> group.generations().isEmpty());
  }
}
