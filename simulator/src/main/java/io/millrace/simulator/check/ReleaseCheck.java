package io.millrace.simulator.check;

import io.millrace.crds.v1alpha1.DeletionPolicy;
import io.millrace.operator.decide.Phase;
import io.millrace.operator.decide.SupervisorState;
import io.millrace.protocol.ManifestPaths;
import io.millrace.simulator.cluster.ApiServer;
import io.millrace.simulator.storage.SharedStorage;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/** Judges whether a supervisor that is being deleted is let go too early. */
public final class ReleaseCheck {

  private final Violations violations;
  private final SharedStorage storage;
  private final Duration timeout;
  private final Optional<InstantSource> clock;
  private final ManifestPaths paths =
      new ManifestPaths(ApiServer.SUPERVISOR.namespace(), ApiServer.SUPERVISOR.name());

  /**
   * @param timeout how long publishing may take after the deletion was asked for
   * @param clock tells whether that has passed; empty where operators do not agree on the time
   */
  public ReleaseCheck(
      Violations violations,
      SharedStorage storage,
      Duration timeout,
      Optional<InstantSource> clock) {
    this.violations = violations;
    this.storage = storage;
    this.timeout = timeout;
    this.clock = clock;
  }

  /** The supervisor is let go. */
  public void released(Stored stored) {
    SupervisorState state = stored.state();
    Instant deletedAt = stored.resource().deletedAt();
    boolean discards = stored.resource().spec().deletionPolicy() == DeletionPolicy.DISCARD;
    boolean published =
        state.groups().stream()
            .flatMap(group -> group.generations().stream())
            .allMatch(generation -> generation.phase() == Phase.COMMITTED);
    boolean done = isRecorded(state) && (published || discards);
    violations.require(
        deletedAt != null && (done || isOverdue(deletedAt)),
        Rule.RELEASED_WHEN_PUBLISHED,
        () ->
            "the supervisor, deleted at %s, is let go with commit %d, which is%s recorded, and groups %s"
                .formatted(
                    deletedAt, state.commits(), isRecorded(state) ? "" : " not", state.groups()));
  }

  private boolean isRecorded(SupervisorState state) {
    return state.commit() == null || storage.file(paths.ledgerEntry(state.commits())).isPresent();
  }

  private boolean isOverdue(Instant deletedAt) {
    return clock.isEmpty() || !clock.get().instant().isBefore(deletedAt.plus(timeout));
  }
}
