package io.millrace.operator.observe;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.crds.v1alpha1.DeepStorage;
import io.millrace.crds.v1alpha1.Refused;
import io.millrace.crds.v1alpha1.SpecProblem;
import io.millrace.crds.v1alpha1.StreamSupervisorSpec;
import io.millrace.crds.v1alpha1.UnknownProperties;
import io.millrace.operator.config.DeepStorageDefaults;
import io.millrace.segments.SchemaCheck;
import io.millrace.segments.SchemaProblem;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether a spec can be put in force: unknown properties, what this release refuses, the
 * schema against Druid's own classes, ranges, deep storage, and what must not change under a
 * running supervisor. Pure.
 */
public class SpecCheck {

  private final DeepStorageDefaults deepStorage;

  public SpecCheck(DeepStorageDefaults deepStorage) {
    this.deepStorage = deepStorage;
  }

  /**
   * @param key the supervisor
   * @param spec what the user asks for
   * @param frozen deep storage that status holds already; absent before the first accepted spec
   * @param inForce the spec that is in force; absent before the first
   */
  public SpecVerdict check(
      SupervisorKey key,
      StreamSupervisorSpec spec,
      @Nullable DeepStorage frozen,
      @Nullable AcceptedSpec inForce) {
    List<SpecProblem> problems = new ArrayList<>(problems(key.name(), spec));
    DeepStorageChoice choice =
        DeepStorageChoice.of(key.namespace(), spec.deepStorage(), frozen, deepStorage);
    problems.addAll(choice.problems());
    if (inForce != null) {
      problems.addAll(ImmutableParts.problems(inForce.spec(), spec));
    }
    DeepStorage chosen = choice.chosen();
    if (!problems.isEmpty() || chosen == null) {
      return new SpecVerdict.Bad(problems);
    }
    AcceptedSpec accepted = accepted(key.name(), with(spec, chosen));
    return new SpecVerdict.Good(inForce == null ? accepted : accepted.underRevisionOf(inForce));
  }

  /** What is wrong with a spec, whatever was in force before it. */
  protected List<SpecProblem> problems(String name, StreamSupervisorSpec spec) {
    List<SpecProblem> problems = new ArrayList<>(UnknownProperties.find(spec));
    problems.addAll(Refused.find(spec));
    problems.addAll(schemaProblems(spec));
    problems.addAll(new RangeCheck(name, spec).problems());
    return problems;
  }

  /** A spec without problems, with its deep storage filled in. */
  protected AcceptedSpec accepted(String name, StreamSupervisorSpec spec) {
    return AcceptedSpec.of(name, spec);
  }

  /** What Druid's classes have to say; it depends on schema, input format and tuning alone. */
  protected List<SpecProblem> schemaProblems(StreamSupervisorSpec spec) {
    ObjectNode tree = SpecJson.tree(spec);
    JsonNode tuning = tree.path("tuningConfig");
    return SchemaCheck.check(
            tree.path("dataSchema"),
            tree.path("ioConfig").path("inputFormat"),
            tuning.isMissingNode() ? MissingNode.getInstance() : tuning)
        .stream()
        .map(SpecCheck::placed)
        .toList();
  }

  private static SpecProblem placed(SchemaProblem problem) {
    String parent = problem.path().startsWith("inputFormat") ? "spec.ioConfig." : "spec.";
    return new SpecProblem(parent + problem.path(), problem.message());
  }

  private static StreamSupervisorSpec with(StreamSupervisorSpec spec, DeepStorage chosen) {
    return new StreamSupervisorSpec(
        spec.id(),
        spec.type(),
        spec.suspend(),
        spec.dataSchema(),
        spec.ioConfig(),
        spec.tuningConfig(),
        spec.context(),
        chosen,
        spec.taskTemplate(),
        spec.reset(),
        spec.deletionPolicy(),
        spec.ledger());
  }
}
