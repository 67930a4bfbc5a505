package io.millrace.crds.v1alpha1;

import java.time.DateTimeException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** Values that have the form that the schema asks for, and yet mean nothing. */
final class InvalidValues {

  private InvalidValues() {}

  static List<SpecProblem> find(StreamSupervisorSpec spec) {
    List<SpecProblem> problems = new ArrayList<>();
    topicPattern(spec.ioConfig(), problems);
    startDateTime(spec.ioConfig(), problems);
    return List.copyOf(problems);
  }

  private static void topicPattern(IoConfig io, List<SpecProblem> problems) {
    String found = io.topicPattern();
    if (found == null) {
      return;
    }
    try {
      Pattern.compile(found);
    } catch (PatternSyntaxException e) {
      problems.add(
          new SpecProblem(
              "spec.ioConfig.topicPattern",
              "found '%s'; expected a regular expression in Java's syntax: %s"
                  .formatted(found, e.getDescription())));
    }
  }

  private static void startDateTime(IoConfig io, List<SpecProblem> problems) {
    try {
      new ResolvedIoConfig(io).lateMessageRejectionStartDateTime();
    } catch (DateTimeException e) {
      problems.add(
          new SpecProblem(
              "spec.ioConfig.lateMessageRejectionStartDateTime",
              "found '%s', which is no date and time; expected one such as 2026-01-31T12:00:00Z"
                  .formatted(io.lateMessageRejectionStartDateTime())));
    }
  }
}
