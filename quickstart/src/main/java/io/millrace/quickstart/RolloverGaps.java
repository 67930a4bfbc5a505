package io.millrace.quickstart;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import io.millrace.crds.v1alpha1.StreamSupervisor;
import io.millrace.crds.v1alpha1.status.GenerationStatus;
import io.millrace.crds.v1alpha1.status.StreamSupervisorStatus;
import io.millrace.crds.v1alpha1.status.TaskGroupStatus;
import io.millrace.protocol.HttpTaskClient;
import io.millrace.protocol.TaskAddress;
import io.millrace.protocol.TaskCallException;
import io.millrace.quickstart.cluster.LocalCluster;
import io.millrace.quickstart.cluster.Supervisor;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Measures, from outside, for how long nobody reads a partition while one generation of a task
 * group takes over from the other: from the status write that says to pause, as a watch shows it,
 * to the first poll of a task of the next generation, as that task reports it. All clocks are this
 * machine's. {@link #collect} is called by one thread.
 */
final class RolloverGaps implements AutoCloseable {

  private static final Duration FORGOTTEN_AFTER = Duration.ofSeconds(60);

  private final LocalCluster cluster;
  private final Supervisor supervisor;
  private final HttpTaskClient tasks =
      new HttpTaskClient(Duration.ofSeconds(5), InstantSource.system());
  private final Watch watch;
  private final Map<Taken, Instant> pauses = new ConcurrentHashMap<>();
  private final Map<Taken, Rollover> open = new ConcurrentHashMap<>();
  private final List<Gap> gaps = new ArrayList<>();
  private int missed;

  /** A generation of a task group. */
  private record Taken(int group, int generation) {}

  private record Rollover(Instant pause, int successor, int partitions) {}

  /**
   * One rollover.
   *
   * @param length for how long nobody read
   * @param partitions number of partitions that this held up
   */
  record Gap(Duration length, int partitions) {}

  RolloverGaps(LocalCluster cluster, Supervisor supervisor) {
    this.cluster = cluster;
    this.supervisor = supervisor;
    watch =
        client()
            .resources(StreamSupervisor.class)
            .inNamespace(cluster.namespace())
            .withName(supervisor.name())
            .watch(new StatusWatcher());
  }

  /** Asks the successors of the last rollovers when they first polled. */
  void collect() {
    for (Map.Entry<Taken, Rollover> entry : Map.copyOf(open).entrySet()) {
      Rollover rollover = entry.getValue();
      Optional<Instant> since = readingSince(entry.getKey().group(), rollover.successor());
      if (since.isPresent()) {
        gaps.add(new Gap(Duration.between(rollover.pause(), since.get()), rollover.partitions()));
        open.remove(entry.getKey());
      } else if (rollover.pause().plus(FORGOTTEN_AFTER).isBefore(Instant.now())) {
        missed++;
        open.remove(entry.getKey());
      }
    }
  }

  List<Gap> gaps() {
    return List.copyOf(gaps);
  }

  /** Rollovers whose successor never said when it first polled. */
  int missed() {
    return missed;
  }

  @Override
  public void close() {
    watch.close();
    tasks.close();
  }

  private KubernetesClient client() {
    return cluster.client();
  }

  /** Empty while no task of that generation has polled, as far as it can be asked. */
  private Optional<Instant> readingSince(int group, int generation) {
    try {
      return client()
          .pods()
          .inNamespace(cluster.namespace())
          .withLabels(
              Map.of(
                  "millrace.io/supervisor", supervisor.name(),
                  "millrace.io/group", Integer.toString(group),
                  "millrace.io/generation", Integer.toString(generation)))
          .list()
          .getItems()
          .stream()
          .flatMap(pod -> readingSince(pod).stream())
          .min(Instant::compareTo);
    } catch (KubernetesClientException e) {
      return Optional.empty();
    }
  }

  private Optional<Instant> readingSince(Pod pod) {
    if (pod.getStatus() == null || pod.getStatus().getPodIP() == null) {
      return Optional.empty();
    }
    int port = pod.getSpec().getContainers().get(0).getPorts().get(0).getContainerPort();
    TaskAddress address =
        TaskAddress.http(pod.getStatus().getPodIP(), port, pod.getMetadata().getUid(), token());
    try {
      return Optional.ofNullable(tasks.report(address, 0, Duration.ZERO).readingSince());
    } catch (TaskCallException e) {
      return Optional.empty();
    }
  }

  private String token() {
    String encoded =
        client()
            .secrets()
            .inNamespace(cluster.namespace())
            .withName(supervisor.name() + "-task-token")
            .require()
            .getData()
            .get("token");
    return new String(Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8);
  }

  private void look(StreamSupervisorStatus status) {
    Instant now = Instant.now();
    for (TaskGroupStatus group : status.taskGroups()) {
      Map<Integer, GenerationStatus> byNumber = new HashMap<>();
      group.generations().forEach(generation -> byNumber.put(generation.number(), generation));
      byNumber.forEach(
          (number, generation) -> {
            Taken taken = new Taken(group.id(), number);
            switch (generation.state()) {
              case STANDBY, COMMITTED -> {}
              // a pause that was given up ends in reading, and the next one counts
              case READING, CHECKPOINTING -> pauses.remove(taken);
              case PAUSING -> pauses.putIfAbsent(taken, now);
              case FINISHING -> begin(taken, byNumber);
            }
          });
    }
  }

  private void begin(Taken taken, Map<Integer, GenerationStatus> byNumber) {
    GenerationStatus successor = byNumber.get(taken.generation() + 1);
    if (successor != null && successor.state() == GenerationStatus.State.READING) {
      Instant pause = pauses.remove(taken);
      if (pause != null) {
        open.put(taken, new Rollover(pause, successor.number(), successor.partitions().size()));
      }
    }
  }

  private final class StatusWatcher implements Watcher<StreamSupervisor> {

    @Override
    public void eventReceived(Action action, StreamSupervisor resource) {
      if (resource.getStatus() != null) {
        look(resource.getStatus());
      }
    }

    /** What is not seen is not counted: the figures are of those rollovers that were. */
    @Override
    public void onClose(WatcherException cause) {}

    @Override
    public boolean reconnecting() {
      return true;
    }
  }
}
