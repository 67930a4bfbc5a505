package io.millrace.quickstart.podrunner;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.api.model.Probe;
import io.millrace.quickstart.podrunner.PodStatuses.Progress;
import io.millrace.quickstart.podrunner.PodStatuses.Termination;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Watches over a running container: its start, readiness, liveness, deadline, deletion with its
 * grace period, and the end. As a kubelet does it asks for nothing else before the startup probe
 * has succeeded, and then at once. Used by one thread.
 */
final class ContainerSupervision {

  private static final Duration LOOK_AGAIN = Duration.ofSeconds(5);

  private final Pod pod;
  private final Container container;
  private final String address;
  private final ContainerProcess process;
  private final Demand demand;
  private final InstantSource clock;
  private final StatusSink status;
  private final HttpProbe startup;
  private final ReadinessProbe readiness;
  private final HttpProbe liveness;
  private boolean hasStarted;
  private @Nullable Instant killAt;
  private @Nullable String podReason;

  /** Where status goes. */
  @FunctionalInterface
  interface StatusSink {
    void write(Function<Pod, PodStatus> status) throws InterruptedException;
  }

  ContainerSupervision(
      Pod pod,
      String address,
      ContainerProcess process,
      Demand demand,
      InstantSource clock,
      StatusSink status) {
    this.pod = pod;
    this.container = pod.getSpec().getContainers().getFirst();
    this.address = address;
    this.process = process;
    this.demand = demand;
    this.clock = clock;
    this.status = status;
    this.startup = probe(container.getStartupProbe());
    this.readiness = new ReadinessProbe(container, address, process.startedAt(), demand::wake);
    this.liveness = probe(container.getLivenessProbe());
    this.hasStarted = container.getStartupProbe() == null;
  }

  private HttpProbe probe(@Nullable Probe probe) {
    return new HttpProbe(container, probe, address, process.startedAt(), demand::wake);
  }

  /** Returns after the process has ended and its end is in status, or the Pod is gone. */
  void untilExit(Path terminationMessage, Path log) throws InterruptedException {
    writeRunning();
    while (!process.hasExited()) {
      boolean wasReady = isReady();
      boolean hadStarted = hasStarted;
      ask(clock.instant());
      boolean changed = wasReady != isReady() || hadStarted != hasStarted;
      if (changed && !process.hasExited()) {
        writeRunning();
      }
      endIfDemanded();
      if (!process.hasExited()) {
        demand.await(untilNextLook());
      }
    }
    int exitCode = process.exitCode();
    String message = TerminationMessage.read(container, terminationMessage, log, exitCode);
    Termination end =
        new Termination(
            exitCode,
            exitCode == 0 ? "Completed" : "Error",
            message,
            process.startedAt(),
            podReason);
    if (!demand.isGone()) {
      status.write(p -> PodStatuses.terminated(p, end, clock.instant()));
    }
  }

  private void ask(Instant now) {
    if (!hasStarted) {
      startup.tick(now);
      hasStarted = startup.hasSucceeded();
    }
    if (hasStarted) {
      readiness.tick(now);
      liveness.tick(now);
    }
  }

  private boolean isReady() {
    return hasStarted && readiness.isReady();
  }

  private void writeRunning() throws InterruptedException {
    Progress progress =
        isReady() ? Progress.READY : hasStarted ? Progress.STARTED : Progress.STARTING;
    status.write(p -> PodStatuses.running(p, address, process, progress, clock.instant()));
  }

  private void endIfDemanded() {
    Instant now = clock.instant();
    Optional<Duration> deletion = demand.deletion();
    if (demand.isGone()) {
      process.kill();
    } else if (deletion.isPresent()) {
      endWithin(deletion.get(), now);
    } else if (isPastDeadline(now)) {
      podReason = "DeadlineExceeded";
      endWithin(Duration.ofSeconds(gracePeriod()), now);
    } else if (startup.hasFailed()) {
      endWithin(grace(container.getStartupProbe()), now);
    } else if (liveness.hasFailed()) {
      endWithin(grace(container.getLivenessProbe()), now);
    }
    if (killAt != null && !now.isBefore(killAt)) {
      process.kill();
    }
  }

  private void endWithin(Duration grace, Instant now) {
    if (killAt == null) {
      process.terminate();
      killAt = now.plus(grace);
    } else if (now.plus(grace).isBefore(killAt)) {
      killAt = now.plus(grace);
    }
  }

  private boolean isPastDeadline(Instant now) {
    Long deadline = pod.getSpec().getActiveDeadlineSeconds();
    return deadline != null && !now.isBefore(process.startedAt().plusSeconds(deadline));
  }

  private long gracePeriod() {
    Long grace = pod.getSpec().getTerminationGracePeriodSeconds();
    return grace == null ? 30 : grace;
  }

  private Duration grace(Probe failed) {
    Long grace = failed.getTerminationGracePeriodSeconds();
    return Duration.ofSeconds(grace == null ? gracePeriod() : grace);
  }

  private Duration untilNextLook() {
    Instant now = clock.instant();
    Instant next = now.plus(LOOK_AGAIN);
    next =
        hasStarted
            ? earlier(earlier(next, readiness.due()), liveness.due())
            : earlier(next, startup.due());
    if (killAt != null) {
      next = earlier(next, killAt);
    } else if (pod.getSpec().getActiveDeadlineSeconds() != null) {
      next =
          earlier(next, process.startedAt().plusSeconds(pod.getSpec().getActiveDeadlineSeconds()));
    }
    return Duration.between(now, next).plusMillis(1);
  }

  private static Instant earlier(Instant one, Instant other) {
    return one.isBefore(other) ? one : other;
  }
}
