package io.millrace.operator.observe;

import io.millrace.operator.decide.ObservedPod;
import io.millrace.operator.decide.PodTrouble;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A Pod as the cache has it.
 *
 * @param name its name
 * @param uid its UID
 * @param ownerUid UID of the supervisor that owns it
 * @param phase where it is
 * @param grace how long it may take to end since it was deleted; absent while it was not
 * @param createdAt when it was created
 * @param placedAt when a node took it; absent before one has
 * @param address its IP address; absent before it has one
 * @param trouble why it does not start or has failed; absent when all is well
 */
public record PodFacts(
    String name,
    String uid,
    String ownerUid,
    ObservedPod.Phase phase,
    @Nullable Duration grace,
    Instant createdAt,
    @Nullable Instant placedAt,
    @Nullable String address,
    @Nullable PodTrouble trouble) {

  /** Whether its process has ended for good. */
  public boolean hasEnded() {
    return phase.hasEnded();
  }

  /** Whether a task may answer in it. */
  public boolean isCallable() {
    return address != null && phase == ObservedPod.Phase.RUNNING;
  }
}
