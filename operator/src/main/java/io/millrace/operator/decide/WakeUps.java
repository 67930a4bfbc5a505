package io.millrace.operator.decide;

import java.time.Duration;
import java.time.Instant;

/**
 * When to decide again if nothing happens: at the next instant at which time alone changes
 * something.
 */
final class WakeUps {

  private static final Duration LONGEST = Duration.ofSeconds(30);
  private static final Duration SHORTEST = Duration.ofMillis(50);

  private final Observation observation;
  private Instant earliest;

  private WakeUps(Observation observation) {
    this.observation = observation;
    this.earliest = observation.now().plus(LONGEST);
  }

  static Duration next(Observation observation) {
    WakeUps wakeUps = new WakeUps(observation);
    wakeUps.lookAtAll();
    Duration wait = Duration.between(observation.now(), wakeUps.earliest);
    return wait.compareTo(SHORTEST) < 0 ? SHORTEST : wait;
  }

  private void lookAtAll() {
    if (observation.deletion() != null) {
      at(observation.deletion().deadline());
    }
    if (observation.beginsAt() != null) {
      at(observation.beginsAt());
    }
    AutoscaleRules.instants(observation).forEach(this::at);
    for (TaskGroup group : observation.state().groups()) {
      for (Generation generation : group.generations()) {
        lookAt(group, generation);
      }
    }
  }

  private void lookAt(TaskGroup group, Generation generation) {
    generation.attempts().forEach(this::lookAt);
    Standstill.patienceEnds(observation, group, generation).forEach(this::at);
    at(generation.createdAt().plus(RolloverRules.PATIENCE));
    RolloverRules.due(observation, group, generation)
        .ifPresent(
            due -> {
              at(due.minus(RolloverRules.lead(group)));
              at(due);
            });
  }

  private void lookAt(Attempt attempt) {
    Instant created = attempt.retryAt() == null ? attempt.createdAt() : attempt.retryAt();
    at(created);
    at(attempt.createdAt().plus(RolloverRules.PATIENCE));
    at(created.plus(AttemptRules.CREATION_GRACE).plusMillis(1));
  }

  private void at(Instant instant) {
    if (instant.isAfter(observation.now()) && instant.isBefore(earliest)) {
      earliest = instant;
    }
  }
}
