package io.millrace.runner.loop;

import java.time.Duration;

/**
 * Notices a turn that does not end, for the liveness probe. It counts looks, not time, so that
 * neither a clock that jumps nor a process that stood still makes a loop look stuck. Thread-safe.
 */
final class TurnWatch {

  /** Time between two looks. */
  static final Duration PERIOD = Duration.ofMinutes(1);

  /** Far more than the longest step of a turn takes. */
  static final int MOST_LOOKS = 5;

  private final Turns turns;
  private long ended;
  private int looks;

  TurnWatch(Turns turns) {
    this.turns = turns;
  }

  /** Called every {@link #PERIOD}. */
  synchronized void look() {
    long now = turns.ended();
    looks = turns.isDue() && now == ended ? looks + 1 : 0;
    ended = now;
  }

  /** Whether a turn has been due for several looks and none has ended. */
  synchronized boolean isStuck() {
    return looks >= MOST_LOOKS;
  }
}
