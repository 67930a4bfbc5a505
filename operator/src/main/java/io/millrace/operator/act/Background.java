package io.millrace.operator.act;

import io.millrace.protocol.Scheduler;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;

/**
 * Work of one supervisor that blocks, run beside its loop: each kind at most once at a time, and
 * again after a failure only when some time has passed. What ends triggers the loop. Safe for use
 * by several threads.
 */
public final class Background {

  private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
  private static final Duration LAST_PAUSE = Duration.ofSeconds(30);

  private final Scheduler scheduler;
  private final Runnable ended;
  private final Map<String, Progress> byKey = new ConcurrentHashMap<>();

  /** Where a kind of work is: running, or resting after that many failures in a row. */
  private record Progress(boolean running, int failures, Instant notBefore) {}

  /**
   * @param ended called when some work ended, or may be tried again
   */
  public Background(Scheduler scheduler, Runnable ended) {
    this.scheduler = scheduler;
    this.ended = ended;
  }

  /**
   * Runs {@code work}, unless the same runs already or rests after a failure.
   *
   * @param key tells kinds of work apart
   * @param work returns whether it succeeded
   */
  public void run(String key, BooleanSupplier work) {
    Instant now = scheduler.instant();
    Progress before = byKey.get(key);
    if (before != null && (before.running() || now.isBefore(before.notBefore()))) {
      return;
    }
    int failures = before == null ? 0 : before.failures();
    byKey.put(key, new Progress(true, failures, now));
    scheduler.execute(() -> attempt(key, work, failures));
  }

  private void attempt(String key, BooleanSupplier work, int failures) {
    boolean succeeded = false;
    try {
      succeeded = work.getAsBoolean();
    } finally {
      if (succeeded) {
        byKey.remove(key);
        ended.run();
      } else {
        rest(key, failures + 1);
      }
    }
  }

  private void rest(String key, int failures) {
    Duration pause = FIRST_PAUSE.multipliedBy(1L << Math.min(failures - 1, 10));
    pause = pause.compareTo(LAST_PAUSE) > 0 ? LAST_PAUSE : pause;
    byKey.put(key, new Progress(false, failures, scheduler.instant().plus(pause)));
    scheduler.after(pause, ended);
    ended.run();
  }
}
