package io.millrace.operator.observe;

import io.millrace.crds.v1alpha1.SpecProblem;
import java.util.List;
import java.util.stream.Collectors;

/** What came of checking a spec. */
public sealed interface SpecVerdict {

  /** It can be put in force. */
  record Good(AcceptedSpec spec) implements SpecVerdict {}

  /**
   * It cannot.
   *
   * @param problems everything that is wrong with it, at least one
   */
  record Bad(List<SpecProblem> problems) implements SpecVerdict {

    public Bad {
      problems = List.copyOf(problems);
    }

    /** All problems in one line, the first few in words. */
    public String message() {
      int shown = Math.min(problems.size(), 5);
      String text =
          problems.stream()
              .limit(shown)
              .map(SpecProblem::toString)
              .collect(Collectors.joining("; "));
      return problems.size() == shown
          ? text
          : text + "; and %d more".formatted(problems.size() - shown);
    }
  }
}
