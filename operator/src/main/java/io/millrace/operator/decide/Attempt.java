package io.millrace.operator.decide;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The present try at a generation: one Pod.
 *
 * @param number from 0; part of the Pod's name
 * @param start where it starts, never changed once written; absent while it is not known yet
 * @param createdAt when it was decided on
 * @param failures how many attempts before it failed in a row without committing anything
 * @param retryAt its Pod is not created before; absent when at once
 */
public record Attempt(
    int number,
    @Nullable Positions start,
    Instant createdAt,
    int failures,
    @Nullable Instant retryAt) {

  Attempt startingAt(Positions positions) {
    return new Attempt(number, positions, createdAt, failures, retryAt);
  }
}
