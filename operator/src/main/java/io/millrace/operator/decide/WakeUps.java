package io.millrace.operator.decide;

import java.time.Duration;
import java.time.Instant;
import java.util.stream.Stream;

/**
 * When to decide again if nothing happens: at the next instant at which time alone changes
 * something.
 */
final class WakeUps {

  private static final Duration LONGEST = Duration.ofSeconds(30);
  private static final Duration SHORTEST = Duration.ofMillis(50);

  private WakeUps() {}

  static Duration next(Observation observation) {
    Duration wait =
        instants(observation)
            .filter(instant -> instant.isAfter(observation.now()))
            .min(Instant::compareTo)
            .map(instant -> Duration.between(observation.now(), instant))
            .orElse(LONGEST);
    if (wait.compareTo(SHORTEST) < 0) {
      return SHORTEST;
    }
    return wait.compareTo(LONGEST) > 0 ? LONGEST : wait;
  }

  private static Stream<Instant> instants(Observation observation) {
    Stream<Instant> deletion =
        observation.deletion() == null
            ? Stream.empty()
            : Stream.of(observation.deletion().deadline());
    return Stream.concat(
        Stream.of(
                deletion,
                Stream.ofNullable(observation.beginsAt()),
                AutoscaleRules.instants(observation))
            .flatMap(instants -> instants),
        observation.state().groups().stream()
            .flatMap(
                group ->
                    group.generations().stream()
                        .flatMap(generation -> ofGeneration(observation, group, generation))));
  }

  private static Stream<Instant> ofGeneration(
      Observation observation, TaskGroup group, Generation generation) {
    Stream<Instant> own =
        Stream.of(
                generation.attempts().stream().flatMap(WakeUps::ofAttempt),
                Standstill.patienceEnds(observation, group, generation),
                Stream.of(generation.createdAt().plus(RolloverRules.PATIENCE)))
            .flatMap(instants -> instants);
    Stream<Instant> due =
        RolloverRules.due(observation, group, generation).stream()
            .flatMap(instant -> Stream.of(instant.minus(RolloverRules.lead(group)), instant));
    return Stream.concat(own, due);
  }

  private static Stream<Instant> ofAttempt(Attempt attempt) {
    Instant created = attempt.retryAt() == null ? attempt.createdAt() : attempt.retryAt();
    return Stream.of(created, created.plus(AttemptRules.CREATION_GRACE).plusMillis(1));
  }
}
