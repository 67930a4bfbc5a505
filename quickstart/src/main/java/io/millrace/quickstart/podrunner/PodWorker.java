package io.millrace.quickstart.podrunner;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.millrace.quickstart.podrunner.PodStatuses.Termination;
import io.millrace.quickstart.process.ProcessRegister;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes one Pod from its creation to its end, and waits until it is gone. Runs on a thread of its
 * own; interrupting it kills the container and leaves the Pod as it is.
 */
final class PodWorker implements Runnable {

  private static final Logger LOG = LoggerFactory.getLogger(PodWorker.class);
  private static final Duration RETRY = Duration.ofSeconds(1);

  private final Pod pod;
  private final PodRunnerSettings settings;
  private final PodApi api;
  private final ContainerPlanner planner;
  private final LoopbackAddresses addresses;
  private final ProcessRegister register;
  private final InstantSource clock;
  private final Demand demand = new Demand();
  private volatile @Nullable ContainerProcess process;

  PodWorker(
      Pod pod,
      PodRunnerSettings settings,
      PodApi api,
      ContainerPlanner planner,
      LoopbackAddresses addresses,
      ProcessRegister register,
      InstantSource clock) {
    this.pod = pod;
    this.settings = settings;
    this.api = api;
    this.planner = planner;
    this.addresses = addresses;
    this.register = register;
    this.clock = clock;
  }

  Demand demand() {
    return demand;
  }

  /** The container's process while it runs. */
  Optional<ProcessHandle> process() {
    return Optional.ofNullable(process)
        .map(ContainerProcess::handle)
        .filter(ProcessHandle::isAlive);
  }

  @Override
  public void run() {
    try {
      Optional<Pod> bound = api.bind(settings.node());
      if (bound.isPresent() && !PodStatuses.isTerminal(bound.get())) {
        runToEnd(bound.get());
      }
      while (demand.isToRun()) {
        demand.await(RETRY.multipliedBy(60));
      }
      if (!demand.isGone()) {
        deleteFolder();
        api.confirmDeletion();
      }
    } catch (InterruptedException e) {
      LOG.debug("the worker of Pod {} was told to end", pod.getMetadata().getName());
    } finally {
      deleteFolder();
    }
  }

  private void deleteFolder() {
    PodFolders.delete(settings.podFolder(pod.getMetadata().getName(), pod.getMetadata().getUid()));
  }

  private void runToEnd(Pod bound) throws InterruptedException {
    List<String> problems = SupportedPods.problems(bound);
    if (!problems.isEmpty()) {
      write(
          p ->
              PodStatuses.refused(
                  p, "UnsupportedPod", String.join("; ", problems), clock.instant()));
    } else if (PodStatuses.wasStarted(bound)) {
      String message = "the Pod runner was started again while the container was running";
      write(
          p ->
              PodStatuses.terminated(
                  p, new Termination(137, "Error", message, null, null), clock.instant()));
    } else {
      try (LoopbackAddresses.Lease lease = addresses.lease()) {
        startAndSupervise(bound, lease.address());
      }
    }
  }

  private void startAndSupervise(Pod bound, String address) throws InterruptedException {
    Optional<ContainerPlan> plan = plan(bound, address);
    if (plan.isEmpty()) {
      return;
    }
    ContainerProcess started;
    try {
      started =
          ContainerProcess.start(plan.get(), settings.log(pod.getMetadata().getName()), register);
    } catch (IOException e) {
      Termination end =
          new Termination(128, "StartError", String.valueOf(e.getMessage()), null, null);
      write(p -> PodStatuses.terminated(p, end, clock.instant()));
      return;
    }
    process = started;
    try {
      started.onExit(demand::wake);
      ContainerSupervision supervision =
          new ContainerSupervision(bound, address, started, demand, clock, this::write);
      supervision.untilExit(
          plan.get().terminationMessage(), settings.log(pod.getMetadata().getName()));
    } finally {
      if (!started.hasExited()) {
        started.kill();
      }
      started.cleanUp();
    }
  }

  /** The plan once everything that it needs is there, empty when the Pod ends before that. */
  private Optional<ContainerPlan> plan(Pod bound, String address) throws InterruptedException {
    String lastMessage = "";
    while (demand.isToRun()) {
      try {
        return Optional.of(planner.plan(bound, address));
      } catch (PodStartException e) {
        String message = String.valueOf(e.getMessage());
        if (!message.equals(lastMessage)) {
          write(p -> PodStatuses.waiting(p, e.reason(), message, clock.instant()));
          lastMessage = message;
        }
      } catch (IOException | KubernetesClientException e) {
        LOG.warn("cannot prepare Pod {} yet: {}", pod.getMetadata().getName(), e.toString());
      }
      demand.await(RETRY);
    }
    return Optional.empty();
  }

  private void write(Function<Pod, PodStatus> status) throws InterruptedException {
    if (api.writeStatus(status).isEmpty()) {
      demand.gone();
    }
  }
}
