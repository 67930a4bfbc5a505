package io.millrace.simulator;

import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Copies of records in which one component is another. */
final class RecordCopy {

  private RecordCopy() {}

  /** {@code record} with {@code value} as its {@code component}. */
  static <R extends Record> R with(R record, String component, @Nullable Object value) {
    @SuppressWarnings("unchecked")
    Class<R> type = (Class<R>) record.getClass();
    RecordComponent[] components = type.getRecordComponents();
    @Nullable Object[] values = new @Nullable Object[components.length];
    boolean found = false;
    try {
      for (int index = 0; index < components.length; index++) {
        boolean changed = components[index].getName().equals(component);
        found |= changed;
        values[index] = changed ? value : components[index].getAccessor().invoke(record);
      }
      if (!found) {
        throw new IllegalArgumentException(type + " has no component " + component);
      }
      return type.getDeclaredConstructor(
              Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new))
          .newInstance(values);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("cannot copy a " + type, e);
    }
  }
}
