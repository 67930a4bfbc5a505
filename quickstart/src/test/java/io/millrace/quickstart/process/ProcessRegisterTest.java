package io.millrace.quickstart.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessRegisterTest {

  private static final Duration LIMIT = Duration.ofSeconds(60);

  @TempDir Path folder;

  @Test
  void leftoversAreEndedWithAllThatTheyStarted() throws Exception {
    Path child = folder.resolve("child");
    Process process =
        shell(
            "sleep 300 & echo $! > " + child + ".part; mv " + child + ".part " + child + "; wait");
    new ProcessRegister(folder.resolve("register")).add(process.toHandle());
    await().atMost(LIMIT).until(() -> Files.exists(child));
    long childPid = Long.parseLong(Files.readString(child).strip());

    assertThat(new ProcessRegister(folder.resolve("register")).endLeftovers()).isEqualTo(1);

    assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
    await()
        .atMost(LIMIT)
        .until(() -> ProcessHandle.of(childPid).filter(ProcessHandle::isAlive).isEmpty());
    assertThat(new ProcessRegister(folder.resolve("register")).endLeftovers()).isZero();
  }

  @Test
  void processThatTookOverAnIdIsLeftAlone() throws Exception {
    Process process = shell("sleep 300");
    try {
      Files.writeString(
          folder.resolve(Long.toString(process.pid())),
          Instant.now().minusSeconds(3600).toString());

      assertThat(new ProcessRegister(folder).endLeftovers()).isZero();

      assertThat(process.isAlive()).isTrue();
    } finally {
      ProcessGroup.kill(process.toHandle());
    }
  }

  @Test
  void removedProcessIsLeftAlone() throws Exception {
    Process process = shell("sleep 300");
    try {
      ProcessRegister register = new ProcessRegister(folder);
      register.add(process.toHandle());
      register.remove(process.pid());

      assertThat(register.endLeftovers()).isZero();
      assertThat(process.isAlive()).isTrue();
    } finally {
      ProcessGroup.kill(process.toHandle());
    }
  }

  private static Process shell(String script) throws IOException {
    return new ProcessBuilder(ProcessGroup.command(List.of("sh", "-c", script))).start();
  }
}
