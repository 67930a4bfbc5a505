package io.millrace.operator.decide;

import io.millrace.operator.Reason;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * Which Pods are given up because they do not start. Kubernetes tries again by itself, but always
 * on the same node and with the image that the Pod was created with; the next Pod has the one that
 * is configured then, and may get another node.
 */
final class FailedStart {

  /**
   * A Pod whose start fails is given this long to get over it by itself, from when a node took it,
   * and twice as long for each one before it: an image may take long to come though the first try
   * to get it failed.
   */
  static final Duration PATIENCE = Duration.ofMinutes(2);

  /** A Pod that nothing is known of may still be getting a large image, or its volumes. */
  static final Duration LONGEST = Duration.ofMinutes(30);

  /** What may be wrong with the Pod itself, or with its node. */
  private static final Set<Reason> HEALED_BY_ANOTHER_POD =
      Set.of(Reason.ImagePullFailed, Reason.PodFailed);

  private static final PodTrouble UNKNOWN =
      PodTrouble.failed(
          "its containers have not been started for %d minutes, and it does not say why. See its events"
              .formatted(LONGEST.toMinutes()));

  private FailedStart() {}

  /**
   * Why {@code pod} is given up, for people; empty while it is not. What it refers to may still
   * come to be, or is corrected in the spec, which makes another generation; and a node is looked
   * for by the scheduler as long as it takes.
   *
   * @param failures how many attempts before it failed in a row
   */
  static Optional<PodTrouble> of(ObservedPod pod, int failures, Instant now) {
    Instant placedAt = pod.placedAt();
    if (placedAt == null || pod.phase() != ObservedPod.Phase.PENDING || pod.report() != null) {
      return Optional.empty();
    }
    PodTrouble trouble = pod.trouble() == null ? UNKNOWN : pod.trouble();
    Duration patience = pod.trouble() == null ? LONGEST : patience(failures);
    return HEALED_BY_ANOTHER_POD.contains(trouble.reason()) && now.isAfter(placedAt.plus(patience))
        ? Optional.of(trouble)
        : Optional.empty();
  }

  private static Duration patience(int failures) {
    Duration longer = PATIENCE.multipliedBy(1L << Math.min(failures, 10));
    return longer.compareTo(LONGEST) < 0 ? longer : LONGEST;
  }
}
