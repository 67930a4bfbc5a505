package io.millrace.operator.decide;

import java.util.Optional;

/**
 * What the name of a Pod says: {@code <supervisor>-<group>-<generation>-<attempt>}.
 *
 * @param supervisor name of the supervisor
 * @param group task group
 * @param generation generation of the task group
 * @param attempt attempt at the generation
 */
public record PodName(String supervisor, int group, int generation, int attempt) {

  static PodName of(Observation observation, TaskGroup group, Generation generation, int attempt) {
    return new PodName(observation.name(), group.id(), generation.number(), attempt);
  }

  /** Parses the name of a Pod of {@code supervisor}; empty when it was not named here. */
  public static Optional<PodName> parse(String supervisor, String name) {
    if (!name.startsWith(supervisor + "-")) {
      return Optional.empty();
    }
    String[] parts = name.substring(supervisor.length() + 1).split("-", -1);
    try {
      return parts.length == 3
          ? Optional.of(
              new PodName(
                  supervisor,
                  Integer.parseInt(parts[0]),
                  Integer.parseInt(parts[1]),
                  Integer.parseInt(parts[2])))
          : Optional.empty();
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  @Override
  public String toString() {
    return supervisor + "-" + group + "-" + generation + "-" + attempt;
  }
}
