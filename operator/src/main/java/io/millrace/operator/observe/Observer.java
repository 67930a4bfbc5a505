package io.millrace.operator.observe;

import io.millrace.crds.v1alpha1.DeletionPolicy;
import io.millrace.crds.v1alpha1.LedgerSpec;
import io.millrace.crds.v1alpha1.status.StreamSupervisorStatus;
import io.millrace.operator.decide.GenerationKey;
import io.millrace.operator.decide.LedgerObservation;
import io.millrace.operator.decide.LeftManifests;
import io.millrace.operator.decide.Observation;
import io.millrace.operator.decide.ObservedPod;
import io.millrace.operator.decide.PodName;
import io.millrace.operator.decide.PodTrouble;
import io.millrace.operator.decide.StreamObservation;
import io.millrace.operator.decide.SupervisorState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Puts together what one iteration sees. Nothing here waits for anything but a revision that was
 * not read before.
 */
public final class Observer {

  private final String installationId;
  private final Duration deletionTimeout;
  private final PodCache pods;
  private final Namespaces namespaces;

  /** What is known from beside the loop. */
  public interface Surroundings {

    StreamObservation stream();

    LedgerObservation ledger();

    Map<GenerationKey, LeftManifests> left();

    /** Why Pods could not be created when that was last tried, by their names. */
    Map<String, PodTrouble> refusals();

    /** Adds what the task in {@code pod} said last. */
    ObservedPod withReport(PodName name, PodFacts pod);

    Revisions revisions();

    SpecReview review();
  }

  /** Whether a namespace is being deleted. */
  @FunctionalInterface
  public interface Namespaces {
    boolean isTerminating(String namespace);
  }

  public Observer(
      String installationId, Duration deletionTimeout, PodCache pods, Namespaces namespaces) {
    this.installationId = installationId;
    this.deletionTimeout = deletionTimeout;
    this.pods = pods;
    this.namespaces = namespaces;
  }

  /**
   * @param state what status remembers
   * @param now the time of the iteration
   */
  public Sight observe(
      SupervisorResource resource, SupervisorState state, Surroundings surroundings, Instant now) {
    StreamSupervisorStatus status = resource.status();
    AcceptedSpec stored = stored(resource, state, surroundings.revisions());
    SpecVerdict verdict =
        surroundings
            .review()
            .of(
                resource.key(),
                resource.spec(),
                status == null ? null : status.deepStorage(),
                stored);
    AcceptedSpec candidate = verdict instanceof SpecVerdict.Good good ? good.spec() : null;
    boolean same = candidate != null && candidate.revision().equals(state.acceptedRevision());
    AcceptedSpec inForce = same ? candidate : stored;
    List<PodFacts> ours =
        pods.pods(resource.key()).stream()
            .filter(pod -> pod.ownerUid().equals(resource.uid()))
            .toList();
    LedgerSpec ledger = resource.spec().ledger();
    Observation observation =
        new Observation(
            now,
            resource.uid(),
            resource.name(),
            installationId,
            deletion(resource),
            Boolean.TRUE.equals(resource.spec().suspend()),
            candidate == null ? null : ResetSpec.request(resource.spec().reset()),
            ledger == null ? null : ledger.adopt(),
            candidate == null
                ? null
                : new Observation.Candidate(
                    candidate.revision(), isWritten(resource, candidate, surroundings)),
            inForce == null ? null : inForce.settings(),
            state,
            ours.stream()
                .flatMap(pod -> observed(resource.name(), pod, surroundings).stream())
                .toList(),
            surroundings.stream(),
            surroundings.ledger(),
            surroundings.left(),
            surroundings.refusals(),
            resource.handoff(),
            beginsAt(resource, inForce));
    return new Sight(resource, verdict, inForce, ours, observation);
  }

  private static @Nullable AcceptedSpec stored(
      SupervisorResource resource, SupervisorState state, Revisions revisions) {
    String name = state.acceptedRevision();
    return name == null ? null : revisions.spec(resource, name).orElse(null);
  }

  /**
   * Counted from the creation of the resource, so that a restart of the operator delays nothing.
   */
  private static @Nullable Instant beginsAt(
      SupervisorResource resource, @Nullable AcceptedSpec inForce) {
    Instant createdAt = resource.createdAt();
    return createdAt == null || inForce == null ? null : createdAt.plus(inForce.startDelay());
  }

  private static boolean isWritten(
      SupervisorResource resource, AcceptedSpec candidate, Surroundings surroundings) {
    return surroundings.revisions().holds(resource, candidate);
  }

  private static Optional<ObservedPod> observed(
      String supervisor, PodFacts pod, Surroundings surroundings) {
    return PodName.parse(supervisor, pod.name()).map(name -> surroundings.withReport(name, pod));
  }

  private Observation.@Nullable Deletion deletion(SupervisorResource resource) {
    Instant deletedAt = resource.deletedAt();
    if (deletedAt == null) {
      return null;
    }
    boolean discard =
        resource.spec().deletionPolicy() == DeletionPolicy.DISCARD
            || namespaces.isTerminating(resource.namespace());
    return new Observation.Deletion(
        deletedAt.plus(deletionTimeout), discard, resource.foregroundDeletion());
  }
}
