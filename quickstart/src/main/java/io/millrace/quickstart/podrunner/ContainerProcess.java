package io.millrace.quickstart.podrunner;

import io.millrace.quickstart.process.ProcessGroup;
import io.millrace.quickstart.process.ProcessRegister;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** A container's process. What it leaves behind ends with it, as it would in a cluster. */
final class ContainerProcess {

  private final Process process;
  private final Instant startedAt;
  private final ProcessRegister register;

  private ContainerProcess(Process process, Instant startedAt, ProcessRegister register) {
    this.process = process;
    this.startedAt = startedAt;
    this.register = register;
  }

  /**
   * @param log where its output is appended to
   * @throws IOException when there is no such program or it cannot be started
   */
  static ContainerProcess start(ContainerPlan plan, Path log, ProcessRegister register)
      throws IOException {
    String program = plan.command().getFirst();
    Path executable =
        Executables.find(program)
            .orElseThrow(
                () ->
                    new IOException(
                        "exec: \"%s\": executable file not found in %s"
                            .formatted(program, Executables.PATH)));
    List<String> command = new ArrayList<>(plan.command());
    command.set(0, executable.toString());
    Files.createDirectories(plan.workingFolder());
    Files.createDirectories(log.toAbsolutePath().getParent());
    ProcessBuilder builder =
        new ProcessBuilder(ProcessGroup.command(command))
            .directory(plan.workingFolder().toFile())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    builder.environment().clear();
    builder.environment().putAll(plan.environment());
    Process process = builder.start();
    register.add(process.toHandle());
    process.getOutputStream().close();
    return new ContainerProcess(process, Instant.now(), register);
  }

  ProcessHandle handle() {
    return process.toHandle();
  }

  Instant startedAt() {
    return startedAt;
  }

  boolean hasExited() {
    return !process.isAlive();
  }

  /** Exit status, 128 plus the signal's number when one ended it. */
  int exitCode() {
    return process.exitValue();
  }

  void onExit(Runnable action) {
    var unused = process.onExit().thenRun(action);
  }

  /** SIGTERM to the container's first process. */
  void terminate() {
    process.destroy();
  }

  void kill() {
    ProcessGroup.kill(process.toHandle());
  }

  /** Ends what the exited process left behind. */
  void cleanUp() {
    ProcessGroup.killRemains(process.pid());
    register.remove(process.pid());
  }
}
