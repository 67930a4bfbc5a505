package io.millrace.streams.testing;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * How a broker is to run.
 *
 * @param folder where its data, log and properties lie; made when absent
 * @param libraries the broker's jars
 * @param host the loopback address that it listens on
 * @param users password of each user that may do everything
 * @param usersWithoutRights password of each user that may do nothing
 */
public record KafkaBrokerSetup(
    Path folder,
    KafkaLibraries libraries,
    String host,
    Map<String, String> users,
    Map<String, String> usersWithoutRights) {

  /** Below the range from which clients' own ports are taken, which a killed broker could lose. */
  private static final int FIRST_PORT = 20_000;

  private static final int LAST_PORT = 32_000;

  public KafkaBrokerSetup {
    users = Map.copyOf(users);
    usersWithoutRights = Map.copyOf(usersWithoutRights);
  }

  /** On 127.0.0.1, without users, from the libraries that {@link KafkaLibraries#find} finds. */
  public static KafkaBrokerSetup in(Path folder) {
    return new KafkaBrokerSetup(folder, KafkaLibraries.find(), "127.0.0.1", Map.of(), Map.of());
  }

  public KafkaBrokerSetup withLibraries(KafkaLibraries newLibraries) {
    return new KafkaBrokerSetup(folder, newLibraries, host, users, usersWithoutRights);
  }

  public KafkaBrokerSetup withHost(String newHost) {
    return new KafkaBrokerSetup(folder, libraries, newHost, users, usersWithoutRights);
  }

  /** Adds a listener for SASL/PLAIN with this user, who may do everything. */
  public KafkaBrokerSetup withUser(String name, String password) {
    return new KafkaBrokerSetup(
        folder, libraries, host, with(users, name, password), usersWithoutRights);
  }

  /** Adds a listener for SASL/PLAIN with this user, who may do nothing. */
  public KafkaBrokerSetup withUserWithoutRights(String name, String password) {
    return new KafkaBrokerSetup(
        folder, libraries, host, users, with(usersWithoutRights, name, password));
  }

  /** Starts it, and waits until it serves. */
  public KafkaBroker start() throws IOException {
    return KafkaBroker.start(this, new Ports(freePort(), freePort(), freePort()));
  }

  private static Map<String, String> with(Map<String, String> map, String name, String value) {
    Map<String, String> more = new TreeMap<>(map);
    more.put(name, value);
    return more;
  }

  private int freePort() throws IOException {
    return freePort(host);
  }

  /** A port of {@code host} that nobody listens at, and that no client is given as its own. */
  static int freePort(String host) throws IOException {
    SplittableRandom random = new SplittableRandom();
    int port;
    do {
      port = random.nextInt(FIRST_PORT, LAST_PORT);
    } while (!isFree(host, port));
    return port;
  }

  private static boolean isFree(String host, int port) throws IOException {
    try (ServerSocket socket = new ServerSocket()) {
      socket.bind(new InetSocketAddress(InetAddress.getByName(host), port));
      return true;
    } catch (BindException e) {
      return false;
    }
  }

  boolean hasUsers() {
    return !users.isEmpty() || !usersWithoutRights.isEmpty();
  }

  Properties brokerProperties(Ports ports) {
    Properties properties = new Properties();
    properties.putAll(
        Map.ofEntries(
            Map.entry("process.roles", "broker,controller"),
            Map.entry("node.id", "1"),
            Map.entry("controller.quorum.voters", "1@%s:%d".formatted(host, ports.controller())),
            Map.entry("controller.listener.names", "CONTROLLER"),
            Map.entry("inter.broker.listener.name", "PLAINTEXT"),
            Map.entry("listeners", listeners(ports)),
            Map.entry("log.dirs", folder.resolve("data").toString()),
            Map.entry("auto.create.topics.enable", "false"),
            Map.entry("offsets.topic.replication.factor", "1"),
            Map.entry("offsets.topic.num.partitions", "1"),
            Map.entry("share.coordinator.state.topic.replication.factor", "1"),
            Map.entry("transaction.state.log.replication.factor", "1"),
            Map.entry("transaction.state.log.num.partitions", "1"),
            Map.entry("transaction.state.log.min.isr", "1"),
            Map.entry("group.initial.rebalance.delay.ms", "0"),
            Map.entry("log.cleaner.dedupe.buffer.size", "8388608"),
            Map.entry("log.cleaner.backoff.ms", "500"),
            Map.entry("broker.session.timeout.ms", "3000"),
            Map.entry("broker.heartbeat.interval.ms", "500")));
    if (hasUsers()) {
      properties.putAll(security());
    }
    return properties;
  }

  private String listeners(Ports ports) {
    String plain =
        "PLAINTEXT://%s:%d,CONTROLLER://%s:%d"
            .formatted(host, ports.broker(), host, ports.controller());
    return hasUsers() ? plain + ",SASL://%s:%d".formatted(host, ports.sasl()) : plain;
  }

  private Map<String, String> security() {
    Map<String, String> all = new TreeMap<>(users);
    all.putAll(usersWithoutRights);
    String passwords =
        all.entrySet().stream()
            .map(user -> "user_%s=\"%s\"".formatted(user.getKey(), user.getValue()))
            .collect(Collectors.joining(" "));
    String superUsers =
        users.keySet().stream().map(name -> ";User:" + name).collect(Collectors.joining());
    return Map.of(
        "listener.security.protocol.map",
        "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT,SASL:SASL_PLAINTEXT",
        "listener.name.sasl.sasl.enabled.mechanisms",
        "PLAIN",
        "listener.name.sasl.plain.sasl.jaas.config",
        "org.apache.kafka.common.security.plain.PlainLoginModule required %s;".formatted(passwords),
        "authorizer.class.name",
        "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
        "super.users",
        "User:ANONYMOUS" + superUsers);
  }

  /**
   * Where one broker listens.
   *
   * @param broker without authentication
   * @param controller the broker's own
   * @param sasl with SASL/PLAIN, when there are users
   */
  record Ports(int broker, int controller, int sasl) {}
}
