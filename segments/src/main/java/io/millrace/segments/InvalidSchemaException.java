package io.millrace.segments;

import java.util.List;
import java.util.stream.Collectors;

/**
 * A {@code dataSchema}, {@code inputFormat} or {@code tuningConfig} that no segments can be built
 * with.
 */
public final class InvalidSchemaException extends Exception {

  private static final long serialVersionUID = 1L;

  private final transient List<SchemaProblem> problems;

  public InvalidSchemaException(List<SchemaProblem> problems) {
    super(
        problems.stream()
            .map(p -> p.path() + ": " + p.message())
            .collect(Collectors.joining("; ")));
    this.problems = List.copyOf(problems);
  }

  /** All problems that were found, at least one. */
  public List<SchemaProblem> problems() {
    return problems;
  }
}
