package io.millrace.operator.status;

import io.millrace.operator.Reason;
import io.millrace.operator.decide.Finding;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Findings of one supervisor that people are told by an event of their own: a condition has room
 * for the first one only. One that comes and goes is not told again before it was away for a while;
 * nor is what an operator finds when it starts, which the one before it has told. Used by one
 * iteration at a time.
 */
public final class NewFindings {

  private static final Duration AWAY = Duration.ofMinutes(10);

  private final Map<Reason, Instant> seen = new EnumMap<>(Reason.class);
  private boolean begun;

  /** The first finding of each reason that was not found for a while. */
  public List<Event> of(List<Finding> findings, Instant now) {
    List<Event> events = new ArrayList<>();
    seen.values().removeIf(instant -> !now.isBefore(instant.plus(AWAY)));
    for (Finding finding : findings) {
      boolean isNew = seen.put(finding.reason(), now) == null;
      if (isNew && begun) {
        events.add(new Event(true, finding.reason(), finding.message()));
      }
    }
    begun = true;
    return events;
  }
}
