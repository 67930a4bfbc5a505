package io.millrace.operator.status;

import io.millrace.crds.v1alpha1.status.RecentError;
import io.millrace.operator.Reason;
import io.millrace.operator.decide.Finding;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * The last distinct errors. One that goes on is written once; when only its wording changes, it is
 * written again after a while, so that a message with a number in it does not cause a write in each
 * run. Of more errors at once than are kept the first are, or they would take turns for ever.
 */
final class RecentErrors {

  private static final Duration REWORDED_AFTER = Duration.ofSeconds(30);

  /** A longer message is cut, so that status stays small; the condition says more. */
  private static final int LONGEST_MESSAGE = 2_048;

  private RecentErrors() {}

  static List<RecentError> next(
      List<RecentError> last, List<Finding> findings, Instant now, int kept) {
    List<RecentError> errors = new ArrayList<>(last);
    List<Reason> reasons = findings.stream().map(Finding::reason).distinct().limit(kept).toList();
    findings.stream()
        .filter(finding -> reasons.contains(finding.reason()))
        .forEach(finding -> note(errors, finding, now));
    return List.copyOf(errors.subList(Math.max(0, errors.size() - kept), errors.size()));
  }

  private static void note(List<RecentError> errors, Finding finding, Instant now) {
    String reason = finding.reason().name();
    String message = shorten(finding.message());
    for (RecentError error : errors) {
      if (error.reason().equals(reason)
          && (error.message().equals(message)
              || now.isBefore(error.timestamp().plus(REWORDED_AFTER)))) {
        return;
      }
    }
    errors.removeIf(error -> error.reason().equals(reason));
    errors.add(new RecentError(now, reason, message, isOfStream(finding.reason())));
  }

  private static String shorten(String message) {
    return message.length() <= LONGEST_MESSAGE
        ? message
        : message.substring(0, LONGEST_MESSAGE - 1) + "…";
  }

  private static boolean isOfStream(Reason reason) {
    return reason.name().startsWith("Stream");
  }
}
