package io.millrace.quickstart;

import io.fabric8.kubernetes.client.KubernetesClientException;
import io.millrace.crds.v1alpha1.status.StreamSupervisorStatus;
import io.millrace.quickstart.cluster.LocalCluster;
import io.millrace.quickstart.cluster.Supervisor;
import io.millrace.quickstart.events.EventProducer;
import java.io.PrintWriter;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Tells every few seconds how far it is. Used by one thread. */
final class Progress {

  private final LocalCluster cluster;
  private final Supervisor supervisor;
  private final EventProducer producer;
  private final PrintWriter out;
  private final long start = System.nanoTime();
  private long lastTime = start;
  private long lastCommitted;

  Progress(LocalCluster cluster, Supervisor supervisor, EventProducer producer, PrintWriter out) {
    this.cluster = cluster;
    this.supervisor = supervisor;
    this.producer = producer;
    this.out = out;
  }

  void print() {
    try {
      print(supervisor.status());
    } catch (KubernetesClientException e) {
      out.println("the API server did not answer: " + e.getMessage());
    }
    out.flush();
  }

  private void print(Optional<StreamSupervisorStatus> status) {
    long now = System.nanoTime();
    Map<String, Long> committed =
        numbers(status.map(StreamSupervisorStatus::offsets).orElse(Map.of()));
    long total = committed.values().stream().mapToLong(Long::longValue).sum();
    long rate = Math.round((total - lastCommitted) * 1e9 / Math.max(1, now - lastTime));
    lastCommitted = total;
    lastTime = now;
    out.printf(
        "%4ds  state %s/%s  tasks %d  produced %,d  committed %,d  %,d rows/s  commits %d%n",
        (now - start) / 1_000_000_000,
        status.map(StreamSupervisorStatus::state).orElse("-"),
        status.map(StreamSupervisorStatus::detailedState).orElse("-"),
        cluster.podRunner().processes().size(),
        producer.acknowledged(),
        total,
        rate,
        status.map(StreamSupervisorStatus::commit).map(commit -> commit.sequence()).orElse(0L));
    if (!committed.isEmpty()) {
      out.println("       partition=committed(+lag)  " + partitions(committed));
    }
  }

  private String partitions(Map<String, Long> committed) {
    Map<Integer, Long> ends = producer.ends();
    return committed.entrySet().stream()
        .map(
            entry -> {
              long end = ends.getOrDefault(Integer.valueOf(entry.getKey()), 0L);
              return "%s=%d(+%d)"
                  .formatted(entry.getKey(), entry.getValue(), Math.max(0, end - entry.getValue()));
            })
        .collect(Collectors.joining("  "));
  }

  private static Map<String, Long> numbers(Map<String, String> offsets) {
    Map<String, Long> numbers = new TreeMap<>();
    offsets.forEach((partition, position) -> numbers.put(partition, Long.valueOf(position)));
    return numbers;
  }
}
