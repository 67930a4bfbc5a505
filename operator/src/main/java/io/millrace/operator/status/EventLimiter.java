package io.millrace.operator.status;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/**
 * Holds back events of one supervisor that were told not long ago, and too many at once. Used by
 * one iteration at a time.
 */
public final class EventLimiter {

  private static final Duration REPEATED_AFTER = Duration.ofMinutes(10);
  private static final Duration WINDOW = Duration.ofMinutes(5);
  private static final int MOST_IN_WINDOW = 60;

  private final Map<Event, Instant> told = new HashMap<>();

  /** Whether {@code event} is to be told now. */
  public boolean admits(Event event, Instant now) {
    told.values().removeIf(instant -> !now.isBefore(instant.plus(REPEATED_AFTER)));
    long recent =
        told.values().stream().filter(instant -> now.isBefore(instant.plus(WINDOW))).count();
    if (told.containsKey(event) || recent >= MOST_IN_WINDOW) {
      return false;
    }
    told.put(event, now);
    return true;
  }
}
