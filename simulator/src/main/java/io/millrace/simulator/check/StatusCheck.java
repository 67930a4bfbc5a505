package io.millrace.simulator.check;

import io.millrace.operator.decide.Attempt;
import io.millrace.operator.decide.Commit;
import io.millrace.operator.decide.Generation;
import io.millrace.operator.decide.Phase;
import io.millrace.operator.decide.Positions;
import io.millrace.operator.decide.SupervisorState;
import io.millrace.operator.decide.TaskGroup;
import io.millrace.operator.observe.SupervisorResource;
import io.millrace.protocol.LedgerEntry;
import io.millrace.protocol.Manifest;
import io.millrace.protocol.ManifestPaths;
import io.millrace.protocol.ManifestReference;
import io.millrace.protocol.MessageTimeBounds;
import io.millrace.simulator.cluster.ApiServer;
import io.millrace.simulator.storage.SharedStorage;
import io.millrace.simulator.stream.GeneratedStream;
import io.millrace.streams.PartitionId;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Judges every status that is stored by the one before it, without asking the code that made it.
 */
public final class StatusCheck {

  /** No generation is given less time than this by the specs of the {@code User}. */
  private static final Duration SHORTEST_DURATION = Duration.ofSeconds(8);

  private final Violations violations;
  private final SharedStorage storage;
  private final Manifests manifests;
  private final Optional<InstantSource> clock;
  private final HandoffCheck handoffs;
  private final Reachable reachable;
  private final ManifestPaths paths =
      new ManifestPaths(ApiServer.SUPERVISOR.namespace(), ApiServer.SUPERVISOR.name());
  private final Map<String, Integer> highestGeneration = new HashMap<>();
  private final Set<String> committed = new HashSet<>();
  private final Map<String, Commit> commits = new HashMap<>();
  private final Told told = new Told();
  private final JumpCheck jumps;
  private final LossCheck losses;
  private final GeneratedStream stream;

  /**
   * @param manifests the manifests that lie in {@code storage}
   * @param clock tells whether a generation ends before its time; empty where operators do not
   *     agree on the time, or where users change the spec at any time
   * @param handoffs knows which generations somebody asked to end
   */
  public StatusCheck(
      Violations violations,
      SharedStorage storage,
      Manifests manifests,
      Optional<InstantSource> clock,
      HandoffCheck handoffs,
      JumpCheck jumps,
      GeneratedStream stream) {
    this.violations = violations;
    this.storage = storage;
    this.manifests = manifests;
    this.clock = clock;
    this.handoffs = handoffs;
    this.jumps = jumps;
    this.losses = new LossCheck(violations);
    this.stream = stream;
    this.reachable = new Reachable(storage, paths, manifests);
  }

  /** What tasks may be told by what stood in status so far. */
  public Told told() {
    return told;
  }

  /** The commit of a number, as status of a supervisor had it; empty when it never had. */
  Optional<Commit> commit(String supervisorUid, long number) {
    return Optional.ofNullable(commits.get(supervisorUid + "/" + number));
  }

