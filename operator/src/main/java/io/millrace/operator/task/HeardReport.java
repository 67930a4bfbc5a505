package io.millrace.operator.task;

import io.millrace.protocol.Report;
import java.time.Instant;
import java.util.Objects;

/**
 * The last report of a task.
 *
 * @param report what it said
 * @param at when that was
 * @param progressedAt when it last said something of which it follows that it had got on
 */
public record HeardReport(Report report, Instant at, Instant progressedAt) {

  static HeardReport first(Report report, Instant at) {
    return new HeardReport(report, at, at);
  }

  HeardReport then(Report next, Instant now) {
    return new HeardReport(next, now, isProgress(report, next) ? now : progressedAt);
  }

  private static boolean isProgress(Report before, Report after) {
    return before.state() != after.state()
        || before.generation() != after.generation()
        || !Objects.equals(before.pausedAt(), after.pausedAt())
        || !before.positions().equals(after.positions())
        || before.prepared().size() != after.prepared().size();
  }
}
