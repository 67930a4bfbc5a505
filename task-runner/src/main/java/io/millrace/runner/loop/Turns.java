package io.millrace.runner.loop;

import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Makes one logical thread of many: however often and from wherever a turn is asked for, one runs
 * at a time, and one begins after the last time it was asked for. Thread-safe.
 */
final class Turns {

  private final Executor executor;
  private final Runnable turn;
  private final AtomicInteger asked = new AtomicInteger();
  private final AtomicLong ended = new AtomicLong();

  Turns(Executor executor, Runnable turn) {
    this.executor = executor;
    this.turn = turn;
  }

  /** Lets a turn follow, soon. */
  void ask() {
    if (asked.getAndIncrement() == 0) {
      executor.execute(this::run);
    }
  }

  /** Whether a turn runs or is to run. */
  boolean isDue() {
    return asked.get() > 0;
  }

  /** How many turns have ended so far. */
  long ended() {
    return ended.get();
  }

  private void run() {
    int answered = asked.get();
    try {
      turn.run();
    } finally {
      ended.incrementAndGet();
      if (asked.addAndGet(-answered) > 0) {
        executor.execute(this::run);
      }
    }
  }
}
