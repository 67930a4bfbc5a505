package io.millrace.simulator;

import io.millrace.operator.decide.Generation;
import io.millrace.operator.decide.GenerationKey;
import io.millrace.operator.decide.LeftManifests;
import io.millrace.operator.decide.Observation;
import io.millrace.operator.decide.Positions;
import io.millrace.operator.decide.TaskGroup;
import io.millrace.protocol.Manifest;
import io.millrace.protocol.Prepared;
import io.millrace.streams.StreamDescription;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** The manifests that one operator has ever known of. */
final class ManifestMemory {

  private final Map<String, Prepared> seen = new LinkedHashMap<>();
  private final Set<String> committed = new HashSet<>();
  private final Map<Name, String> published = new HashMap<>();

  /** What a sequence is called. */
  private record Name(String supervisorUid, long epoch, int group, int generation, int sequence) {

    static Name of(Manifest manifest) {
      return new Name(
          manifest.supervisorUid(),
          manifest.epoch(),
          manifest.group(),
          manifest.generation(),
          manifest.sequence());
    }
  }

  /** Without the manifests of sequences of whose name another manifest was committed. */
  Observation withoutPublishedNames(Observation now) {
    remember(now);
    return Tampering.withManifests(
        now,
        prepared ->
            published
                .getOrDefault(Name.of(prepared.manifest()), prepared.path())
                .equals(prepared.path()));
  }

  /**
   * With the manifests of earlier epochs that begin where all is committed, as if the generations
   * that read now had prepared them.
   */
  Observation withThoseOfEarlierEpochs(Observation now) {
    remember(now);
    StreamDescription stream = now.state().stream();
    if (stream == null) {
      return now;
    }
    Map<GenerationKey, LeftManifests> left = new HashMap<>(now.left());
    for (TaskGroup group : now.state().groups()) {
      group.open().ifPresent(open -> adopt(now, stream, left, group, open));
    }
    return RecordCopy.with(now, "left", left);
  }

  private void adopt(
      Observation now,
      StreamDescription stream,
      Map<GenerationKey, LeftManifests> left,
      TaskGroup group,
      Generation open) {
    List<Prepared> adopted =
        seen.values().stream()
            .filter(prepared -> prepared.manifest().epoch() < group.epoch())
            .filter(prepared -> fits(now, open, prepared.manifest()))
            .map(prepared -> adopted(now, stream, group, open, prepared))
            .toList();
    if (!adopted.isEmpty()) {
      GenerationKey key = new GenerationKey(group.epoch(), group.id(), open.number());
      LeftManifests known = left.getOrDefault(key, LeftManifests.NONE);
      List<Prepared> found = new ArrayList<>(known.found());
      found.addAll(adopted);
      left.put(key, new LeftManifests(known.lookedFor(), found));
    }
  }

  private static boolean fits(Observation now, Generation open, Manifest manifest) {
    Positions start = Positions.of(manifest.start());
    return open.partitions().containsAll(start.partitions())
        && start.equalWithin(now.state().offsets());
  }

  private static Prepared adopted(
      Observation now,
      StreamDescription stream,
      TaskGroup group,
      Generation open,
      Prepared prepared) {
    Manifest old = prepared.manifest();
    return RecordCopy.with(
        prepared,
        "manifest",
        new Manifest(
            old.formatVersion(),
            now.uid(),
            group.epoch(),
            group.id(),
            open.number(),
            old.sequence(),
            old.podUid(),
            stream.identity(open.partitions()),
            old.start(),
            old.end(),
            old.messageTimeBounds(),
            old.counters(),
            old.segments()));
  }

  private void remember(Observation now) {
    Stream.concat(
            now.pods().stream()
                .flatMap(
                    pod ->
                        pod.report() == null
                            ? Stream.<Prepared>empty()
                            : pod.report().prepared().stream()),
            now.left().values().stream().flatMap(left -> left.found().stream()))
        .forEach(prepared -> seen.putIfAbsent(prepared.path(), prepared));
    now.state().groups().stream()
        .flatMap(group -> group.generations().stream())
        .flatMap(generation -> generation.committed().stream())
        .filter(committed::add)
        .forEach(this::publish);
  }

  private void publish(String path) {
    Prepared prepared = seen.get(path);
    if (prepared != null) {
      published.putIfAbsent(Name.of(prepared.manifest()), path);
    }
  }
}
