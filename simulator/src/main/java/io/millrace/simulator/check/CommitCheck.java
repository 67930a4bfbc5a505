package io.millrace.simulator.check;

import io.millrace.operator.decide.Commit;
import io.millrace.operator.decide.Generation;
import io.millrace.operator.decide.Positions;
import io.millrace.operator.decide.SupervisorState;
import io.millrace.operator.decide.TaskGroup;
import io.millrace.operator.observe.SupervisorResource;
import io.millrace.protocol.LedgerEntry;
import io.millrace.protocol.Manifest;
import io.millrace.protocol.ManifestPaths;
import io.millrace.protocol.ManifestReference;
import io.millrace.protocol.MessageTimeBounds;
import io.millrace.simulator.storage.SharedStorage;
import io.millrace.simulator.stream.GeneratedStream;
import io.millrace.streams.PartitionId;
import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Judges every commit by the ledger before it and by the manifests that it names. */
final class CommitCheck {

  private final Violations violations;
  private final SharedStorage storage;
  private final ManifestPaths paths;
  private final Manifests manifests;
  private final JumpCheck jumps;
  private final GeneratedStream stream;
  private final Set<String> committed = new HashSet<>();
  private final Map<String, Commit> commits = new HashMap<>();

  /**
   * @param manifests the manifests that lie in {@code storage}
   */
  CommitCheck(
      Violations violations,
      SharedStorage storage,
      ManifestPaths paths,
      Manifests manifests,
      JumpCheck jumps,
      GeneratedStream stream) {
    this.violations = violations;
    this.storage = storage;
    this.paths = paths;
    this.manifests = manifests;
    this.jumps = jumps;
    this.stream = stream;
  }

  /** The commit of a number, as status of a supervisor had it; empty when it never had. */
  Optional<Commit> commit(String supervisorUid, long number) {
    return Optional.ofNullable(commits.get(supervisorUid + "/" + number));
  }

  void follow(SupervisorResource resource, SupervisorState then, SupervisorState now) {
    Commit commit = now.commit();
    if (commit != null && now.commits() != then.commits()) {
      commits.put(resource.uid() + "/" + commit.sequence(), commit);
      added(resource, then, now, commit);
      return;
    }
    violations.require(
        now.offsets().equals(then.offsets()),
        Rule.CHAIN_OF_STATUS,
        () ->
            "offsets moved from %s to %s without a commit"
                .formatted(then.offsets().text(), now.offsets().text()));
    violations.require(
        Objects.equals(now.commit(), then.commit()),
        Rule.CHAIN_OF_STATUS,
        () -> "commit %d was rewritten".formatted(now.commits()));
  }

  private void added(
      SupervisorResource resource, SupervisorState then, SupervisorState now, Commit commit) {
    boolean takeover = commit.kind() == LedgerEntry.Kind.TAKEOVER;
    violations.require(
        takeover || commit.sequence() == then.commits() + 1,
        Rule.CHAIN_OF_STATUS,
        () -> "commit %d follows %d".formatted(commit.sequence(), then.commits()));
    violations.require(
        commit.sequence() == 1
            || storage.file(paths.ledgerEntry(commit.sequence() - 1)).isPresent(),
        Rule.ENTRY_BEFORE_NEXT_COMMIT,
        () ->
            "commit %d is made, and the ledger has no entry %d"
                .formatted(commit.sequence(), commit.sequence() - 1));
    if (takeover) {
      jumps.takenOver(commit);
      return;
    }
    violations.require(
        now.offsets().equals(then.offsets().without(commit.from().partitions()).with(commit.to())),
        Rule.CHAIN_OF_STATUS,
        () ->
            "commit %d leads to %s, offsets went from %s to %s"
                .formatted(
                    commit.sequence(),
                    commit.to().text(),
                    then.offsets().text(),
                    now.offsets().text()));
    switch (commit.kind()) {
      case BASELINE -> baseline(resource, then, now, commit);
      case COMMIT -> manifests(resource.uid(), then, commit);
      case RESET -> jumps.reset(then, now, commit);
      case LOST -> jumps.lost(then, now, commit);
      case TAKEOVER -> {}
    }
  }

