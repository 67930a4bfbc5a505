package io.millrace.simulator.operator;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.crds.v1alpha1.DataSchema;
import io.millrace.crds.v1alpha1.DeepStorage;
import io.millrace.crds.v1alpha1.SpecProblem;
import io.millrace.crds.v1alpha1.StreamSupervisorSpec;
import io.millrace.crds.v1alpha1.TuningConfig;
import io.millrace.operator.config.DeepStorageDefaults;
import io.millrace.operator.observe.AcceptedSpec;
import io.millrace.operator.observe.SpecCheck;
import io.millrace.operator.observe.SpecVerdict;
import io.millrace.operator.observe.SupervisorKey;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The real check, which finds the same in a spec that it found before: every operator process asks
 * it anew, and Druid's classes take their time. Resets do not matter: they are always well formed.
 * Of all supervisors of one name. Thread-safe.
 */
final class RememberedSpecCheck extends SpecCheck {

  private static final int MOST = 5_000;

  private final Map<Schema, List<SpecProblem>> ofSchemas = new ConcurrentHashMap<>();
  private final Map<StreamSupervisorSpec, List<SpecProblem>> ofSpecs = new ConcurrentHashMap<>();
  private final Map<StreamSupervisorSpec, AcceptedSpec> accepted = new ConcurrentHashMap<>();

  private record Schema(
      DataSchema data, @Nullable ObjectNode inputFormat, @Nullable TuningConfig tuning) {}

  RememberedSpecCheck(DeepStorageDefaults deepStorage) {
    super(deepStorage);
  }

  @Override
  public SpecVerdict check(
      SupervisorKey key,
      StreamSupervisorSpec spec,
      @Nullable DeepStorage frozen,
      @Nullable AcceptedSpec inForce) {
    return super.check(key, spec.withReset(null), frozen, inForce);
  }

  @Override
  protected List<SpecProblem> problems(String name, StreamSupervisorSpec spec) {
    return remembered(ofSpecs, spec, asked -> super.problems(name, asked));
  }

  @Override
  protected AcceptedSpec accepted(String name, StreamSupervisorSpec spec) {
    return remembered(accepted, spec, asked -> super.accepted(name, asked));
  }

  @Override
  protected List<SpecProblem> schemaProblems(StreamSupervisorSpec spec) {
    return remembered(
        ofSchemas,
        new Schema(spec.dataSchema(), spec.ioConfig().inputFormat(), spec.tuningConfig()),
        asked -> super.schemaProblems(spec));
  }

  private static <K, V> V remembered(Map<K, V> known, K key, Function<K, V> find) {
    if (known.size() > MOST) {
      known.clear();
    }
    V before = known.get(key);
    if (before != null) {
      return before;
    }
    V found = find.apply(key);
    known.put(key, found);
    return found;
  }
}
