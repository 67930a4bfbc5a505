package io.millrace.operator.decide;

import io.millrace.operator.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * The state as far as this iteration has decided it, with what is to be said. Used within one call
 * of {@link Decider#decide}.
 */
final class Draft {

  private final List<Action> announcements = new ArrayList<>();
  private final List<Finding> findings = new ArrayList<>();
  private Observation observation;

  Draft(Observation observation) {
    this.observation = observation;
  }

  /** The observation, with the state as it is decided so far. */
  Observation observation() {
    return observation;
  }

  SupervisorState state() {
    return observation.state();
  }

  @SuppressWarnings("ReferenceEquality") // the very same, which is what unchanged means here
  void become(SupervisorState next) {
    if (next != observation.state()) {
      observation = observation.with(next);
    }
  }

  void replace(TaskGroup group) {
    become(state().mappingGroups(old -> old.id() == group.id() ? group : old));
  }

  /** Changes every generation of every group on its own. */
  void changeGenerations(GenerationChange change) {
    become(
        state()
            .mappingGroups(group -> group.mapping(generation -> change.apply(group, generation))));
  }

  void changeGroups(UnaryOperator<TaskGroup> change) {
    become(state().mappingGroups(change));
  }

  void announce(Reason reason, String note) {
    announcements.add(new Action.Announce(false, reason, note));
  }

  void warn(Reason reason, String note) {
    announcements.add(new Action.Announce(true, reason, note));
  }

  void find(Reason reason, String message) {
    findings.add(new Finding(reason, message, false));
  }

  void findStall(Reason reason, String message) {
    findings.add(new Finding(reason, message, true));
  }

  List<Action> announcements() {
    return announcements;
  }

  List<Finding> findings() {
    return findings;
  }

  /** A change of one generation. */
  @FunctionalInterface
  interface GenerationChange {
    Generation apply(TaskGroup group, Generation generation);
  }
}
