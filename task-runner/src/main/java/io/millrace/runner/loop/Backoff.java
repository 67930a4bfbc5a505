package io.millrace.runner.loop;

import java.time.Duration;

/**
 * How long to wait before something that failed is tried again: twice as long each time.
 *
 * @param first after the first failure
 * @param most never longer than this
 */
public record Backoff(Duration first, Duration most) {

  private static final int MAX_DOUBLINGS = 30;

  /**
   * @param failures how often it failed so far, at least 1
   */
  Duration after(int failures) {
    Duration wait = first.multipliedBy(1L << Math.min(failures - 1, MAX_DOUBLINGS));
    return wait.compareTo(most) < 0 ? wait : most;
  }
}
