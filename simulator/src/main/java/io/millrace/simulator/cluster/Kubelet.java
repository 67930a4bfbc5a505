package io.millrace.simulator.cluster;

import io.millrace.operator.Reason;
import io.millrace.operator.decide.ObservedPod.Phase;
import io.millrace.operator.decide.PodTrouble;
import io.millrace.operator.task.TaskPod;
import io.millrace.simulator.fault.FaultKind;
import io.millrace.simulator.fault.Faults;
import io.millrace.simulator.fault.Trace;
import io.millrace.simulator.time.VirtualTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Starts the processes of Pods, ends them, and says so: late at times, and for a node that is lost
 * not at all.
 */
public final class Kubelet implements ApiServer.Node {

  private static final Duration LONGEST_START = Duration.ofSeconds(3);
  private static final Duration LONGEST_LATE_START = Duration.ofMinutes(2);
  private static final Duration LONGEST_LOST = Duration.ofMinutes(2);
  private static final Duration LONGEST_SILENT = Duration.ofMinutes(6);
  private static final Duration LONGEST_TWICE = Duration.ofMinutes(1);

  private final VirtualTime time;
  private final ApiServer server;
  private final Faults faults;
  private final Trace trace;
  private final SplittableRandom random;
  private final Duration grace;
  private final Starter starter;
  private final Map<SimulatedPod, Container> containers = new LinkedHashMap<>();
  private final List<SimulatedPod> stuck = new ArrayList<>();
  private final List<Container> lost = new ArrayList<>();
  private final Set<SimulatedPod> silent = new LinkedHashSet<>();
  private final Set<String> startedTwice = new HashSet<>();
  private int addresses;

  /** The process in a Pod, from outside. */
  public interface Container {

    /** SIGTERM. */
    void terminate();

    /** SIGKILL. */
    void kill();

    void standStill(Duration length);
  }

  /** Starts processes. */
  @FunctionalInterface
  public interface Starter {

    /**
     * @param ended called when it ends by itself, with an empty message when all is well
     */
    Container start(TaskPod pod, String uid, String address, Ended ended);
  }

  /** Hears of an end. */
  @FunctionalInterface
  public interface Ended {
    void ended(boolean failed, String message);
  }

  /**
   * @param grace time between SIGTERM and SIGKILL
   */
  public Kubelet(
      VirtualTime time,
      ApiServer server,
      Faults faults,
      Trace trace,
      SplittableRandom random,
      Duration grace,
      Starter starter) {
    this.time = time;
    this.server = server;
    this.faults = faults;
    this.trace = trace;
    this.random = random;
    this.grace = grace;
    this.starter = starter;
    server.runsPodsOn(this);
  }

  @Override
  public void created(SimulatedPod pod) {
    if (faults.strikes(FaultKind.POD_START, 0.1)) {
      pod.stuck(new PodTrouble(Reason.PodUnschedulable, "0/2 nodes are available"));
      stuck.add(pod);
      return;
    }
    Duration wait =
        faults.strikes(FaultKind.POD_START, 0.2)
            ? faults.upTo(FaultKind.POD_START, LONGEST_LATE_START)
            : Duration.ofMillis(200 + random.nextLong(LONGEST_START.toMillis()));
    time.after(wait, () -> start(pod));
  }

  @Override
  public void deletionAsked(SimulatedPod pod) {
    pod.terminatingWithin(grace);
    Container container = containers.get(pod);
    if (silent.contains(pod)) {
      trace.note("api", () -> pod.name() + " stays Terminating");
    } else if (container == null) {
      time.after(Duration.ofMillis(500), () -> removeUnlessRunning(pod));
    } else {
      trace.note("kubelet", () -> "SIGTERM for " + pod.name());
      container.terminate();
      time.after(grace, () -> killed(pod, "killed after its grace period"));
    }
  }

  /** Kills the process of a random Pod. */
  public void killOne() {
    pick(FaultKind.TASK_CRASH)
        .ifPresent(
            pod -> {
              trace.note("kubelet", () -> "SIGKILL for " + pod.name());
              kill(pod, "OOMKilled");
            });
  }

  /** Evicts a random Pod. */
  public void drainOne() {
    pick(FaultKind.DRAIN)
        .ifPresent(
            pod -> {
              trace.note("api", () -> "evicts " + pod.name());
              server.deletePod(pod.name(), pod.uid());
            });
  }

  /** The process of a random Pod stands still. */
  public void stallOne() {
    pick(FaultKind.TASK_STALL)
        .ifPresent(
            pod -> {
              Container container = containers.get(pod);
              Duration length = faults.upTo(FaultKind.TASK_STALL, Duration.ofMinutes(3));
              trace.note("kubelet", () -> pod.name() + " stands still for " + length);
              if (container != null) {
                container.standStill(length);
              }
            });
  }

