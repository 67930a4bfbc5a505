package io.millrace.quickstart.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Starts commands in a session of their own where the machine has {@code setsid}, so that a Ctrl-C
 * in the terminal reaches only the process that decides in which order the others end, and so that
 * all that a command leaves behind can be ended with it.
 */
public final class ProcessGroup {

  private static final Path SETSID = Path.of("/usr/bin/setsid");
  private static final Path KILL = Path.of("/bin/kill");

  private ProcessGroup() {}

  /**
   * The command line that runs {@code command} as the leader of a new session, under the same
   * process id.
   */
  public static List<String> command(List<String> command) {
    if (!Files.isExecutable(SETSID)) {
      return command;
    }
    List<String> line = new ArrayList<>(command.size() + 1);
    line.add(SETSID.toString());
    line.addAll(command);
    return line;
  }

  /**
   * Sends SIGKILL to the process, to all that descend from it, and to what is left of its group.
   */
  public static void kill(ProcessHandle leader) {
    List<ProcessHandle> descendants;
    try (Stream<ProcessHandle> all = leader.descendants()) {
      descendants = all.toList();
    }
    leader.destroyForcibly();
    descendants.forEach(ProcessHandle::destroyForcibly);
    killRemains(leader.pid());
  }

  /** Sends SIGKILL to what is left of the group whose leader has ended. */
  public static void killRemains(long leader) {
    if (!Files.isExecutable(SETSID) || !Files.isExecutable(KILL)) {
      return;
    }
    try {
      Process kill =
          new ProcessBuilder(KILL.toString(), "-KILL", "--", "-" + leader)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      kill.waitFor(10, TimeUnit.SECONDS);
    } catch (IOException e) {
      throw new IllegalStateException(
          "cannot run %s to end process group %d".formatted(KILL, leader), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
