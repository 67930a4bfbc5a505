package io.millrace.runner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.protocol.Assignment;
import io.millrace.protocol.HttpTaskClient;
import io.millrace.protocol.Report;
import io.millrace.protocol.TaskAddress;
import io.millrace.protocol.TaskCallException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A task in a process of its own. Closing it kills it, if it still runs. */
final class RunningTask implements AutoCloseable {

  static final Duration LIMIT = Duration.ofMinutes(2);

  private static final Pattern ADDRESS = Pattern.compile("address=[^ ,}]*:(\\d+)");

  private final HttpTaskClient client =
      new HttpTaskClient(Duration.ofSeconds(20), InstantSource.system());
  private final TaskFiles files;
  private final Process process;

  private RunningTask(TaskFiles files, Process process) {
    this.files = files;
    this.process = process;
  }

  static RunningTask start(TaskFiles files) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--add-exports=java.base/sun.nio.ch=ALL-UNNAMED",
                "--enable-native-access=ALL-UNNAMED",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xmx256m",
                "-cp",
                System.getProperty(
                    "surefire.test.class.path", System.getProperty("java.class.path")),
                TaskMain.class.getName()));
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(files.log().toFile());
    builder.environment().putAll(files.environment());
    Process process = builder.start();
    return new RunningTask(files, process);
  }

  void assign(Assignment assignment) throws TaskCallException {
    client.assign(address(), assignment);
  }

  Report report() throws TaskCallException {
    return client.report(address(), 0, Duration.ZERO);
  }

  /** Waits until the task reports what is hoped for. */
  Report awaitReport(Predicate<Report> hope) {
    return await()
        .atMost(LIMIT)
        .pollInterval(Duration.ofMillis(50))
        .ignoreExceptionsMatching(TaskCallException.class::isInstance)
        .failFast(
            () ->
                assertThat(process.isAlive())
                    .as(() -> "the task runs; its log:\n" + log())
                    .isTrue())
        .until(this::report, hope);
  }

  /** Asks the process to end, as Kubernetes does. */
  void terminate() {
    process.destroy();
  }

  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  int awaitExit() throws InterruptedException {
    assertThat(process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS))
        .as(() -> "the task ends; its log:\n" + log())
        .isTrue();
    return process.exitValue();
  }

  String log() {
    try {
      return Files.readString(files.log());
    } catch (IOException e) {
      return "cannot be read: " + e;
    }
  }

  @Override
  public void close() throws InterruptedException {
    client.close();
    kill();
  }

  /** It listens on a port that was free, and logs which. */
  private TaskAddress address() throws TaskCallException {
    Optional<String> port =
        log().lines().map(ADDRESS::matcher).filter(Matcher::find).map(m -> m.group(1)).findFirst();
    if (port.isEmpty()) {
      throw new TaskCallException(
          TaskCallException.Kind.UNREACHABLE, "it does not listen yet", null);
    }
    return TaskAddress.http(
        "127.0.0.1", Integer.parseInt(port.get()), TaskFiles.POD_UID, TaskFiles.TOKEN);
  }
}
