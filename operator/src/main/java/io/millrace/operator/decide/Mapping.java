package io.millrace.operator.decide;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Changes of lists that mostly change nothing: every rule looks at every generation in every
 * iteration, and nearly always leaves it as it is.
 */
final class Mapping {

  private Mapping() {}

  /** What {@code change} makes of each; {@code list} itself where that is the same everywhere. */
  @SuppressWarnings("ReferenceEquality") // the very same, which is what unchanged means here
  static <T> List<T> each(List<T> list, UnaryOperator<T> change) {
    List<T> changed = list;
    for (int index = 0; index < list.size(); index++) {
      T next = change.apply(list.get(index));
      if (next != list.get(index) && changed == list) {
        changed = new ArrayList<>(list);
      }
      if (changed != list) {
        changed.set(index, next);
      }
    }
    return changed;
  }
}
