package io.millrace.streams.testing;

import java.io.IOException;
import java.io.Writer;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.TimeUnit;

/**
 * The process of one broker. It can be killed and started again on the same ports and data. It ends
 * with {@link #close}, and with the process that started it in whatever way that ends. Used by one
 * thread at a time.
 */
final class KafkaProcess implements AutoCloseable {

  private static final Duration START_LIMIT = Duration.ofMinutes(2);
  private static final Duration STOP_LIMIT = Duration.ofSeconds(20);
  private static final String STARTED = "Kafka Server started";

  private final KafkaLibraries libraries;
  private final Path folder;
  private final Path properties;
  private final String clusterId;
  private final Thread killAtExit = new Thread(this::kill, "kill-kafka-broker");
  private Process process;
  private int starts = 1;

  private KafkaProcess(KafkaLibraries libraries, Path folder, String clusterId, Properties settings)
      throws IOException {
    this.libraries = libraries;
    this.folder = folder;
    this.clusterId = clusterId;
    this.properties = folder.resolve("broker.properties");
    Files.createDirectories(folder);
    try (Writer writer = Files.newBufferedWriter(properties)) {
      settings.store(writer, null);
    }
    this.process = launch();
    Runtime.getRuntime().addShutdownHook(killAtExit);
  }

  /**
   * Starts the process; {@link #awaitStarted} has to follow.
   *
   * @param folder where log and properties lie; made when absent
   * @param clusterId what its storage is formatted for, where it is not formatted
   * @param settings the broker's properties
   */
  static KafkaProcess launch(
      KafkaLibraries libraries, Path folder, String clusterId, Properties settings)
      throws IOException {
    return new KafkaProcess(libraries, folder, clusterId, settings);
  }

  /** Waits until it serves. */
  void awaitStarted() throws IOException {
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

  long pid() {
    return process.pid();
  }

  boolean isRunning() {
    return process.isAlive();
  }

  /** What the running, or last, process wrote. */
  Path log() {
    return folder.resolve("broker-" + starts + ".log");
  }

  /** Kills the process as {@code kill -9} does. */
  void kill() {
    process.destroyForcibly();
    if (!hasEnded()) {
      throw new IllegalStateException(
          "process %d did not end within %s of being killed".formatted(process.pid(), STOP_LIMIT));
    }
  }

  /** Asks the process to stop, as Kubernetes does; kills it when it does not. */
  void stop() {
    process.destroy();
    if (!hasEnded()) {
      kill();
    }
  }

  /** Starts it again, on the same ports and data, and waits until it serves. */
  void restart() throws IOException {
    if (process.isAlive()) {
      throw new IllegalStateException("the broker runs, as process " + process.pid());
    }
    starts++;
    process = launch();
    awaitStarted();
  }

  @Override
  public void close() {
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
                libraries.classPath(ownClasses()),
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
