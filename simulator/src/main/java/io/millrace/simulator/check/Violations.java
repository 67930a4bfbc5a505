package io.millrace.simulator.check;

import io.millrace.simulator.fault.Trace;
import io.millrace.simulator.time.VirtualTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/** What did not hold. The first one ends the schedule. */
public final class Violations {

  private final VirtualTime time;
  private final Trace trace;
  private final Set<Rule> unwatched;
  private final List<Violation> found = new ArrayList<>();

  /**
   * Something that did not hold.
   *
   * @param rule which rule
   * @param message what was found and what was expected
   */
  public record Violation(Rule rule, String message) {}

  public Violations(VirtualTime time, Trace trace) {
    this(time, trace, Set.of());
  }

  /**
   * @param unwatched rules that nobody looks at
   */
  public Violations(VirtualTime time, Trace trace, Set<Rule> unwatched) {
    this.time = time;
    this.trace = trace;
    this.unwatched = unwatched;
  }

  /** Notes a violation, unless nobody looks at the rule. */
  public void add(Rule rule, String message) {
    if (unwatched.contains(rule)) {
      return;
    }
    found.add(new Violation(rule, message));
    trace.note("CHECK", () -> rule + ": " + message);
    time.stop();
  }

  /** Notes a violation unless {@code holds}. */
  void require(boolean holds, Rule rule, Supplier<String> message) {
    if (!holds) {
      add(rule, message.get());
    }
  }

  public List<Violation> found() {
    return found;
  }
}
