package io.millrace.operator.observe;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * When deleted Pods have to have ended, counted from when this process first saw that they were
 * deleted: the clock of the API server, by which their resources tell it, may be another. Not
 * thread-safe.
 */
public final class Endings {

  private final InstantSource clock;
  private final Map<String, Instant> seen = new HashMap<>();

  public Endings(InstantSource clock) {
    this.clock = clock;
  }

  /** When the grace period of {@code pod} is over; absent while it is not deleted. */
  public @Nullable Instant of(PodFacts pod) {
    Duration grace = pod.grace();
    return grace == null
        ? null
        : seen.computeIfAbsent(pod.uid(), uid -> clock.instant()).plus(grace);
  }

  /** Forgets all Pods but those with these UIDs. */
  public void keepOnly(Set<String> uids) {
    seen.keySet().retainAll(uids);
  }
}
