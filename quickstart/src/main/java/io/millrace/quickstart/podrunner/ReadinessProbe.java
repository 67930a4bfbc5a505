package io.millrace.quickstart.podrunner;

import io.fabric8.kubernetes.api.model.Container;
import java.time.Instant;

/** The readiness of one container; without a probe it is ready at once. Used by one thread. */
final class ReadinessProbe {

  private final HttpProbe probe;
  private boolean ready;

  ReadinessProbe(Container container, String address, Instant startedAt, Runnable answered) {
    this.probe =
        new HttpProbe(container, container.getReadinessProbe(), address, startedAt, answered);
    this.ready = container.getReadinessProbe() == null;
  }

  boolean isReady() {
    return ready;
  }

  /** When it wants to be asked again. */
  Instant due() {
    return probe.due();
  }

  /** Asks the container if it is time to. */
  void tick(Instant now) {
    probe.tick(now);
    ready |= probe.hasSucceeded();
    ready &= !probe.hasFailed();
  }
}
