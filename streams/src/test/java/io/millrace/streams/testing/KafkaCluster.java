package io.millrace.streams.testing;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.ElectionType;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.ElectionNotNeededException;

/**
 * Three real Kafka brokers, each in a process of its own, that hold every partition three times: a
 * partition's leader can be killed, and another broker takes over. A write succeeds when two
 * brokers have it. Used by one thread at a time.
 */
public final class KafkaCluster implements AutoCloseable {

  private static final int BROKERS = 3;
  private static final String HOST = "127.0.0.1";
  private static final Duration LIMIT = Duration.ofMinutes(1);

  private final List<KafkaProcess> processes;
  private final String bootstrapServers;
  private final KafkaTopics topics;
  private final Admin admin;

  private KafkaCluster(List<KafkaProcess> processes, String bootstrapServers) {
    this.processes = processes;
    this.bootstrapServers = bootstrapServers;
    this.topics = new KafkaTopics(bootstrapServers);
    this.admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers));
  }

  /** Starts it, and waits until all its brokers serve. */
  public static KafkaCluster start(Path folder) throws IOException {
    List<Endpoint> endpoints = new ArrayList<>();
    for (int node = 1; node <= BROKERS; node++) {
      endpoints.add(
          new Endpoint(node, KafkaBrokerSetup.freePort(HOST), KafkaBrokerSetup.freePort(HOST)));
    }
    String clusterId = Uuid.randomUuid().toString();
    List<KafkaProcess> processes = new ArrayList<>();
    try {
      for (Endpoint endpoint : endpoints) {
        Path own = folder.resolve("broker-" + endpoint.node());
        processes.add(
            KafkaProcess.launch(
                KafkaLibraries.find(), own, clusterId, settings(endpoint, endpoints, own)));
      }
      for (KafkaProcess process : processes) {
        process.awaitStarted();
      }
      return new KafkaCluster(processes, listed(endpoints, "%2$s:%3$d"));
    } catch (RuntimeException | IOException e) {
      processes.forEach(KafkaProcess::close);
      throw e;
    }
  }

  /** Where it listens. */
  public String bootstrapServers() {
    return bootstrapServers;
  }

  /** What a client needs to connect. */
  public Map<String, String> clientProperties() {
    return Map.of("bootstrap.servers", bootstrapServers);
  }

  /** Makes topics and records. */
  public KafkaTopics topics() {
    return topics;
  }

  /** Number of the broker that leads a partition now, from 1 on; empty while none does. */
  public Optional<Integer> leader(String topic, int partition) {
    return Optional.ofNullable(describe(topic, partition).leader())
        .filter(node -> !node.isEmpty())
        .map(Node::id);
  }

  /** Waits until another broker than {@code former} leads a partition. */
  public int awaitOtherLeader(String topic, int partition, int former) {
    await(
        "another leader than %d of %s-%d".formatted(former, topic, partition),
        () -> leader(topic, partition).filter(now -> now != former).isPresent());
    return leader(topic, partition).orElseThrow();
  }

  /** Waits until nobody leads a partition. */
  public void awaitNoLeader(String topic, int partition) {
    await(
        "no leader of %s-%d".formatted(topic, partition), () -> leader(topic, partition).isEmpty());
  }

  /** Waits until every broker has all that was written to a topic's partitions. */
  public void awaitInSync(String topic, int partitions) {
    await(
        "all replicas of %s in sync".formatted(topic),
        () ->
            IntStream.range(0, partitions)
                .allMatch(partition -> describe(topic, partition).isr().size() == BROKERS));
  }

  /** Gives every partition of a topic back to the broker that is to lead it. */
  public void electPreferredLeaders(String topic, int partitions) {
    Set<TopicPartition> all =
        IntStream.range(0, partitions)
            .mapToObj(partition -> new TopicPartition(topic, partition))
            .collect(Collectors.toSet());
    try {
      admin.electLeaders(ElectionType.PREFERRED, all).partitions().get().values().stream()
          .flatMap(Optional::stream)
          .filter(failure -> !(failure instanceof ElectionNotNeededException))
          .forEach(
              failure -> {
                throw new IllegalStateException("no leader was elected", failure);
              });
    } catch (ExecutionException e) {
      throw new IllegalStateException("Kafka failed to elect leaders", e.getCause());
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  /** Kills a broker as {@code kill -9} does. */
  public void kill(int node) {
    processes.get(node - 1).kill();
  }

  /** Asks a broker to stop, as Kubernetes does: it hands its partitions over first. */
  public void stop(int node) {
    processes.get(node - 1).stop();
  }

  /** Starts a broker again, on the same ports and data, and waits until it serves. */
  public void restart(int node) throws IOException {
    processes.get(node - 1).restart();
  }

  @Override
  public void close() {
    topics.close();
    admin.close(Duration.ofSeconds(2));
    processes.forEach(KafkaProcess::kill);
    processes.forEach(KafkaProcess::close);
  }

  private TopicPartitionInfo describe(String topic, int partition) {
    try {
      return admin.describeTopics(List.of(topic)).allTopicNames().get().values().stream()
          .flatMap(description -> description.partitions().stream())
          .filter(info -> info.partition() == partition)
          .findFirst()
          .orElseThrow();
    } catch (ExecutionException e) {
      throw new IllegalStateException("Kafka failed to describe " + topic, e.getCause());
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  private static void await(String what, BooleanSupplier condition) {
    long deadline = System.nanoTime() + LIMIT.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException("not within %s: %s".formatted(LIMIT, what));
      }
      Thread.onSpinWait();
    }
  }

  private static IllegalStateException interrupted(InterruptedException e) {
    Thread.currentThread().interrupt();
    return new IllegalStateException("interrupted while waiting for Kafka", e);
  }

  private static Properties settings(Endpoint own, Collection<Endpoint> all, Path folder) {
    Properties properties = new Properties();
    properties.putAll(
        Map.ofEntries(
            Map.entry("process.roles", "broker,controller"),
            Map.entry("node.id", Integer.toString(own.node())),
            Map.entry("controller.quorum.voters", listed(all, "%1$d@%2$s:%4$d")),
            Map.entry("controller.listener.names", "CONTROLLER"),
            Map.entry("inter.broker.listener.name", "PLAINTEXT"),
            Map.entry(
                "listeners",
                "PLAINTEXT://%s:%d,CONTROLLER://%s:%d"
                    .formatted(HOST, own.broker(), HOST, own.controller())),
            Map.entry("log.dirs", folder.resolve("data").toString()),
            Map.entry("auto.create.topics.enable", "false"),
            Map.entry("auto.leader.rebalance.enable", "false"),
            Map.entry("default.replication.factor", Integer.toString(BROKERS)),
            Map.entry("min.insync.replicas", Integer.toString(BROKERS - 1)),
            Map.entry("offsets.topic.replication.factor", Integer.toString(BROKERS)),
            Map.entry("offsets.topic.num.partitions", "1"),
            Map.entry("transaction.state.log.replication.factor", Integer.toString(BROKERS)),
            Map.entry("transaction.state.log.num.partitions", "1"),
            Map.entry("log.cleaner.dedupe.buffer.size", "8388608"),
            Map.entry("broker.session.timeout.ms", "3000"),
            Map.entry("broker.heartbeat.interval.ms", "500")));
    return properties;
  }

  /**
   * @param format of one endpoint: its node, host, port and controller's port
   */
  private static String listed(Collection<Endpoint> endpoints, String format) {
    return endpoints.stream()
        .map(each -> format.formatted(each.node(), HOST, each.broker(), each.controller()))
        .collect(Collectors.joining(","));
  }

  /** Where one broker listens. */
  private record Endpoint(int node, int broker, int controller) {}
}
