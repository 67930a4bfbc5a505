package io.millrace.deepstorage;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;

import io.millrace.deepstorage.DeepStorageSettings.Addressing;
import io.millrace.deepstorage.DeepStorageSettings.Credentials;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/**
 * A process of gofakes3, an S3 server in memory whose conditional put lets exactly one writer win.
 * {@code bin/envtest} builds it; a test that starts it without is skipped, or fails where the
 * environment variable {@code CI} is {@code true}.
 */
public final class S3Emulator implements AutoCloseable {

  /** The bucket that is there from the start. */
  public static final String BUCKET = "druid";

  private static final String VERSION = "1.2.0";
  private static final Duration START_LIMIT = Duration.ofSeconds(60);

  private final Process process;
  private final int port;

  private S3Emulator(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  /** Starts an empty one on a free port. */
  public static S3Emulator startOrSkip() throws IOException, InterruptedException {
    Path binary = binary();
    if (!Files.isExecutable(binary)) {
      String missing =
          "No S3 emulator at %s: run bin/envtest, or set MILLRACE_GOFAKES3.".formatted(binary);
      if ("true".equals(System.getenv("CI"))) {
        Assertions.fail(missing);
      }
      Assumptions.abort(missing);
    }
    int port = freePort();
    Process process =
        new ProcessBuilder(
                binary.toString(),
                "-backend",
                "memory",
                "-host",
                "127.0.0.1:" + port,
                "-initialbucket",
                BUCKET)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
    S3Emulator emulator = new S3Emulator(process, port);
    emulator.awaitAnswer();
    return emulator;
  }

  private static Path binary() {
    return Optional.ofNullable(System.getenv("MILLRACE_GOFAKES3"))
        .map(Path::of)
        .orElseGet(() -> toolsDirectory().resolve("tools").resolve("gofakes3-" + VERSION));
  }

  private static Path toolsDirectory() {
    return Optional.ofNullable(System.getenv("KUBE_API_TEST_DIR"))
        .map(Path::of)
        .orElseGet(() -> Path.of(System.getProperty("user.home"), ".kubeapitest"));
  }

  public URI endpoint() {
    return URI.create("http://127.0.0.1:" + port);
  }

  public int port() {
    return port;
  }

  /** Settings that reach it. */
  public DeepStorageSettings.S3 settings(String baseKey) {
    return DeepStorageSettings.S3
        .of(BUCKET, baseKey)
        .at(endpoint())
        .addressedBy(Addressing.PATH)
        .as(new Credentials.Fixed("test", "test-secret", Optional.empty()));
  }

  private void awaitAnswer() throws IOException, InterruptedException {
    Instant limit = Instant.now().plus(START_LIMIT);
    while (!accepts()) {
      if (!process.isAlive() || Instant.now().isAfter(limit)) {
        close();
        throw new IOException("gofakes3 does not answer on port " + port);
      }
      process.waitFor(20, MILLISECONDS);
    }
  }

  private boolean accepts() {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
    try {
      process.waitFor(10, SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
