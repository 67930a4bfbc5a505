package io.millrace.segments.schema;

import io.millrace.segments.SchemaProblem;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Collects what is wrong with a specification, so that all of it is told at once. */
final class Problems {

  private final Set<SchemaProblem> found = new LinkedHashSet<>();

  void add(String path, String message) {
    found.add(new SchemaProblem(path, message));
  }

  boolean none() {
    return found.isEmpty();
  }

  List<SchemaProblem> list() {
    return new ArrayList<>(found);
  }
}