  /** A random Pod goes from the API server, and its process goes on for a while. */
  public void loseOne() {
    pick(FaultKind.NODE_LOST)
        .ifPresent(
            pod -> {
              trace.note("kubelet", () -> "loses sight of " + pod.name());
              Container container = containers.remove(pod);
              server.remove(pod);
              goesOn(container, FaultKind.NODE_LOST, LONGEST_LOST);
            });
  }

  /**
   * The process of a random Pod is started again, since its container is taken for lost, and the
   * old process goes on for a while. Where the node still has the scratch volume, the new process
   * finds there that it is not the first, and ends.
   */
  public void startTwice() {
    pick(FaultKind.POD_TWICE)
        .ifPresent(
            pod -> {
              startedTwice.add(pod.uid());
              goesOn(containers.remove(pod), FaultKind.POD_TWICE, LONGEST_TWICE);
              if (faults.random(FaultKind.POD_TWICE).nextBoolean()) {
                trace.note("kubelet", () -> pod.name() + " is started twice, on one volume");
                noticeEnd(pod, Phase.FAILED, "another process uses its scratch volume");
              } else {
                trace.note("kubelet", () -> pod.name() + " is started twice");
                run(pod);
              }
            });
  }

  /** Whether the Pod with this UID has had a process that nobody knew of. */
  public boolean wasStartedTwice(String uid) {
    return startedTwice.contains(uid);
  }

  /** A process that nobody watches any more. */
  private void goesOn(@Nullable Container container, FaultKind kind, Duration longest) {
    if (container != null) {
      lost.add(container);
      time.after(faults.upTo(kind, longest), container::kill);
    }
  }

  /**
   * The node of a random Pod is gone without a word: its process is dead, and the Pod stays, also
   * when its deletion is asked for, until the node is taken from the cluster.
   */
  public void silenceOne() {
    pick(FaultKind.NODE_SILENT)
        .ifPresent(
            pod -> {
              Container container = containers.remove(pod);
              trace.note("kubelet", () -> "the node of " + pod.name() + " is silent");
              silent.add(pod);
              if (container != null) {
                container.kill();
              }
              time.after(
                  faults.upTo(FaultKind.NODE_SILENT, LONGEST_SILENT), () -> removeSilent(pod));
            });
  }

  private void removeSilent(SimulatedPod pod) {
    if (silent.remove(pod)) {
      server.remove(pod);
    }
  }

  /** Lost processes end, silent nodes are taken from the cluster, and stuck Pods start. */
  public void heal() {
    List.copyOf(silent).forEach(this::removeSilent);
    lost.forEach(Container::kill);
    stuck.forEach(this::start);
    stuck.clear();
  }

  private Optional<SimulatedPod> pick(FaultKind kind) {
    List<SimulatedPod> running =
        containers.keySet().stream()
            .filter(pod -> server.isPresent(pod) && !pod.hasEnded() && !pod.isTerminating())
            .toList();
    return running.isEmpty()
        ? Optional.empty()
        : Optional.of(running.get(faults.random(kind).nextInt(running.size())));
  }

  private void start(SimulatedPod pod) {
    if (!server.isPresent(pod) || pod.isTerminating() || pod.phase() != Phase.PENDING) {
      return;
    }
    run(pod);
  }

  private void run(SimulatedPod pod) {
    addresses++;
    String address = "10.0.%d.%d".formatted(addresses / 250, 1 + addresses % 250);
    containers.put(
        pod,
        starter.start(
            pod.request(),
            pod.uid(),
            address,
            (failed, message) -> {
              if (pod.answersAt(address)) {
                ended(pod, failed ? Phase.FAILED : Phase.SUCCEEDED, message);
              }
            }));
    pod.running(address);
    server.podsChanged();
  }

  private void killed(SimulatedPod pod, String why) {
    if (containers.containsKey(pod) && !pod.hasEnded()) {
      trace.note("kubelet", () -> pod.name() + " is " + why);
      kill(pod, why);
    }
  }

  private void kill(SimulatedPod pod, String why) {
    Container container = containers.get(pod);
    if (container != null) {
      container.kill();
      ended(pod, Phase.FAILED, why);
    }
  }

  private void ended(SimulatedPod pod, Phase last, String why) {
    if (containers.remove(pod) != null) {
      noticeEnd(pod, last, why);
    }
  }

  /** The end of a process is noticed a moment later. */
  private void noticeEnd(SimulatedPod pod, Phase last, String why) {
    time.after(
        Duration.ofMillis(10 + random.nextLong(1_500)),
        () -> {
          if (server.isPresent(pod)) {
            pod.ended(last, last == Phase.FAILED ? PodTrouble.failed(why) : null);
            server.podsChanged();
            if (pod.isTerminating()) {
              server.remove(pod);
            }
          }
        });
  }

  private void removeUnlessRunning(SimulatedPod pod) {
    if (!containers.containsKey(pod) && !silent.contains(pod)) {
      server.remove(pod);
    }
  }
}
