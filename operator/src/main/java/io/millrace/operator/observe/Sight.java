package io.millrace.operator.observe;

import io.millrace.operator.decide.Observation;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one iteration saw.
 *
 * @param resource the supervisor at the version that was looked at
 * @param verdict what came of checking its spec
 * @param inForce the spec that is in force; absent before the first, or when its revision is gone
 * @param pods its Pods
 * @param observation the same, as far as the decision depends on it
 */
public record Sight(
    SupervisorResource resource,
    SpecVerdict verdict,
    @Nullable AcceptedSpec inForce,
    List<PodFacts> pods,
    Observation observation) {

  public Sight {
    pods = List.copyOf(pods);
  }
}