  private void baseline(
      SupervisorResource resource, SupervisorState then, SupervisorState now, Commit commit) {
    jumps.baseline(commit);
    boolean mayBeginLater =
        then.commit() == null
            && !Boolean.TRUE.equals(resource.spec().ioConfig().useEarliestOffset());
    for (PartitionId partition : commit.to().partitions()) {
      violations.require(
          !then.offsets().has(partition),
          Rule.CHAIN_OF_STATUS,
          () -> "partition %s has a second baseline".formatted(partition));
      violations.require(
          mayBeginLater
              || Long.parseLong(commit.to().at(partition).value())
                  <= stream.earliest(JumpCheck.number(stream, partition, now)),
          Rule.BASELINE_FROM_EARLIEST,
          () ->
              "partition %s begins at %s".formatted(partition, commit.to().at(partition).value()));
    }
  }

  private void manifests(String uid, SupervisorState then, Commit commit) {
    Positions reached = then.offsets();
    Positions moved = Positions.NONE;
    for (ManifestReference reference : commit.manifests()) {
      Manifest manifest = manifest(reference);
      if (manifest == null) {
        return;
      }
      violations.require(
          committed.add(reference.path()),
          Rule.COMMITTED_ONCE,
          () -> reference.path() + " is committed again");
      Positions start = Positions.of(manifest.start());
      Positions end = Positions.of(manifest.end());
      Positions here = reached;
      violations.require(
          start.equalWithin(here) && end.after(start),
          Rule.COMMITTED_MANIFESTS,
          () ->
              "%s goes from %s to %s, and %s is reached"
                  .formatted(reference.path(), manifest.start(), manifest.end(), here.text()));
      belongs(uid, then, manifest, reference.path());
      reached = reached.with(end);
      moved = moved.with(end);
    }
    Positions to = moved;
    violations.require(
        to.equals(commit.to())
            && commit.from().equals(then.offsets().only(commit.to().partitions())),
        Rule.COMMITTED_MANIFESTS,
        () ->
            "commit %d says from %s to %s; its manifests lead to %s"
                .formatted(commit.sequence(), commit.from().text(), commit.to().text(), to.text()));
  }

  private @Nullable Manifest manifest(ManifestReference reference) {
    Optional<byte[]> file = storage.file(reference.path());
    if (file.isEmpty() || !ManifestPaths.digest(file.get()).equals(reference.digest())) {
      violations.add(
          Rule.COMMITTED_MANIFESTS, reference.path() + " is committed, and is not there like that");
      return null;
    }
    try {
      return manifests.read(file.get());
    } catch (IOException e) {
      violations.add(Rule.COMMITTED_MANIFESTS, reference.path() + " cannot be read: " + e);
      return null;
    }
  }

  private void belongs(String uid, SupervisorState then, Manifest manifest, String path) {
    Optional<TaskGroup> group = then.group(manifest.group());
    Optional<Generation> generation =
        group.flatMap(known -> known.generation(manifest.generation()));
    boolean known =
        generation.isPresent()
            && manifest.supervisorUid().equals(uid)
            && group.get().epoch() == manifest.epoch()
            && generation.get().partitions().containsAll(Positions.of(manifest.end()).partitions());
    boolean within =
        known
            && (generation.get().end() == null
                || Positions.of(manifest.end()).atOrBefore(generation.get().end()));
    violations.require(
        within,
        Rule.COMMITTED_MANIFESTS,
        () -> path + " is committed, and does not belong to a generation in status");
    violations.require(
        !known || isBoundary(generation.get(), Positions.of(manifest.end())),
        Rule.COMMITTED_AT_BOUNDARY,
        () -> "%s is committed, and %s is no boundary".formatted(path, manifest.end()));
    violations.require(
        !known || accepts(generation.get(), manifest.messageTimeBounds()),
        Rule.MESSAGE_TIME_BOUNDS,
        () ->
            "%s accepts %s, its generation %s"
                .formatted(
                    path,
                    manifest.messageTimeBounds(),
                    generation.map(Generation::messageTimeBounds)));
  }

  /** What a task alone moves on by itself stands in no status. */
  private static boolean accepts(Generation generation, MessageTimeBounds bounds) {
    return bounds.equals(generation.messageTimeBounds())
        || (generation.replicas() == 1
            && MessageTimes.isLater(bounds, generation.messageTimeBounds()));
  }

  private static boolean isBoundary(Generation generation, Positions positions) {
    Positions end = generation.end();
    return generation.replicas() == 1
        || (end != null && positions.equalWithin(end))
        || generation.checkpoints().stream().anyMatch(positions::equalWithin);
  }
}
