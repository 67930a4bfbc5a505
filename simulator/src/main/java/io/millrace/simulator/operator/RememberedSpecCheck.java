package io.millrace.simulator.operator;

import io.millrace.crds.v1alpha1.DeepStorage;
import io.millrace.crds.v1alpha1.StreamSupervisorSpec;
import io.millrace.operator.config.DeepStorageDefaults;
import io.millrace.operator.observe.AcceptedSpec;
import io.millrace.operator.observe.SpecCheck;
import io.millrace.operator.observe.SpecVerdict;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The real check, which gives the verdict that it gave before on the same: every operator process
 * asks it anew, and Druid's classes take their time. Resets do not matter: they are always well
 * formed. Of all supervisors of one name. Thread-safe.
 */
final class RememberedSpecCheck extends SpecCheck {

  private static final int MOST = 5_000;

  private final Map<Question, SpecVerdict> verdicts = new ConcurrentHashMap<>();

  private record Question(
      StreamSupervisorSpec spec, @Nullable DeepStorage frozen, @Nullable AcceptedSpec inForce) {}

  RememberedSpecCheck(DeepStorageDefaults deepStorage) {
    super(deepStorage);
  }

  @Override
  public SpecVerdict check(
      String name,
      StreamSupervisorSpec spec,
      @Nullable DeepStorage frozen,
      @Nullable AcceptedSpec inForce) {
    if (verdicts.size() > MOST) {
      verdicts.clear();
    }
    return verdicts.computeIfAbsent(
        new Question(spec.withReset(null), frozen, inForce),
        question -> super.check(name, question.spec(), frozen, inForce));
  }
}
