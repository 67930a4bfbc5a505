package io.millrace.simulator.check;

import io.millrace.operator.decide.Generation;
import io.millrace.operator.decide.Positions;
import io.millrace.operator.decide.TaskGroup;
import io.millrace.protocol.Manifest;
import io.millrace.protocol.ManifestPaths;
import io.millrace.simulator.storage.SharedStorage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Where the committed positions of a generation can get by what lies in deep storage. */
final class Reachable {

  private final SharedStorage storage;
  private final ManifestPaths paths;
  private final Manifests manifests;

  Reachable(SharedStorage storage, ManifestPaths paths, Manifests manifests) {
    this.manifests = manifests;
    this.storage = storage;
    this.paths = paths;
  }

  /**
   * Whether {@code start} is one of these places; partitions that it leaves out are at their end.
   */
  boolean holds(Positions start, TaskGroup group, Generation generation, Positions committed) {
    Positions begin = generation.start();
    Positions end = generation.end();
    Positions own = end == null ? committed : committed.earlierOf(end);
    return begin != null
        && places(group, generation, begin.laterOf(own)).stream()
            .anyMatch(place -> isAt(start, place, generation));
  }

  /** Whether something is prepared for {@code generation} that is not committed. */
  boolean isAnythingLeft(TaskGroup group, Generation generation, Positions committed) {
    return manifests(group, generation).stream()
        .anyMatch(manifest -> !Positions.of(manifest.end()).atOrBefore(committed));
  }

  private static boolean isAt(Positions start, Positions place, Generation generation) {
    Positions end = generation.end();
    Set<?> leftOut = new LinkedHashSet<>(place.partitions());
    leftOut.removeAll(start.partitions());
    return start.equalWithin(place)
        && place.byPartition().entrySet().stream()
            .filter(entry -> leftOut.contains(entry.getKey()))
            .allMatch(
                entry -> end != null && entry.getValue().compareTo(end.at(entry.getKey())) >= 0);
  }

  private Set<Positions> places(TaskGroup group, Generation generation, Positions begin) {
    List<Manifest> manifests = manifests(group, generation);
    Set<Positions> found = new LinkedHashSet<>(Set.of(begin));
    List<Positions> open = new ArrayList<>(found);
    while (!open.isEmpty()) {
      Positions place = open.removeLast();
      for (Manifest manifest : manifests) {
        Positions next = place.with(Positions.of(manifest.end()));
        if (Positions.of(manifest.start()).equalWithin(place) && found.add(next)) {
          open.add(next);
        }
      }
    }
    return found;
  }

  private List<Manifest> manifests(TaskGroup group, Generation generation) {
    return storage.paths(paths.prepared(group.epoch(), group.id(), generation.number())).stream()
        .flatMap(path -> read(storage.file(path).orElseThrow()).stream())
        .toList();
  }

  /** Empty when it was written half-way: that leads nowhere. */
  private Optional<Manifest> read(byte[] content) {
    try {
      return Optional.of(manifests.read(content));
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
