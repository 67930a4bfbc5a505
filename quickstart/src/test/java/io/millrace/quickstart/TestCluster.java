package io.millrace.quickstart;

import static org.assertj.core.api.Assumptions.assumeThat;

import io.fabric8.kubernetes.api.model.Pod;
import io.millrace.crds.v1alpha1.status.AttemptStatus;
import io.millrace.crds.v1alpha1.status.GenerationStatus;
import io.millrace.crds.v1alpha1.status.StreamSupervisorStatus;
import io.millrace.crds.v1alpha1.status.TaskGroupStatus;
import io.millrace.quickstart.cluster.ApiServer;
import io.millrace.quickstart.cluster.Checkout;
import io.millrace.quickstart.cluster.LocalCluster;
import io.millrace.quickstart.cluster.Supervisor;
import io.millrace.quickstart.cluster.SupervisorManifest;
import io.millrace.quickstart.cluster.TestApiServers;
import io.millrace.quickstart.events.EventProducer;
import io.millrace.quickstart.events.WikipediaEvents;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A cluster for end-to-end tests. All that need a real API server share one, stopped when the JVM
 * ends.
 */
final class TestCluster implements AutoCloseable {

  /** It is killed often, and lives too short for what the second compiler makes of it. */
  private static final Map<String, String> OPERATOR =
      Map.of("MILLRACE_DELETION_TIMEOUT", "PT1M", "JDK_JAVA_OPTIONS", "-XX:TieredStopAtLevel=1");

  private static @Nullable TestCluster shared;

  private final Checkout checkout;
  private final LocalCluster cluster;

  private TestCluster(Checkout checkout, LocalCluster cluster) {
    this.checkout = checkout;
    this.cluster = cluster;
  }

  /**
   * The shared one. Skips the test, and says why, where operator and task runner are not packaged
   * or the binaries of an API server are missing.
   */
  static synchronized TestCluster startedOrSkipped() throws IOException {
    Checkout checkout = packagedOrSkipped();
    TestCluster running = shared;
    if (running == null) {
      running = start(checkout, "end-to-end", TestApiServers.REAL.sharedOrSkipped());
      shared = running;
    }
    return running;
  }

  /** A new one on the mock API server, as the quickstart starts it where there is no real one. */
  static TestCluster onMockOrSkipped() throws IOException {
    Checkout checkout = packagedOrSkipped();
    return start(checkout, "default", TestApiServers.MOCK.startedOrSkipped());
  }

  private static Checkout packagedOrSkipped() {
    Checkout checkout = Checkout.find();
    for (String module : List.of("operator", "task-runner")) {
      assumeThat(checkout.root().resolve(module).resolve("target/install/lib").resolve(module))
          .as("install folder of %s, made by ./mvnw package", module)
          .isDirectory();
    }
    return checkout;
  }

  private static TestCluster start(Checkout checkout, String namespace, ApiServer server)
      throws IOException {
    Path folder =
        Files.createTempDirectory(
            Files.createDirectories(Path.of("target/end-to-end")).toAbsolutePath(), "run");
    LocalCluster.Settings settings =
        new LocalCluster.Settings(folder, checkout, namespace, OPERATOR, step -> {});
    LocalCluster cluster = LocalCluster.start(settings, server);
    Runtime.getRuntime().addShutdownHook(new Thread(cluster::close));
    return new TestCluster(checkout, cluster);
  }

  @Override
  public void close() {
    cluster.close();
  }

  LocalCluster cluster() {
    return cluster;
  }

  /** Creates a topic of the supervisor's name, and the sample reading it. */
  Supervisor supervise(String name, int partitions, int tasks, String taskDuration)
      throws IOException {
    cluster.broker().topics().create(name, partitions);
    return cluster.apply(sample(name, tasks, taskDuration));
  }

  /** The sample under another name, reading the topic of that name. */
  SupervisorManifest sample(String name, int tasks, String taskDuration) throws IOException {
    return SupervisorManifest.read(checkout.sample())
        .named(name)
        .reading(name, cluster.broker().bootstrapServers())
        .withTasks(tasks, taskDuration)
        .with("/spec/ioConfig", "startDelay", "PT0S")
        .with(
            "/spec/taskTemplate",
            "jvmOptions",
            List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"))
        .with("/spec/dataSchema", "dataSource", name);
  }

  EventProducer produce(String topic, int partitions, long count, long perSecond) {
    return produce(
        new EventProducer.Settings(
            cluster.broker().bootstrapServers(), topic, partitions, count, perSecond));
  }

  static EventProducer produce(EventProducer.Settings settings) {
    EventProducer producer =
        new EventProducer(
            settings, new WikipediaEvents(settings.topic().hashCode(), Instant.now()));
    producer.start();
    return producer;
  }

  static Map<String, Long> ends(EventProducer producer) {
    Map<String, Long> ends = new TreeMap<>();
    producer.ends().forEach((partition, end) -> ends.put(Integer.toString(partition), end));
    return ends;
  }

  /** Tasks of the supervisor whose generation is in {@code state} and whose process runs. */
  List<RunningTask> tasks(Supervisor supervisor, GenerationStatus.State state) {
    Map<String, ProcessHandle> processes = cluster.podRunner().processes();
    return supervisor.status().map(StreamSupervisorStatus::taskGroups).orElse(List.of()).stream()
        .flatMap(
            group ->
                group.generations().stream()
                    .filter(generation -> generation.state() == state)
                    .flatMap(
                        generation ->
                            generation.attempts().stream()
                                .map(
                                    attempt ->
                                        task(supervisor, group, generation, attempt, processes))))
        .flatMap(Optional::stream)
        .toList();
  }

  private static Optional<RunningTask> task(
      Supervisor supervisor,
      TaskGroupStatus group,
      GenerationStatus generation,
      AttemptStatus attempt,
      Map<String, ProcessHandle> processes) {
    String pod =
        "%s-%d-%d-%d"
            .formatted(supervisor.name(), group.id(), generation.number(), attempt.number());
    String folder = supervisor.paths().prepared(group.epoch(), group.id(), generation.number());
    return Optional.ofNullable(processes.get(pod))
        .map(process -> new RunningTask(pod, folder, process));
  }

  /** Names of the supervisor's Pods that have not ended. */
  List<String> livePods(Supervisor supervisor) {
    return cluster
        .client()
        .pods()
        .inNamespace(cluster.namespace())
        .withLabel("millrace.io/supervisor", supervisor.name())
        .list()
        .getItems()
        .stream()
        .filter(
            pod ->
                pod.getStatus() != null
                    && List.of("Pending", "Running").contains(pod.getStatus().getPhase()))
        .map(Pod::getMetadata)
        .map(metadata -> metadata.getName())
        .sorted()
        .toList();
  }

  /**
   * A task whose process runs.
   *
   * @param pod its Pod's name
   * @param manifests folder of the manifests of its generation in deep storage
   * @param process its process
   */
  record RunningTask(String pod, String manifests, ProcessHandle process) {}
}
