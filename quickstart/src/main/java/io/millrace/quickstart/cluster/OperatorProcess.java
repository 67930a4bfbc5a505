package io.millrace.quickstart.cluster;

import io.millrace.quickstart.process.ProcessGroup;
import io.millrace.quickstart.process.ProcessRegister;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The operator in a process of its own, started again whenever it ends, as a Deployment would. Safe
 * for use by several threads; closed once.
 */
public final class OperatorProcess implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(OperatorProcess.class);
  private static final int STOP_SECONDS = 10;
  private static final int RESTART_SECONDS = 1;

  private final List<String> command;
  private final Map<String, String> environment;
  private final Path log;
  private final ProcessRegister register;
  private Process process;
  private boolean closed;
  private boolean held;
  private int starts;

  private OperatorProcess(
      List<String> command, Map<String, String> environment, Path log, ProcessRegister register)
      throws IOException {
    this.command = List.copyOf(command);
    this.environment = Map.copyOf(environment);
    this.log = log;
    this.register = register;
    this.process = launch();
  }

  static OperatorProcess start(
      Path libraries, Map<String, String> environment, Path log, ProcessRegister register)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "--add-exports=java.base/sun.nio.ch=ALL-UNNAMED",
            "--enable-native-access=ALL-UNNAMED",
            "-Xmx512m",
            "-XX:+UseSerialGC",
            "-cp",
            libraries + "/*",
            "io.millrace.operator.OperatorMain"));
    return new OperatorProcess(ProcessGroup.command(command), environment, log, register);
  }

  /** SIGKILL, after which it is started again soon; false when it did not run. */
  public synchronized boolean kill() {
    return process.toHandle().destroyForcibly();
  }

  /** SIGKILL, and not started again before {@link #release}. */
  public synchronized void hold() {
    held = true;
    process.destroyForcibly();
    process.onExit().join();
  }

  /** Starts it again after {@link #hold}. */
  public synchronized void release() throws IOException {
    if (held) {
      held = false;
      process = launch();
    }
  }

  /** How often it was started. */
  public synchronized int starts() {
    return starts;
  }

  public Path log() {
    return log;
  }

  @Override
  public void close() {
    Process last;
    synchronized (this) {
      closed = true;
      last = process;
    }
    last.destroy();
    try {
      if (!last.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
        ProcessGroup.kill(last.toHandle());
      }
    } catch (InterruptedException e) {
      ProcessGroup.kill(last.toHandle());
      Thread.currentThread().interrupt();
    }
  }

  private Process launch() throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    builder.environment().putAll(environment);
    Process launched = builder.start();
    starts++;
    register.add(launched.toHandle());
    var unused =
        launched
            .onExit()
            .thenRunAsync(
                () -> restart(launched),
                CompletableFuture.delayedExecutor(RESTART_SECONDS, TimeUnit.SECONDS));
    return launched;
  }

  private synchronized void restart(Process ended) {
    register.remove(ended.pid());
    if (closed || held || process.pid() != ended.pid()) {
      return;
    }
    LOG.info("the operator ended with status {}; starting it again", ended.exitValue());
    try {
      process = launch();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
