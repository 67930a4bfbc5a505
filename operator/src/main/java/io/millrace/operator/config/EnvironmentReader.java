package io.millrace.operator.config;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads typed values and gathers what is wrong with them, so that all of it can be told at once.
 */
final class EnvironmentReader {

  private final Map<String, String> environment;
  private final List<String> problems = new ArrayList<>();

  EnvironmentReader(Map<String, String> environment) {
    this.environment = environment;
  }

  List<String> problems() {
    return problems;
  }

  void problem(Variable variable, String found, String expected) {
    problems.add("%s is '%s'; expected %s".formatted(variable.variable(), found, expected));
  }

  Optional<String> optional(Variable variable) {
    String value = environment.getOrDefault(variable.variable(), "").strip();
    return value.isEmpty()
        ? Optional.of(variable.fallback()).filter(fallback -> !fallback.isEmpty())
        : Optional.of(value);
  }

  String required(Variable variable, String expected) {
    Optional<String> value = optional(variable);
    if (value.isEmpty()) {
      problems.add("%s is not set; expected %s".formatted(variable.variable(), expected));
    }
    return value.orElse("");
  }

  String oneOf(Variable variable, List<String> allowed) {
    String value = optional(variable).orElse("");
    if (!value.isEmpty() && !allowed.contains(value)) {
      problem(variable, value, "one of " + String.join(", ", allowed));
    }
    return value;
  }

  int number(Variable variable, int least, int most) {
    String value = optional(variable).orElse("");
    try {
      int number = Integer.parseInt(value);
      if (number >= least && number <= most) {
        return number;
      }
    } catch (NumberFormatException e) {
      // told below, together with the range
    }
    problem(variable, value, "a number from %d to %d".formatted(least, most));
    return least;
  }

  Duration duration(Variable variable) {
    String value = optional(variable).orElse("");
    try {
      Duration duration = Duration.parse(value);
      if (duration.isPositive()) {
        return duration;
      }
    } catch (DateTimeParseException e) {
      // told below
    }
    problem(variable, value, "an ISO 8601 period above zero, such as PT10S");
    return Duration.ofSeconds(1);
  }

  boolean truth(Variable variable) {
    return "true".equals(oneOf(variable, List.of("true", "false")));
  }
}
