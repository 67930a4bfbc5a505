package io.millrace.simulator.check;

import io.millrace.crds.v1alpha1.status.HandoffStatus;
import io.millrace.crds.v1alpha1.status.StreamSupervisorStatus;
import io.millrace.operator.decide.Generation;
import io.millrace.operator.decide.SupervisorState;
import io.millrace.operator.decide.TaskGroup;
import io.millrace.operator.observe.SupervisorResource;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Judges early handoffs, from one stored status to the next: each request is obeyed once, by the
 * generations that read when it was seen.
 */
public final class HandoffCheck {

  private static final Pattern COMMA = Pattern.compile(",");

  private final Violations violations;
  private final Set<String> obeyed = new HashSet<>();
  private final Set<String> asked = new HashSet<>();

  public HandoffCheck(Violations violations) {
    this.violations = violations;
  }

  /** Whether somebody has asked for the end of a generation that was there. */
  boolean isAsked(String uid, TaskGroup group, Generation generation) {
    return asked.contains(name(uid, group, generation.number()));
  }

  /** Whether what the resource asks for is done; also when nobody can tell what that is. */
  public static boolean isDone(SupervisorResource resource) {
    String request = resource.handoff();
    HandoffStatus status = of(resource.status());
    return request == null
        || request.contains(" ")
        || (status != null && status.request().equals(request) && status.ending().isEmpty());
  }

  /** Another status is stored. */
  public void follow(Stored before, Stored after) {
    HandoffStatus then = of(before.resource().status());
    HandoffStatus now = of(after.resource().status());
    if (now == null) {
      violations.require(then == null, Rule.HANDOFF, () -> then + " is forgotten");
    } else if (then != null && then.request().equals(now.request())) {
      goesOn(then, now, after.state());
    } else {
      begins(before, after, then, now);
    }
  }

  private void begins(Stored stored, Stored next, @Nullable HandoffStatus then, HandoffStatus now) {
    SupervisorResource before = stored.resource();
    SupervisorResource after = next.resource();
    violations.require(
        now.request().equals(before.handoff()) && obeyed.add(after.uid() + "/" + now.request()),
        Rule.HANDOFF,
        () -> "%s is obeyed, and %s is asked for".formatted(now, before.handoff()));
    Map<String, Integer> allowed = new TreeMap<>(then == null ? Map.of() : then.ending());
    for (TaskGroup group : stored.state().groups()) {
      Optional<Generation> open = group.open();
      if (open.isPresent() && concerns(now.request(), group.id())) {
        int number = open.get().number();
        allowed.put(String.valueOf(group.id()), number);
        asked.add(name(after.uid(), group, number));
        violations.require(
            !readsOn(next.state(), group.id(), number)
                || Objects.equals(now.ending().get(String.valueOf(group.id())), number),
            Rule.HANDOFF,
            () -> "%s leaves out generation %d of %d".formatted(now, number, group.id()));
      }
    }
    violations.require(
        allowed.entrySet().containsAll(now.ending().entrySet()),
        Rule.HANDOFF,
        () -> "%s ends more than %s".formatted(now, allowed));
  }

  private void goesOn(HandoffStatus then, HandoffStatus now, SupervisorState state) {
    violations.require(
        then.acceptedAt().equals(now.acceptedAt())
            && then.ending().entrySet().containsAll(now.ending().entrySet()),
        Rule.HANDOFF,
        () -> "%s was obeyed, and is again as %s".formatted(then, now));
    then.ending()
        .forEach(
            (group, number) ->
                violations.require(
                    now.ending().containsKey(group)
                        || !readsOn(state, Integer.parseInt(group), number),
                    Rule.HANDOFF,
                    () ->
                        "generation %d of group %s reads on after %s"
                            .formatted(number, group, now)));
  }

  private static boolean readsOn(SupervisorState state, int group, int number) {
    return state
        .group(group)
        .flatMap(TaskGroup::open)
        .filter(open -> open.number() == number)
        .isPresent();
  }

  private static boolean concerns(String request, int group) {
    int slash = request.indexOf('/');
    return slash < 0
        || COMMA
            .splitAsStream(request.substring(slash + 1))
            .anyMatch(String.valueOf(group)::equals);
  }

  private static @Nullable HandoffStatus of(@Nullable StreamSupervisorStatus status) {
    return status == null ? null : status.handoff();
  }

  private static String name(String uid, TaskGroup group, int generation) {
    return uid + "/" + group.id() + "/" + generation;
  }
}
