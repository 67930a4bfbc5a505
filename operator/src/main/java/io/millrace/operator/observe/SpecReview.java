package io.millrace.operator.observe;

import io.millrace.crds.v1alpha1.DeepStorage;
import io.millrace.crds.v1alpha1.StreamSupervisorSpec;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The verdict on the spec of one supervisor, found again only when something that it depends on
 * changed. Used by one iteration at a time.
 */
public final class SpecReview {

  private final SpecCheck check;
  private @Nullable Reviewed last;

  private record Reviewed(
      StreamSupervisorSpec spec,
      @Nullable DeepStorage frozen,
      @Nullable AcceptedSpec inForce,
      SpecVerdict verdict) {}

  public SpecReview(SpecCheck check) {
    this.check = check;
  }

  SpecVerdict of(
      SupervisorKey key,
      StreamSupervisorSpec spec,
      @Nullable DeepStorage frozen,
      @Nullable AcceptedSpec inForce) {
    Reviewed before = last;
    if (before != null
        && before.spec().equals(spec)
        && Objects.equals(before.frozen(), frozen)
        && Objects.equals(before.inForce(), inForce)) {
      return before.verdict();
    }
    SpecVerdict verdict = check.check(key, spec, frozen, inForce);
    last = new Reviewed(spec, frozen, inForce, verdict);
    return verdict;
  }
}
