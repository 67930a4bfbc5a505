package io.millrace.operator.act;

import io.millrace.operator.decide.GenerationKey;
import io.millrace.operator.decide.LeftManifests;
import io.millrace.operator.decide.SupervisorState;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/** Manifests of generations that lost Pods, as they were found. Safe for use by several threads. */
public final class LeftManifestsFound {

  private final Map<GenerationKey, LeftManifests> found = new ConcurrentHashMap<>();

  public Map<GenerationKey, LeftManifests> all() {
    return Map.copyOf(found);
  }

  void put(GenerationKey generation, LeftManifests manifests) {
    found.put(generation, manifests);
  }

  /** Forgets generations that {@code state} does not list any more. */
  void keepOnly(SupervisorState state) {
    if (found.isEmpty()) {
      return;
    }
    Set<GenerationKey> listed =
        state.groups().stream()
            .flatMap(
                group ->
                    group.generations().stream()
                        .map(
                            generation ->
                                new GenerationKey(group.epoch(), group.id(), generation.number())))
            .collect(Collectors.toSet());
    found.keySet().retainAll(listed);
  }
}
