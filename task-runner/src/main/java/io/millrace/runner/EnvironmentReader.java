package io.millrace.runner;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads environment variables one by one, and keeps what is wrong with any of them. */
final class EnvironmentReader {

  private final Map<String, String> environment;
  private final List<String> problems = new ArrayList<>();

  EnvironmentReader(Map<String, String> environment) {
    this.environment = environment;
  }

  List<String> problems() {
    return problems;
  }

  void problem(String problem) {
    problems.add(problem);
  }

  /** A text that must be there; empty when it is not. */
  String text(String variable) {
    Optional<String> value = optional(variable);
    if (value.isEmpty()) {
      problem("%s is not set".formatted(variable));
    }
    return value.orElse("");
  }

  Optional<String> optional(String variable) {
    return Optional.ofNullable(environment.get(variable)).filter(value -> !value.isBlank());
  }

  Path path(String variable) {
    return Path.of(text(variable));
  }

  Optional<Path> optionalPath(String variable) {
    return optional(variable).map(Path::of);
  }

  long number(String variable, long least, long most) {
    String text = text(variable);
    return text.isEmpty() ? least : parse(variable, text, least, most);
  }

  long number(String variable, long otherwise, long least, long most) {
    return optional(variable).map(text -> parse(variable, text, least, most)).orElse(otherwise);
  }

  private long parse(String variable, String text, long least, long most) {
    try {
      long number = Long.parseLong(text.strip());
      if (number >= least && number <= most) {
        return number;
      }
    } catch (NumberFormatException e) {
      problem(notInRange(variable, text, least, most));
      return least;
    }
    problem(notInRange(variable, text, least, most));
    return least;
  }

  private static String notInRange(String variable, String text, long least, long most) {
    return "%s is '%s'; expected a number from %d to %d".formatted(variable, text, least, most);
  }
}
