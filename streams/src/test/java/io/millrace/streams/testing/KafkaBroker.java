package io.millrace.streams.testing;

import java.io.IOException;
import java.io.Writer;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.Uuid;

/**
 * One real Kafka broker, in a process of its own, on free ports of a loopback address. It can be
 * killed and started again on the same ports and data. It ends with {@link #close}, and with the
 * process that started it in whatever way that ends.
 *
 * <pre>{@code
 * try (KafkaBroker broker = KafkaBrokerSetup.in(folder).start()) {
 *   broker.topics().create("events", 8);
 *   KafkaClientSettings.forTopic("events", broker.clientProperties());
 * }
 * }</pre>
 *
 * <p>Used by one thread at a time.
 */
public final class KafkaBroker implements AutoCloseable {

  private static final Duration START_LIMIT = Duration.ofMinutes(2);
  private static final Duration STOP_LIMIT = Duration.ofSeconds(20);
  private static final String STARTED = "Kafka Server started";

  private final KafkaBrokerSetup setup;
  private final KafkaBrokerSetup.Ports ports;
  private final String clusterId;
  private final Path properties;
  private final KafkaTopics topics;
  private final Thread killAtExit = new Thread(this::kill, "kill-kafka-broker");
  private Process process;
  private int starts = 1;

  private KafkaBroker(KafkaBrokerSetup setup, KafkaBrokerSetup.Ports ports) throws IOException {
    this.setup = setup;
    this.ports = ports;
    this.clusterId = Uuid.randomUuid().toString();
    this.properties = setup.folder().resolve("broker.properties");
    Files.createDirectories(setup.folder());
    try (Writer writer = Files.newBufferedWriter(properties)) {
      setup.brokerProperties(ports).store(writer, null);
    }
    this.process = launch();
    Runtime.getRuntime().addShutdownHook(killAtExit);
    this.topics = new KafkaTopics(bootstrapServers());
  }

  static KafkaBroker start(KafkaBrokerSetup setup, KafkaBrokerSetup.Ports ports)
      throws IOException {
    KafkaBroker broker = new KafkaBroker(setup, ports);
    try {
      broker.awaitStarted();
      return broker;
    } catch (RuntimeException | IOException e) {
      broker.close();
      throw e;
    }
  }

  /** Where it listens without authentication. */
  public String bootstrapServers() {
    return setup.host() + ":" + ports.broker();
  }

  /** What a client needs to connect without authentication. */
  public Map<String, String> clientProperties() {
    return Map.of("bootstrap.servers", bootstrapServers());
  }

  /**
   * What a client needs to connect as a user of the {@linkplain KafkaBrokerSetup#withUser set-up},
   * or as anybody who shall be refused.
   */
  public Map<String, String> clientProperties(String user, String password) {
    return Map.of(
        "bootstrap.servers",
        setup.host() + ":" + ports.sasl(),
        "security.protocol",
        "SASL_PLAINTEXT",
        "sasl.mechanism",
        "PLAIN",
        "sasl.jaas.config",
        "org.apache.kafka.common.security.plain.PlainLoginModule required username=\"%s\" password=\"%s\";"
            .formatted(user, password));
  }

  /** Makes topics and records. */
  public KafkaTopics topics() {
    return topics;
  }

  public long pid() {
    return process.pid();
  }

  public boolean isRunning() {
    return process.isAlive();
  }

  /** What the running, or last, process wrote. */
  public Path log() {
    return setup.folder().resolve("broker-" + starts + ".log");
  }

  /** Kills the process as {@code kill -9} does. */
  public void kill() {
    process.destroyForcibly();
    if (!hasEnded()) {
      throw new IllegalStateException(
          "process %d did not end within %s of being killed".formatted(process.pid(), STOP_LIMIT));
    }
  }

  /** Asks the process to stop, as Kubernetes does; kills it when it does not. */
  public void stop() {
    process.destroy();
    if (!hasEnded()) {
      kill();
    }
  }

  /** Starts it again, on the same ports and data, and waits until it serves. */
  public void restart() throws IOException {
    if (process.isAlive()) {
      throw new IllegalStateException("the broker runs, as process " + process.pid());
    }
    starts++;
    process = launch();
    awaitStarted();
  }

  @Override
  public void close() {
    topics.close();
    stop();
    if (!Thread.currentThread().equals(killAtExit)) {
      Runtime.getRuntime().removeShutdownHook(killAtExit);
    }
  }

  private Process launch() throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xms64m",
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-XX:MaxMetaspaceSize=128m",
                "-cp",
                setup.libraries().classPath(ownClasses()),
                KafkaBrokerMain.class.getName(),
                properties.toString(),
                clusterId));
    builder.redirectErrorStream(true).redirectOutput(log().toFile());
    return builder.start();
  }

  private static Path ownClasses() {
    try {
      return Path.of(
          KafkaBrokerMain.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException("the place of the test classes is not a path", e);
    }
  }

  private void awaitStarted() throws IOException {
    long deadline = System.nanoTime() + START_LIMIT.toNanos();
    while (!hasLogged(STARTED)) {
      if (!process.isAlive() || System.nanoTime() > deadline) {
        kill();
        throw new IOException(
            "the Kafka broker did not start within %s; the end of %s says:%n%s"
                .formatted(START_LIMIT, log(), endOfLog()));
      }
      pause();
    }
  }

  private boolean hasLogged(String text) throws IOException {
    return Files.readString(log()).contains(text);
  }

  private String endOfLog() throws IOException {
    List<String> lines = Files.readAllLines(log());
    return String.join("\n", lines.subList(Math.max(0, lines.size() - 30), lines.size()));
  }

  /** Waits for the process itself, since its future ends in a pool that may be busy. */
  private boolean hasEnded() {
    try {
      return process.waitFor(STOP_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
      return true;
    }
  }

  private void pause() {
    try {
      process.waitFor(50, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      kill();
      Thread.currentThread().interrupt();
    }
  }
}
