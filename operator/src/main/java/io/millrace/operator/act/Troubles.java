package io.millrace.operator.act;

import io.millrace.operator.Reason;
import io.millrace.operator.decide.Action;
import io.millrace.operator.decide.Finding;
import io.millrace.operator.decide.PodName;
import io.millrace.operator.decide.PodTrouble;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What went wrong while plans were carried out, until it is mended. Used by one iteration at a
 * time.
 */
public final class Troubles {

  private final Map<String, PodTrouble> refusedPods = new TreeMap<>();
  private @Nullable String failedRun;
  private @Nullable String leftBehind;

  /** As findings, which status shows. */
  public List<Finding> findings() {
    if (isEmpty()) {
      return List.of();
    }
    Stream<Finding> run =
        failedRun == null
            ? Stream.empty()
            : Stream.of(new Finding(Reason.RunFailed, failedRun, false));
    Stream<Finding> pods =
        refusedPods.entrySet().stream()
            .map(
                pod ->
                    new Finding(
                        pod.getValue().reason(),
                        "Pod %s cannot be created: %s"
                            .formatted(pod.getKey(), pod.getValue().message()),
                        false));
    Stream<Finding> waits =
        leftBehind == null
            ? Stream.empty()
            : Stream.of(new Finding(Reason.WaitingForCleanup, leftBehind, false));
    return Stream.of(run, waits, pods).flatMap(Function.identity()).toList();
  }

  /** A run ended with an error; shown until the next one ends without. */
  public void runFailed(String message) {
    failedRun = message;
  }

  public void runSucceeded() {
    failedRun = null;
  }

  /** What an earlier supervisor of this name left behind is still there. */
  void waitsForCleanup(String message) {
    leftBehind = message;
  }

  void cleanedUp() {
    leftBehind = null;
  }

  /** Why Pods could not be created, by their names. */
  public Map<String, PodTrouble> refusals() {
    return Map.copyOf(refusedPods);
  }

  void refused(PodName pod, PodTrouble trouble) {
    refusedPods.put(pod.toString(), trouble);
  }

  void created(PodName pod) {
    refusedPods.remove(pod.toString());
  }

  /** Forgets Pods that are not to be created any more. */
  void keepOnly(List<Action> actions) {
    if (refusedPods.isEmpty()) {
      return;
    }
    Set<String> wanted =
        actions.stream()
            .filter(Action.CreatePod.class::isInstance)
            .map(action -> ((Action.CreatePod) action).name().toString())
            .collect(Collectors.toSet());
    refusedPods.keySet().retainAll(wanted);
  }

  public boolean isEmpty() {
    return refusedPods.isEmpty() && failedRun == null && leftBehind == null;
  }
}
