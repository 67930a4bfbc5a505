package io.millrace.operator.decide;

import io.millrace.operator.Reason;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * Which Pods are given up because they do not start. Kubernetes tries again by itself, but always
 * with the image that the Pod was created with; the next Pod has the one that is configured then.
 */
final class FailedStart {

  /** A Pod that does not start is given this long to get over it by itself. */
  static final Duration PATIENCE = Duration.ofMinutes(2);

  /**
   * What may be wrong with the Pod itself, or with its node. What it refers to may still come to
   * be, or is corrected in the spec, which makes another generation; and a node is looked for by
   * the scheduler as long as it takes.
   */
  private static final Set<Reason> HEALED_BY_ANOTHER_POD =
      Set.of(Reason.ImagePullFailed, Reason.PodFailed);

  private FailedStart() {}

  /** Why {@code pod} is given up, for people; empty while it is not. */
  static Optional<PodTrouble> of(ObservedPod pod, Instant now) {
    return Optional.ofNullable(pod.trouble())
        .filter(trouble -> HEALED_BY_ANOTHER_POD.contains(trouble.reason()))
        .filter(trouble -> pod.phase() == ObservedPod.Phase.PENDING && pod.report() == null)
        .filter(trouble -> now.isAfter(pod.createdAt().plus(PATIENCE)));
  }
}
