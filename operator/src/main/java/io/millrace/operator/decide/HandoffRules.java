package io.millrace.operator.decide;

import io.millrace.operator.Reason;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Remembers which generations are to end before their time because somebody asked for it. {@link
 * RolloverRules#due} says of those that their time is up; everything else is as at any rollover.
 */
final class HandoffRules {

  private static final int MOST_NAMED = 10;

  private HandoffRules() {}

  static void apply(Draft draft) {
    if (draft.observation().deletion() != null) {
      return;
    }
    forgetEnded(draft);
    String value = draft.observation().handoff();
    if (value != null
        && !isObeyed(draft.state(), value)
        && HandoffRequest.of(value) instanceof HandoffRequest.Asked asked) {
      obey(draft, value, asked);
    }
  }

  /** Says what is wrong with the annotation, for as long as it stands there. */
  static void find(Draft draft) {
    String value = draft.observation().handoff();
    EarlyHandoff last = draft.state().handoff();
    if (value == null || draft.observation().deletion() != null) {
      return;
    }
    if (HandoffRequest.of(value) instanceof HandoffRequest.Unreadable) {
      draft.find(
          Reason.HandoffRejected,
          "annotation %s is '%s'; expected a word that was not used before, such as a number or a date, and after a slash the task groups if not all are meant: 7 or 7/0,2. Nothing is handed off: correct it"
              .formatted(EarlyHandoff.ANNOTATION, shorten(value)));
    } else if (last != null && isObeyed(draft.state(), value) && !last.unknown().isEmpty()) {
      draft.find(
          Reason.HandoffRejected,
          "annotation %s, '%s', asks for %s and there was none such; expected ids of status.taskGroups. The other groups that it names are handed off: write another value, or take the annotation away"
              .formatted(EarlyHandoff.ANNOTATION, shorten(value), names(last.unknown())));
    }
  }

  private static boolean isObeyed(SupervisorState state, String value) {
    return state.handoff() != null && state.handoff().request().equals(value);
  }

  private static void obey(Draft draft, String value, HandoffRequest.Asked asked) {
    SupervisorState state = draft.state();
    SortedMap<Integer, Integer> ending = new TreeMap<>();
    state.groups().stream()
        .filter(asked::concerns)
        .forEach(group -> group.open().ifPresent(open -> ending.put(group.id(), open.number())));
    List<Integer> unknown =
        state.groups().isEmpty()
            ? List.of()
            : asked.groups().stream().filter(id -> state.group(id).isEmpty()).toList();
    if (!ending.isEmpty()) {
      draft.announce(
          Reason.EarlyHandoff,
          "what %s reads now ends as soon as its successor is ready, and is published: annotation %s is '%s'"
              .formatted(
                  names(List.copyOf(ending.keySet())), EarlyHandoff.ANNOTATION, shorten(value)));
    }
    SortedMap<Integer, Integer> all =
        new TreeMap<>(state.handoff() == null ? Map.of() : state.handoff().ending());
    all.putAll(ending);
    draft.become(
        state.withHandoff(new EarlyHandoff(value, draft.observation().now(), all, unknown)));
  }

  private static void forgetEnded(Draft draft) {
    EarlyHandoff handoff = draft.state().handoff();
    if (handoff == null) {
      return;
    }
    SortedMap<Integer, Integer> left = new TreeMap<>(handoff.ending());
    left.entrySet().removeIf(entry -> hasEnded(draft.state(), entry));
    if (left.size() < handoff.ending().size()) {
      draft.become(draft.state().withHandoff(handoff.with(left)));
    }
  }

  private static boolean hasEnded(SupervisorState state, Map.Entry<Integer, Integer> entry) {
    return state
        .group(entry.getKey())
        .flatMap(TaskGroup::open)
        .filter(open -> open.number() <= entry.getValue())
        .isEmpty();
  }

  private static String names(List<Integer> groups) {
    String named =
        groups.stream().limit(MOST_NAMED).map(String::valueOf).collect(Collectors.joining(", "));
    return groups.size() > MOST_NAMED
        ? "each of %d task groups (%s, …)".formatted(groups.size(), named)
        : (groups.size() == 1 ? "task group " : "each of the task groups ") + named;
  }

  private static String shorten(String text) {
    return Excerpt.of(text, 80);
  }
}
