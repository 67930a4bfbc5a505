package io.millrace.crds.v1alpha1;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What an absent list or map of the resource is in Java. */
public final class Absent {

  private Absent() {}

  /** An unmodifiable copy, in the same order; empty when absent. */
  public static <T> List<T> asEmpty(@Nullable List<T> list) {
    return list == null ? List.of() : List.copyOf(list);
  }

  /** An unmodifiable copy, in the same order; empty when absent. */
  public static <T> Map<String, T> asEmpty(@Nullable Map<String, T> map) {
    return map == null ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(map));
  }

  /** An unmodifiable copy, in the same order; null when absent. */
  public static <T> @Nullable Map<String, T> asAbsent(@Nullable Map<String, T> map) {
    return map == null ? null : asEmpty(map);
  }
}
