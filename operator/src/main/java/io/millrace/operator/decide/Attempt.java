package io.millrace.operator.decide;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The present try of one replica at a generation: one Pod.
 *
 * @param number from 0, unique in the generation; part of the Pod's name
 * @param start where it starts, never changed once written; absent while it is not known yet
 * @param createdAt when it was decided on
 * @param failures how many attempts before it failed in a row without committing anything
 * @param retryAt its Pod is not created before; absent when at once
 * @param readyAt when its task was first seen connected to the stream; absent before
 */
public record Attempt(
    int number,
    @Nullable Positions start,
    Instant createdAt,
    int failures,
    @Nullable Instant retryAt,
    @Nullable Instant readyAt) {

  /** One whose task was not seen yet. */
  public Attempt(
      int number,
      @Nullable Positions start,
      Instant createdAt,
      int failures,
      @Nullable Instant retryAt) {
    this(number, start, createdAt, failures, retryAt, null);
  }

  Attempt startingAt(Positions positions) {
    return new Attempt(number, positions, createdAt, failures, retryAt, readyAt);
  }

  Attempt readyAt(Instant instant) {
    return new Attempt(number, start, createdAt, failures, retryAt, instant);
  }

  Attempt withoutFailures() {
    return new Attempt(number, start, createdAt, 0, retryAt, readyAt);
  }

  /** How long its Pod took from creation until its task was ready; empty while it is not. */
  Optional<Duration> startUp() {
    return readyAt == null
        ? Optional.empty()
        : Optional.of(Duration.between(retryAt == null ? createdAt : retryAt, readyAt));
  }
}
