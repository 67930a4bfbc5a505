package io.millrace.simulator.check;

import io.millrace.operator.decide.Commit;
import io.millrace.operator.decide.Generation;
import io.millrace.operator.decide.Phase;
import io.millrace.operator.decide.SupervisorState;
import io.millrace.operator.decide.TaskGroup;
import io.millrace.operator.observe.SupervisorResource;
import io.millrace.protocol.ManifestPaths;
import io.millrace.simulator.cluster.ApiServer;
import io.millrace.simulator.storage.SharedStorage;
import io.millrace.simulator.stream.GeneratedStream;
import io.millrace.streams.PartitionId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Judges every status that is stored by the one before it, without asking the code that made it.
 */
public final class StatusCheck {

  /** No generation is given less time than this by the specs of the {@code User}. */
  private static final Duration SHORTEST_DURATION = Duration.ofSeconds(8);

  private final Violations violations;
  private final Optional<InstantSource> clock;
  private final HandoffCheck handoffs;
  private final CommitCheck commits;
  private final GenerationCheck generations;
  private final Told told = new Told();
  private final LossCheck losses;

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
    this.clock = clock;
    this.handoffs = handoffs;
    this.losses = new LossCheck(violations);
    ManifestPaths paths =
        new ManifestPaths(ApiServer.SUPERVISOR.namespace(), ApiServer.SUPERVISOR.name());
    this.commits = new CommitCheck(violations, storage, paths, manifests, jumps, stream);
    this.generations = new GenerationCheck(violations, new Reachable(storage, paths, manifests));
  }

  /** What tasks may be told by what stood in status so far. */
  public Told told() {
    return told;
  }

  /** The commit of a number, as status of a supervisor had it; empty when it never had. */
  Optional<Commit> commit(String supervisorUid, long number) {
    return commits.commit(supervisorUid, number);
  }

  /** Another status is stored. */
  public void follow(Stored stored, Stored next) {
    SupervisorResource before = stored.resource();
    SupervisorResource after = next.resource();
    SupervisorState then = stored.state();
    SupervisorState now = next.state();
    commits.follow(before, then, now);
    losses.follow(then, now);
    now.groups().forEach(group -> generations.follow(after.uid(), then, now, group));
    readByOne(now);
    boolean mayRest = Boolean.TRUE.equals(before.spec().suspend()) || now.quiet() != null;
    if (before.deletedAt() == null && !mayRest) {
      now.groups().forEach(group -> endsForAReason(after.uid(), then, now, group));
    }
    told.remember(after.uid(), then, now);
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
}
