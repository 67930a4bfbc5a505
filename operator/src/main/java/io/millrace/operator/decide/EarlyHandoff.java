package io.millrace.operator.decide;

import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The newest request to end what task groups read before its time. Each is obeyed once: what a
 * group read when it was seen ends, and nothing that begins later.
 *
 * @param request the annotation's value that was obeyed last
 * @param acceptedAt when that was seen
 * @param ending the number of the generation that is still to end, by task group
 * @param unknown groups that were asked for and were not there
 */
public record EarlyHandoff(
    String request, Instant acceptedAt, SortedMap<Integer, Integer> ending, List<Integer> unknown) {

  /** The annotation of a supervisor that asks for it. */
  public static final String ANNOTATION = "millrace.io/handoff";

  public EarlyHandoff {
    ending = Collections.unmodifiableSortedMap(new TreeMap<>(ending));
    unknown = List.copyOf(unknown);
  }

  /** Whether {@code generation} is still to end. */
  boolean ends(TaskGroup group, Generation generation) {
    Integer last = ending.get(group.id());
    return last != null && generation.number() <= last;
  }

  EarlyHandoff with(SortedMap<Integer, Integer> left) {
    return new EarlyHandoff(request, acceptedAt, left, unknown);
  }
}
