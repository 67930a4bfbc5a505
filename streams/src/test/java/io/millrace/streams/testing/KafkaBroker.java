package io.millrace.streams.testing;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
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

  private final KafkaBrokerSetup setup;
  private final KafkaBrokerSetup.Ports ports;
  private final KafkaProcess process;
  private final KafkaTopics topics;

  private KafkaBroker(KafkaBrokerSetup setup, KafkaBrokerSetup.Ports ports, KafkaProcess process) {
    this.setup = setup;
    this.ports = ports;
    this.process = process;
    this.topics = new KafkaTopics(bootstrapServers());
  }

  static KafkaBroker start(KafkaBrokerSetup setup, KafkaBrokerSetup.Ports ports)
      throws IOException {
    KafkaProcess process =
        KafkaProcess.launch(
            setup.libraries(),
            setup.folder(),
            Uuid.randomUuid().toString(),
            setup.brokerProperties(ports));
    try {
      process.awaitStarted();
      return new KafkaBroker(setup, ports, process);
    } catch (RuntimeException | IOException e) {
      process.close();
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
    return process.isRunning();
  }

  /** What the running, or last, process wrote. */
  public Path log() {
    return process.log();
  }

  /** Kills the process as {@code kill -9} does. */
  public void kill() {
    process.kill();
  }

  /** Asks the process to stop, as Kubernetes does; kills it when it does not. */
  public void stop() {
    process.stop();
  }

  /** Starts it again, on the same ports and data, and waits until it serves. */
  public void restart() throws IOException {
    process.restart();
  }

  @Override
  public void close() {
    topics.close();
    process.close();
  }
}
