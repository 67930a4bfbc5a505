package io.millrace.operator.observe;

import io.millrace.crds.v1alpha1.SpecProblem;
import io.millrace.crds.v1alpha1.StreamSupervisorSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What positions and the ledger hang on, and what therefore must not change under them. */
final class ImmutableParts {

  private ImmutableParts() {}

  static List<SpecProblem> problems(StreamSupervisorSpec inForce, StreamSupervisorSpec asked) {
    List<SpecProblem> problems = new ArrayList<>();
    compare(
        problems,
        "spec.type",
        inForce.type().text(),
        asked.type().text(),
        "says what positions mean");
    compare(
        problems,
        "spec.ioConfig.topic",
        inForce.ioConfig().topic(),
        asked.ioConfig().topic(),
        "says what positions mean");
    compare(
        problems,
        "spec.ioConfig.topicPattern",
        inForce.ioConfig().topicPattern(),
        asked.ioConfig().topicPattern(),
        "says what positions mean");
    compare(
        problems,
        "spec.dataSchema.dataSource",
        inForce.dataSchema().dataSource(),
        asked.dataSchema().dataSource(),
        "names what the ledger publishes to");
    return problems;
  }

  private static void compare(
      List<SpecProblem> problems,
      String path,
      @Nullable String inForce,
      @Nullable String asked,
      String why) {
    if (!Objects.equals(inForce, asked)) {
      problems.add(
          new SpecProblem(
              path,
              "found %s; expected %s, since it %s. Restore it, or create another supervisor"
                  .formatted(shown(asked), shown(inForce), why)));
    }
  }

  private static String shown(@Nullable String value) {
    return value == null ? "none" : "'" + value + "'";
  }
}
