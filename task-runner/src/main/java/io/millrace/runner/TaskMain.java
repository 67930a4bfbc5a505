package io.millrace.runner;

import io.millrace.protocol.TaskVariables;
import io.millrace.runner.life.LifeCycle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The process in an indexing Pod. All that it needs is in its environment, by the names of {@link
 * TaskVariables}. It ends with 0 when what it prepared is final or can be committed without it, 1
 * when it failed, 78 when its configuration is wrong. Asked to end by SIGTERM, it prepares what it
 * has read first.
 */
public final class TaskMain {

  private static final Logger LOG = LoggerFactory.getLogger(TaskMain.class);

  private final Map<String, String> environment;
  private final AtomicBoolean exiting = new AtomicBoolean();

  private TaskMain(Map<String, String> environment) {
    this.environment = environment;
  }

  /** Runs until the task has come to its end. */
  public static void main(String[] arguments) {
    System.exit(new TaskMain(System.getenv()).run());
  }

  private int run() {
    try (TaskProcess process = TaskProcess.start(TaskConfiguration.read(environment))) {
      Runtime.getRuntime()
          .addShutdownHook(Thread.ofPlatform().name("drain").unstarted(() -> drain(process)));
      int status = statusOf(process.awaitEnd());
      exiting.set(true);
      return status;
    } catch (ConfigurationException e) {
      LOG.error(e.getMessage());
      leaveMessage(String.valueOf(e.getMessage()));
      return ExitStatus.CONFIGURATION;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return ExitStatus.FAILED;
    }
  }

  /**
   * Runs while the virtual machine shuts down. Its status would be that of the signal, so the
   * process is ended from here.
   */
  private void drain(TaskProcess process) {
    if (exiting.get()) {
      return;
    }
    LOG.info("Asked to end: what was read is prepared first");
    process.drain();
    try {
      Runtime.getRuntime().halt(statusOf(process.awaitEnd()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private int statusOf(LifeCycle last) {
    if (last instanceof LifeCycle.Failed failed) {
      leaveMessage(failed.problem().reason() + ": " + failed.problem().message());
    }
    LOG.atInfo()
        .addKeyValue("state", last.state())
        .addKeyValue("status", ExitStatus.of(last))
        .log("The task has ended");
    return ExitStatus.of(last);
  }

  /** Kubernetes shows it as the container's last message. */
  private void leaveMessage(String message) {
    Optional<String> file = Optional.ofNullable(environment.get(TaskVariables.TERMINATION_LOG));
    if (file.filter(path -> !path.isBlank()).isPresent()) {
      try {
        Files.writeString(Path.of(file.get()), message + "\n");
      } catch (IOException e) {
        LOG.atWarn().setCause(e).log("The last message cannot be left at {}", file.get());
      }
    }
  }
}
