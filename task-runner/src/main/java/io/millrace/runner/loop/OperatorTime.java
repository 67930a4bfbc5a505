package io.millrace.runner.loop;

import io.millrace.protocol.MessageTimeBounds;
import io.millrace.protocol.Scheduler;
import java.time.Duration;
import java.time.Instant;

/**
 * What the operator's clock shows at least. It made the bounds of event times, and its assignments
 * say when they were sent; from then on waits of the scheduler tell what has passed. So the task's
 * own clock may be wrong or be set, and an attempt that begins in the middle of a generation knows
 * how old that is. It follows no further than is needed to know when bounds are over. Thread-safe.
 */
final class OperatorTime {

  private final EventTimes times;
  private final Scheduler scheduler;
  private final Runnable boundsOver;
  private Instant known = Instant.MIN;

  /**
   * @param boundsOver called in the background when the bounds that were told are over
   */
  OperatorTime(EventTimes times, Scheduler scheduler, Runnable boundsOver) {
    this.times = times;
    this.scheduler = scheduler;
    this.boundsOver = boundsOver;
  }

  /** An assignment has come that does not say when it was sent: once its generation had begun. */
  void told(MessageTimeBounds generation) {
    times.begin(generation).ifPresent(begin -> told(generation, begin));
  }

  /** An assignment has come that was sent at that time. */
  synchronized void told(MessageTimeBounds generation, Instant sentAt) {
    known = later(known, sentAt);
    waitFrom(sentAt, generation);
  }

  /** Never ahead of the operator's clock; {@link Instant#MIN} before anything was told. */
  synchronized Instant atLeast() {
    return known;
  }

  /** A wait that began with an earlier assignment goes on: what is over first counts. */
  private void waitFrom(Instant time, MessageTimeBounds generation) {
    times
        .over(times.at(known, generation))
        .ifPresent(
            over -> scheduler.after(Duration.between(time, over), () -> passed(over, generation)));
  }

  private void passed(Instant over, MessageTimeBounds generation) {
    synchronized (this) {
      if (!over.isAfter(known)) {
        return;
      }
      known = over;
      waitFrom(over, generation);
    }
    boundsOver.run();
  }

  private static Instant later(Instant one, Instant other) {
    return one.isAfter(other) ? one : other;
  }
}
