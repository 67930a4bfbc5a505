package io.millrace.operator.supervisor;

import java.time.Duration;

/**
 * What came of an iteration.
 *
 * @param gone whether there is nothing left to do for this supervisor
 * @param wakeUp when to iterate again if nothing happens before
 */
public record Outcome(boolean gone, Duration wakeUp) {

  static final Outcome GONE = new Outcome(true, Duration.ZERO);

  static Outcome after(Duration wakeUp) {
    return new Outcome(false, wakeUp);
  }
}
