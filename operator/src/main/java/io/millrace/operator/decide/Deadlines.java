package io.millrace.operator.decide;

import java.time.Duration;

/**
 * How long a task is waited for.
 *
 * @param call how long a task may take to answer one call
 * @param unansweredCalls a task that left so many calls in a row without an answer, and for {@code
 *     silence}, is replaced
 * @param silence see there
 * @param completion a task that has an end and gets no nearer to it for so long is replaced
 */
public record Deadlines(Duration call, int unansweredCalls, Duration silence, Duration completion) {

  /** Less is no time to answer in. */
  private static final Duration SHORTEST_CALL = Duration.ofSeconds(1);

  /** Less would replace tasks for a pause of their garbage collector. */
  private static final Duration SHORTEST = Duration.ofMinutes(1);

  /** More is as good as for ever, and its multiples would be no durations any more. */
  private static final Duration LONGEST = Duration.ofDays(36_500);

  /** Those of a spec that says nothing of them. */
  public static final Deadlines USUAL = of(8, Duration.ofSeconds(10), Duration.ofMinutes(30));

  /** By Druid's properties: a call is tried {@code chatRetries} times more. */
  public static Deadlines of(int chatRetries, Duration httpTimeout, Duration completionTimeout) {
    long calls = chatRetries + 1L;
    return new Deadlines(
        within(SHORTEST_CALL, httpTimeout),
        (int) Math.min(calls, Integer.MAX_VALUE),
        within(SHORTEST, notAboveLongest(httpTimeout).multipliedBy(calls)),
        within(SHORTEST, completionTimeout));
  }

  private static Duration notAboveLongest(Duration duration) {
    return duration.compareTo(LONGEST) > 0 ? LONGEST : duration;
  }

  private static Duration within(Duration shortest, Duration duration) {
    return duration.compareTo(shortest) < 0 ? shortest : notAboveLongest(duration);
  }
}
