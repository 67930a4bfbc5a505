package io.millrace.operator.decide;

import java.util.Collections;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the annotation asks for: {@code 7} of all task groups, {@code 7/0,2} of some. */
sealed interface HandoffRequest {

  /** A longer value is not remembered. */
  int LONGEST = 1_024;

  Pattern FORM =
      Pattern.compile("[A-Za-z0-9][A-Za-z0-9._:+-]{0,62}(?:/(\\d{1,9}(?:, ?\\d{1,9})*))?");

  Pattern SEPARATOR = Pattern.compile(", ?");

  /**
   * Task groups are to end what they read.
   *
   * @param groups their ids; none when all are meant
   */
  record Asked(SortedSet<Integer> groups) implements HandoffRequest {

    public Asked {
      groups = Collections.unmodifiableSortedSet(new TreeSet<>(groups));
    }

    boolean concerns(TaskGroup group) {
      return groups.isEmpty() || groups.contains(group.id());
    }
  }

  /** Nobody can tell what is meant. */
  record Unreadable() implements HandoffRequest {}

  /** Reads the annotation's value. */
  static HandoffRequest of(String value) {
    Matcher form = FORM.matcher(value);
    if (value.length() > LONGEST || !form.matches()) {
      return new Unreadable();
    }
    List<Integer> groups =
        form.group(1) == null
            ? List.of()
            : SEPARATOR.splitAsStream(form.group(1)).map(Integer::valueOf).toList();
    return new Asked(new TreeSet<>(groups));
  }
}
