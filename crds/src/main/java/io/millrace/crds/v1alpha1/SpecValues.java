package io.millrace.crds.v1alpha1;

import com.fasterxml.jackson.databind.JsonNode;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Reads a spec by paths such as {@code spec.ioConfig.taskCount}. */
final class SpecValues {

  private static final String SPEC = "spec.";

  /**
   * Accessors by name: kept, since each new {@link Method} makes another method handle when it is
   * called first.
   */
  private static final ClassValue<Map<String, Method>> ACCESSORS =
      new ClassValue<>() {
        @Override
        protected Map<String, Method> computeValue(Class<?> type) {
          return Arrays.stream(type.getRecordComponents())
              .collect(
                  Collectors.toUnmodifiableMap(
                      RecordComponent::getName, RecordComponent::getAccessor));
        }
      };

  private SpecValues() {}

  /** What stands in {@code spec} at {@code path}; empty when nothing does. */
  static Optional<Object> at(StreamSupervisorSpec spec, String path) {
    Optional<Object> value = Optional.of(spec);
    for (String name : path.substring(SPEC.length()).split("\\.", -1)) {
      value = value.flatMap(parent -> of((Record) parent, name));
    }
    return value;
  }

  /**
   * The same, and empty too when what stands there asks for nothing: false, or an empty object or
   * list.
   */
  static Optional<Object> asked(StreamSupervisorSpec spec, String path) {
    return at(spec, path).filter(SpecValues::asksForSomething);
  }

  /** What the property {@code name} of {@code part} holds; empty when it is absent. */
  static Optional<Object> of(Record part, String name) {
    Method accessor = ACCESSORS.get(part.getClass()).get(name);
    if (accessor == null) {
      throw new IllegalArgumentException(
          part.getClass().getSimpleName() + " has no property " + name);
    }
    try {
      return Optional.ofNullable(accessor.invoke(part));
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("cannot read " + name + " of " + part.getClass(), e);
    }
  }

  private static boolean asksForSomething(Object value) {
    return switch (value) {
      case Boolean truth -> truth;
      case Collection<?> list -> !list.isEmpty();
      case Map<?, ?> map -> !map.isEmpty();
      case JsonNode json -> !json.isContainerNode() || !json.isEmpty();
      default -> true;
    };
  }
}
