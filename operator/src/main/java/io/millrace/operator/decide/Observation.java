package io.millrace.operator.decide;

import io.millrace.streams.PartitionId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;

/**
 * All that one iteration knows.
 *
 * @param now the time
 * @param uid UID of the supervisor
 * @param name name of the supervisor
 * @param installationId id of the operator's installation
 * @param deletion how it is being deleted; absent while it is not
 * @param suspend whether the spec says to suspend
 * @param reset what the spec asks for under {@code reset}, when it is good; absent when nothing
 * @param adoptLedgerOf owner UID whose ledger the spec allows to take over; absent when none
 * @param candidate revision of the present spec, when it is good
 * @param settings the accepted spec; absent before the first
 * @param state what status remembers
 * @param pods Pods of the supervisor
 * @param stream what is known of the stream
 * @param ledger what is known of the ledger
 * @param left manifests of generations that lost Pods, as far as they were looked for
 * @param refusals why Pods could not be created when that was last tried, by their names
 * @param handoff what the annotation says that asks for an early handoff; absent when there is none
 * @param beginsAt nothing is started before; absent when at once
 */
public record Observation(
    Instant now,
    String uid,
    String name,
    String installationId,
    @Nullable Deletion deletion,
    boolean suspend,
    @Nullable ResetRequest reset,
    @Nullable String adoptLedgerOf,
    @Nullable Candidate candidate,
    @Nullable Settings settings,
    SupervisorState state,
    List<ObservedPod> pods,
    StreamObservation stream,
    LedgerObservation ledger,
    Map<GenerationKey, LeftManifests> left,
    Map<String, PodTrouble> refusals,
    @Nullable String handoff,
    @Nullable Instant beginsAt) {

  /**
   * The resource is being deleted.
   *
   * @param deadline at this time it is let go, whatever is left
   * @param discard whether nothing more is published
   * @param foreground whether the garbage collector takes away the Pods and all that they mount
   *     first: nothing can be read any more
   */
  public record Deletion(Instant deadline, boolean discard, boolean foreground) {

    /** One that takes away the resource itself first. */
    public Deletion(Instant deadline, boolean discard) {
      this(deadline, discard, false);
    }
  }

  /**
   * A spec that passed all checks.
   *
   * @param revision the revision's name, made of the hash of the spec
   * @param written whether its ControllerRevision and what its Pods mount exist
   */
  public record Candidate(String revision, boolean written) {}

  public Observation {
    pods = List.copyOf(pods);
    left = Map.copyOf(left);
    refusals = Map.copyOf(refusals);
  }

  /** The same with another state, for what is decided after it in one iteration. */
  Observation with(SupervisorState next) {
    return new Observation(
        now,
        uid,
        name,
        installationId,
        deletion,
        suspend,
        reset,
        adoptLedgerOf,
        candidate,
        settings,
        next,
        pods,
        stream,
        ledger,
        left,
        refusals,
        handoff,
        beginsAt);
  }

  /** Whether the supervisor has not begun yet, and its {@code startDelay} is not over. */
  public boolean waitsToBegin() {
    return beginsAt != null && state.groups().isEmpty() && now.isBefore(beginsAt);
  }

  /** Whether nothing new may begin to read. */
  boolean winding() {
    return suspend || deletion != null;
  }

  /** The reset that is asked for and not done; empty also while there is nothing to reset. */
  public Optional<ResetRequest> pendingReset() {
    Long done = state.jumps().nonce();
    return reset == null
            || deletion != null
            || state.commit() == null
            || (done != null && reset.nonce() <= done)
        ? Optional.empty()
        : Optional.of(reset);
  }

  /**
   * Partitions of topics that were deleted, or created again, as far as the stream is known. They
   * keep their positions and nobody reads them.
   */
  public SortedSet<PartitionId> lostPartitions() {
    return LostTopics.partitions(this);
  }

  Optional<ObservedPod> pod(TaskGroup group, Generation generation, int attempt) {
    for (ObservedPod pod : pods) {
      if (pod.name().attempt() == attempt && isOf(group, generation, pod)) {
        return Optional.of(pod);
      }
    }
    return Optional.empty();
  }

  /** Names of Pods that could not be created when that was last tried. */
  Set<String> refusedPods() {
    return refusals.keySet();
  }

  /** What ails an attempt's Pod, or keeps it from being created; empty when nothing is known. */
  Optional<PodTrouble> trouble(TaskGroup group, Generation generation, Attempt attempt) {
    Optional<ObservedPod> pod = pod(group, generation, attempt);
    return Optional.ofNullable(
        pod.isPresent()
            ? pod.get().trouble()
            : refusals.get(PodName.of(this, group, generation, attempt.number()).toString()));
  }

  /** The Pod of a present attempt. */
  public Optional<ObservedPod> pod(TaskGroup group, Generation generation, Attempt attempt) {
    return pod(group, generation, attempt.number());
  }

  /** The Pods of the generation's present attempts, as far as they are there. */
  List<ObservedPod> presentPods(TaskGroup group, Generation generation) {
    List<ObservedPod> present = new ArrayList<>(generation.replicas());
    for (Attempt attempt : generation.attempts()) {
      pod(group, generation, attempt).ifPresent(present::add);
    }
    return present;
  }

  List<ObservedPod> pods(TaskGroup group, Generation generation) {
    List<ObservedPod> all = new ArrayList<>();
    for (ObservedPod pod : pods) {
      if (isOf(group, generation, pod)) {
        all.add(pod);
      }
    }
    return all;
  }

  private static boolean isOf(TaskGroup group, Generation generation, ObservedPod pod) {
    return pod.name().group() == group.id() && pod.name().generation() == generation.number();
  }
}
