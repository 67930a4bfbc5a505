package io.millrace.operator.decide;

import io.millrace.protocol.Manifest;
import io.millrace.protocol.Prepared;
import io.millrace.streams.StreamDescription;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The prepared sequences of a generation that are known, whoever prepared them and whether the Pod
 * still lives.
 */
final class Candidates {

  private Candidates() {}

  static GenerationKey key(TaskGroup group, Generation generation) {
    return new GenerationKey(group.epoch(), group.id(), generation.number());
  }

  static LeftManifests left(Observation observation, TaskGroup group, Generation generation) {
    return observation.left().getOrDefault(key(group, generation), LeftManifests.NONE);
  }

  /**
   * All that could belong to the generation: those of present attempts first, then the others by
   * path, so that everybody judges in the same order.
   */
  static List<Prepared> of(Observation observation, TaskGroup group, Generation generation) {
    Map<String, Prepared> byPath = new LinkedHashMap<>();
    for (ObservedPod pod : observation.presentPods(group, generation)) {
      prepared(pod).forEach(prepared -> byPath.putIfAbsent(prepared.path(), prepared));
    }
    List<Prepared> others = new ArrayList<>();
    observation.pods(group, generation).forEach(pod -> others.addAll(prepared(pod)));
    addByPath(byPath, others);
    addByPath(byPath, left(observation, group, generation).found());
    return byPath.isEmpty()
        ? List.of()
        : belonging(byPath.values(), observation, group, generation);
  }

  private static void addByPath(Map<String, Prepared> byPath, Collection<Prepared> more) {
    if (!more.isEmpty()) {
      more.stream()
          .sorted(Comparator.comparing(Prepared::path))
          .forEach(prepared -> byPath.putIfAbsent(prepared.path(), prepared));
    }
  }

  private static Collection<Prepared> prepared(ObservedPod pod) {
    return pod.report() == null ? List.of() : pod.report().prepared();
  }

  private static List<Prepared> belonging(
      Collection<Prepared> all, Observation observation, TaskGroup group, Generation generation) {
    StreamDescription stream = observation.state().stream();
    if (stream == null) {
      return List.of();
    }
    String identity = stream.identity(generation.partitions());
    return all.stream()
        .filter(prepared -> prepared.manifest().streamIdentity().equals(identity))
        .filter(prepared -> belongs(prepared.manifest(), observation, group, generation))
        .toList();
  }

  /**
   * Whether a manifest is of this supervisor, epoch and generation, lies within the generation, and
   * accepted the same event times. One task alone moves those on by itself. With several replicas
   * they move only while all up to the newest boundary is committed: what accepted others and is
   * not committed by then never is.
   */
  private static boolean belongs(
      Manifest manifest, Observation observation, TaskGroup group, Generation generation) {
    Positions from = Positions.of(manifest.start());
    Positions to = Positions.of(manifest.end());
    return generation.start() != null
        && manifest.supervisorUid().equals(observation.uid())
        && manifest.epoch() == group.epoch()
        && manifest.group() == group.id()
        && manifest.generation() == generation.number()
        && !from.isEmpty()
        && generation.partitions().containsAll(from.partitions())
        && from.partitions().equals(to.partitions())
        && to.after(from)
        && from.atOrAfter(generation.start())
        && (generation.end() == null || to.atOrBefore(generation.end()))
        && generation.mayEndAt(to)
        && (generation.replicas() == 1
            || generation.messageTimeBounds().equals(manifest.messageTimeBounds()));
  }
}