  /** Another status is stored. */
  public void follow(Stored stored, Stored next) {
    SupervisorResource before = stored.resource();
    SupervisorResource after = next.resource();
    SupervisorState then = stored.state();
    SupervisorState now = next.state();
    Commit commit = now.commit();
    if (commit != null && now.commits() != then.commits()) {
      commits.put(after.uid() + "/" + commit.sequence(), commit);
      newCommit(before, then, now, commit);
    } else {
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
    losses.follow(then, now);
    now.groups().forEach(group -> group(after.uid(), then, now, group));
    readByOne(now);
    boolean mayRest = Boolean.TRUE.equals(before.spec().suspend()) || now.quiet() != null;
    if (before.deletedAt() == null && !mayRest) {
      now.groups().forEach(group -> endsForAReason(after.uid(), then, now, group));
    }
    told.remember(after.uid(), then, now);
  }

  private void newCommit(
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
        || (generation.replicas() == 1 && isLater(bounds, generation.messageTimeBounds()));
  }

  private static boolean isLater(MessageTimeBounds bounds, MessageTimeBounds before) {
    return Objects.equals(bounds.minimum(), before.minimum())
        && bounds.maximum() != null
        && before.maximum() != null
        && bounds.maximum().isAfter(before.maximum());
  }

  private static boolean isBoundary(Generation generation, Positions positions) {
    Positions end = generation.end();
    return generation.replicas() == 1
        || (end != null && positions.equalWithin(end))
        || generation.checkpoints().stream().anyMatch(positions::equalWithin);
  }

  private void group(String uid, SupervisorState then, SupervisorState now, TaskGroup group) {
    Optional<TaskGroup> old = then.group(group.id()).filter(same -> same.epoch() == group.epoch());
    long open = group.generations().stream().filter(each -> each.phase().isOpen()).count();
    violations.require(
        open <= 1, Rule.WRITTEN_ONCE, () -> "group %d reads twice".formatted(group.id()));
    for (Generation generation : group.generations()) {
      Optional<Generation> before = old.flatMap(same -> same.generation(generation.number()));
      if (before.isPresent()) {
        unchanged(group, before.get(), generation);
        bounds(now, group, before.get(), generation);
        checkpoints(now, group, before.get(), generation);
      } else {
        fresh(uid, group, generation);
      }
      if (generation.start() != null && before.map(Generation::start).isEmpty()) {
        start(now, group, generation);
      }
      for (Attempt attempt : generation.attempts()) {
        attempt(now, group, before, generation, attempt);
      }
      if (generation.end() != null && before.map(Generation::end).isEmpty()) {
        end(now, group, generation);
      }
    }
  }

  private void readByOne(SupervisorState now) {
    Set<PartitionId> owned = new HashSet<>();
    Set<PartitionId> read = new HashSet<>();
    for (TaskGroup group : now.groups()) {
      for (PartitionId partition : group.partitions()) {
        violations.require(
            owned.add(partition),
            Rule.READ_BY_ONE,
            () -> "partition %s belongs to two groups".formatted(partition));
      }
      group.generations().stream()
          .filter(generation -> generation.phase().isOpen())
          .flatMap(generation -> generation.partitions().stream())
          .forEach(
              partition ->
                  violations.require(
                      read.add(partition),
                      Rule.READ_BY_ONE,
                      () -> "partition %s is read by two generations".formatted(partition)));
    }
  }

  private void endsForAReason(
      String uid, SupervisorState then, SupervisorState now, TaskGroup group) {
    Optional<TaskGroup> old = then.group(group.id()).filter(same -> same.epoch() == group.epoch());
    for (Generation generation : group.generations()) {
      boolean paused =
          generation.phase() == Phase.PAUSING
              && old.flatMap(same -> same.generation(generation.number()))
                  .filter(before -> before.phase() == Phase.READING)
                  .isPresent();
      Instant began = generation.startedAt();
      boolean early =
          clock
              .filter(
                  time -> began == null || time.instant().isBefore(began.plus(SHORTEST_DURATION)))
              .isPresent();
      violations.require(
          !paused
              || !early
              || now.quiet() != null
              || handoffs.isAsked(uid, group, generation)
              || !generation.partitions().equals(group.partitions())
              || !generation.revision().equals(now.acceptedRevision()),
          Rule.ENDS_FOR_A_REASON,
          () ->
              "generation %d of group %d, which reads since %s, is ended at once"
                  .formatted(generation.number(), group.id(), began));
    }
  }

  private void unchanged(TaskGroup group, Generation before, Generation after) {
    boolean same =
        before.partitions().equals(after.partitions())
            && before.revision().equals(after.revision())
            && (before.start() == null || before.start().equals(after.start()))
            && (before.end() == null || before.end().equals(after.end()))
            && (before.phase().compareTo(after.phase()) <= 0
                || (before.phase().isReadingOn() && after.phase().isReadingOn()))
            && before.replicas() == after.replicas()
            && before.createdAt().equals(after.createdAt())
            && before.newestAttempt() <= after.newestAttempt()
            && before.assignment() <= after.assignment();
    violations.require(
        same,
        Rule.WRITTEN_ONCE,
        () ->
            "generation %d of group %d was %s and is %s"
                .formatted(after.number(), group.id(), before, after));
  }

  /**
   * Where rows are on their way that were read with the event times before, other replicas or later
   * attempts would read the same with others.
   */
  private void bounds(SupervisorState now, TaskGroup group, Generation before, Generation after) {
    boolean same =
        before.start() == null || before.messageTimeBounds().equals(after.messageTimeBounds());
    violations.require(
        same
            || (after.replicas() > 1
                && isLater(after.messageTimeBounds(), before.messageTimeBounds())
                && Stream.concat(after.checkpoints().stream(), Stream.ofNullable(after.end()))
                    .allMatch(boundary -> boundary.atOrBefore(now.offsets()))
                && !reachable.isAnythingLeft(group, after, now.offsets())),
        Rule.WRITTEN_ONCE,
        () ->
            "generation %d of group %d accepted %s and accepts %s; committed is %s, its boundaries are %s and %s"
                .formatted(
                    after.number(),
                    group.id(),
                    before.messageTimeBounds(),
                    after.messageTimeBounds(),
                    now.offsets().text(),
                    after.checkpoints(),
                    after.end()));
  }

  private void checkpoints(
      SupervisorState now, TaskGroup group, Generation before, Generation after) {
    List<Positions> lost = new ArrayList<>(before.checkpoints());
    lost.removeAll(after.checkpoints());
    violations.require(
        lost.stream().allMatch(checkpoint -> checkpoint.atOrBefore(now.offsets())),
        Rule.WRITTEN_ONCE,
        () ->
            "generation %d of group %d forgets a checkpoint that is not committed: %s"
                .formatted(after.number(), group.id(), lost));
    List<Positions> added = new ArrayList<>(after.checkpoints());
    added.removeAll(before.checkpoints());
    Positions newest =
        before.checkpoints().isEmpty() ? before.start() : before.checkpoints().getLast();
    violations.require(
        added.isEmpty()
            || (added.size() == 1
                && newest != null
                && after.replicas() > 1
                && isAhead(added.getFirst(), newest)
                && !added.getFirst().anyBefore(now.offsets())),
        Rule.CHECKPOINT_AHEAD,
        () ->
            "generation %d of group %d has checkpoints %s after %s; committed is %s"
                .formatted(after.number(), group.id(), added, newest, now.offsets().text()));
  }

  private static boolean isAhead(Positions checkpoint, Positions before) {
    return checkpoint.partitions().equals(before.partitions())
        && checkpoint.atOrAfter(before)
        && !checkpoint.equals(before);
  }

  private void fresh(String uid, TaskGroup group, Generation generation) {
    Integer highest = highestGeneration.get(uid + "/" + group.id());
    violations.require(
        highest == null || generation.number() > highest,
        Rule.WRITTEN_ONCE,
        () -> "generation %d of group %d is used again".formatted(generation.number(), group.id()));
    highestGeneration.put(uid + "/" + group.id(), generation.number());
  }

  private void attempt(
      SupervisorState now,
      TaskGroup group,
      Optional<Generation> before,
      Generation generation,
      Attempt attempt) {
    Positions start = attempt.start();
    boolean fresh =
        before.flatMap(known -> known.attempt(attempt.number())).map(Attempt::start).isEmpty();
    violations.require(
        start == null || !fresh || reachable.holds(start, group, generation, now.offsets()),
        Rule.ATTEMPT_START,
        () ->
            "attempt %d at generation %d of group %d starts at %s; committed is %s, and nothing that is prepared leads there"
                .formatted(
                    attempt.number(),
                    generation.number(),
                    group.id(),
                    start == null ? "?" : start.text(),
                    now.offsets().text()));
  }

  private void start(SupervisorState now, TaskGroup group, Generation generation) {
    Positions expected = now.offsets().only(generation.partitions());
    for (TaskGroup any : now.groups()) {
      for (Generation other : any.generations()) {
        if (other.end() != null) {
          expected = expected.laterOf(other.end());
        }
      }
    }
    Positions wanted = expected;
    violations.require(
        wanted.equals(generation.start()),
        Rule.START_AT_PREDECESSORS_END,
        () ->
            "generation %d of group %d starts at %s; those before lead to %s"
                .formatted(generation.number(), group.id(), generation.start(), wanted));
  }

  private void end(SupervisorState now, TaskGroup group, Generation generation) {
    Positions end = generation.end();
    violations.require(
        end != null
            && end.partitions().equals(generation.partitions())
            && generation.checkpoints().stream().allMatch(end::atOrAfter)
            && !end.anyBefore(now.offsets()),
        Rule.END_NOT_BEHIND_COMMITTED,
        () ->
            "generation %d of group %d ends at %s; committed is %s"
                .formatted(generation.number(), group.id(), end, now.offsets().text()));
  }
}
