package io.millrace.operator.decide;

import java.time.Duration;

/**
 * How long a task is waited for.
 *
 * @param unansweredCalls a task that left so many calls in a row without an answer, and for {@code
 *     silence}, is replaced
 * @param silence see there
 * @param completion a task that has an end and gets no nearer to it for so long is replaced
 */
public record Deadlines(int unansweredCalls, Duration silence, Duration completion) {

  /** Less would replace tasks for a pause of their garbage collector. */
  private static final Duration SHORTEST = Duration.ofMinutes(1);

  /** Those of a spec that says nothing of them. */
  public static final Deadlines USUAL = of(8, Duration.ofSeconds(10), Duration.ofMinutes(30));

  /** By Druid's properties: a call is tried {@code chatRetries} times more. */
  public static Deadlines of(int chatRetries, Duration httpTimeout, Duration completionTimeout) {
    int calls = chatRetries + 1;
    return new Deadlines(
        calls,
        atLeastShortest(httpTimeout.multipliedBy(calls)),
        atLeastShortest(completionTimeout));
  }

  private static Duration atLeastShortest(Duration duration) {
    return duration.compareTo(SHORTEST) < 0 ? SHORTEST : duration;
  }
}
