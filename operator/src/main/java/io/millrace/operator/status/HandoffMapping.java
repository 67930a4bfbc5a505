package io.millrace.operator.status;

import io.millrace.crds.v1alpha1.status.HandoffStatus;
import io.millrace.operator.decide.EarlyHandoff;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The newest early handoff between the loop and status. */
final class HandoffMapping {

  private HandoffMapping() {}

  static @Nullable EarlyHandoff handoff(@Nullable HandoffStatus status) {
    if (status == null) {
      return null;
    }
    SortedMap<Integer, Integer> ending = new TreeMap<>();
    status.ending().forEach((group, generation) -> ending.put(Integer.valueOf(group), generation));
    return new EarlyHandoff(status.request(), status.acceptedAt(), ending, status.unknownGroups());
  }

  static @Nullable HandoffStatus status(@Nullable EarlyHandoff handoff) {
    if (handoff == null) {
      return null;
    }
    SortedMap<String, Integer> ending = new TreeMap<>();
    handoff.ending().forEach((group, generation) -> ending.put(group.toString(), generation));
    return new HandoffStatus(handoff.request(), handoff.acceptedAt(), ending, handoff.unknown());
  }
}
