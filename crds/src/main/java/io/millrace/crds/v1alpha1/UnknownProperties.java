package io.millrace.crds.v1alpha1;

import com.fasterxml.jackson.databind.JsonNode;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Finds the properties of a spec that nothing reads: a misspelt one would lose data in silence. */
public final class UnknownProperties {

  private static final String UNKNOWN = "unknown";

  private static final ClassValue<List<String>> PROPERTIES =
      new ClassValue<>() {
        @Override
        protected List<String> computeValue(Class<?> type) {
          return Arrays.stream(type.getRecordComponents()).map(RecordComponent::getName).toList();
        }
      };

  private final List<SpecProblem> problems = new ArrayList<>();

  private UnknownProperties() {}

  /** One problem for each property of {@code spec} that is not known, in the order of the spec. */
  public static List<SpecProblem> find(StreamSupervisorSpec spec) {
    UnknownProperties search = new UnknownProperties();
    search.visit("spec", spec);
    return List.copyOf(search.problems);
  }

  private void visit(String path, Record part) {
    List<String> properties = PROPERTIES.get(part.getClass());
    for (String property : properties) {
      Object value = SpecValues.of(part, property).orElse(null);
      if (property.equals(UNKNOWN) && value instanceof Map<?, ?> unknown) {
        unknown.forEach((name, json) -> report(path, name.toString(), properties));
      } else if (value instanceof Record nested && !(value instanceof JsonNode)) {
        visit(path + "." + property, nested);
      }
    }
  }

  private void report(String path, String name, List<String> properties) {
    List<String> known = properties.stream().filter(each -> !each.equals(UNKNOWN)).toList();
    String block = path.substring(path.lastIndexOf('.') + 1);
    String nearest =
        NearestName.of(name, known).map(found -> "; did you mean " + found + "?").orElse("");
    problems.add(
        new SpecProblem(path + "." + name, "%s has no such property%s".formatted(block, nearest)));
  }
}
