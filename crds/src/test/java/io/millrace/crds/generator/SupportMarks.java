package io.millrace.crds.generator;

import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.millrace.crds.v1alpha1.PropertySupport;
import io.millrace.crds.v1alpha1.Support;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** What descriptions say of properties that this release does not act on, or not in all values. */
final class SupportMarks {

  private SupportMarks() {}

  /** Puts what holds of the property before its description. */
  static void mark(JSONSchemaProps property, String path) {
    text(path).ifPresent(mark -> property.setDescription(mark + " " + property.getDescription()));
  }

  /**
   * The sentence that {@link #mark} puts before the description of the property at {@code path}.
   */
  static Optional<String> text(String path) {
    return PropertySupport.of(path)
        .flatMap(SupportMarks::text)
        .or(() -> Optional.ofNullable(PropertySupport.limits().get(path)));
  }

  /**
   * Properties of which {@code support} holds, as a list in Markdown, by the object they are in.
   */
  static String list(Support support) {
    Map<String, List<String>> byParent = new LinkedHashMap<>();
    PropertySupport.byPath()
        .forEach(
            (path, decision) -> {
              if (decision == support) {
                int dot = path.lastIndexOf('.');
                byParent
                    .computeIfAbsent(path.substring(0, dot), parent -> new ArrayList<>())
                    .add("`%s`".formatted(path.substring(dot + 1)));
              }
            });
    return byParent.entrySet().stream()
        .map(
            parent -> "- `%s`: %s".formatted(parent.getKey(), String.join(", ", parent.getValue())))
        .collect(Collectors.joining("\n"));
  }

  private static Optional<String> text(Support support) {
    return switch (support) {
      case ACTED_ON -> Optional.empty();
      case NOT_YET_SUPPORTED -> Optional.of("No effect in this release.");
      case REFUSED -> Optional.of("Refused in this release.");
    };
  }
}
