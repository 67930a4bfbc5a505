package io.millrace.simulator.check;

import io.fabric8.kubernetes.api.model.Condition;
import io.millrace.crds.v1alpha1.status.StreamSupervisorStatus;
import io.millrace.operator.decide.Phase;
import io.millrace.operator.decide.PodName;
import io.millrace.operator.observe.PodFacts;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What is expected of a supervisor that nothing troubles any more. */
public final class Rest {

  private Rest() {}

  /**
   * Whether its conditions say that all is well, or no more than that topics are lost where they
   * are.
   */
  public static boolean isTold(StreamSupervisorStatus status, boolean topicsAreLost) {
    return isTrue(status, "Ready") && isTrue(status, "Degraded") == topicsAreLost;
  }

  /**
   * Whether nothing is left of what is done: each Pod that nobody has asked to go is an attempt
   * that still has something to do, and a generation that is committed has Pods that have not gone
   * yet. Pods of a supervisor that is gone are the garbage collector's.
   */
  public static boolean isTidy(Stored stored, List<PodFacts> pods) {
    Set<GenerationName> present = new HashSet<>();
    for (PodFacts pod : pods) {
      if (!pod.ownerUid().equals(stored.resource().uid())) {
        continue;
      }
      PodName name = PodName.parse(stored.resource().name(), pod.name()).orElseThrow();
      present.add(new GenerationName(name.group(), name.generation()));
      boolean works =
          stored
              .state()
              .group(name.group())
              .flatMap(group -> group.generation(name.generation()))
              .filter(generation -> generation.phase() != Phase.COMMITTED)
              .flatMap(generation -> generation.attempt(name.attempt()))
              .isPresent();
      if (!works && pod.grace() == null) {
        return false;
      }
    }
    return stored.state().groups().stream()
        .allMatch(
            group ->
                group.generations().stream()
                    .filter(generation -> generation.phase() == Phase.COMMITTED)
                    .allMatch(
                        generation ->
                            present.contains(new GenerationName(group.id(), generation.number()))));
  }

  private record GenerationName(int group, int number) {}

  private static boolean isTrue(StreamSupervisorStatus status, String type) {
    return status.conditions().stream()
        .filter(condition -> type.equals(condition.getType()))
        .map(Condition::getStatus)
        .anyMatch("True"::equals);
  }
}
