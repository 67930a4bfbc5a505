package io.millrace.crds.v1alpha1;

import java.util.List;
import java.util.stream.Stream;

/** All that is wrong with a spec beside what the API server's schema refuses already. */
public final class SpecProblems {

  private SpecProblems() {}

  /** Every problem of {@code spec}; one with none can be accepted. */
  public static List<SpecProblem> find(StreamSupervisorSpec spec) {
    return Stream.of(UnknownProperties.find(spec), Refused.find(spec), InvalidValues.find(spec))
        .flatMap(List::stream)
        .toList();
  }
}
