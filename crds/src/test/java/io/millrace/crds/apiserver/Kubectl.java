package io.millrace.crds.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * kubectl as users run it.
 *
 * @param binary the program
 * @param kubeconfig where the server is
 */
record Kubectl(Path binary, Path kubeconfig) {

  /** Runs it, expecting success, and returns what it said. */
  String succeed(String... arguments) {
    Outcome outcome = run(arguments);
    assertThat(outcome.exitCode())
        .as("kubectl %s: %s", List.of(arguments), outcome.output())
        .isZero();
    return outcome.output();
  }

  /** Runs it, expecting failure, and returns what it said. */
  String fail(String... arguments) {
    Outcome outcome = run(arguments);
    assertThat(outcome.exitCode())
        .as("kubectl %s: %s", List.of(arguments), outcome.output())
        .isNotZero();
    return outcome.output();
  }

  private Outcome run(String... arguments) {
    List<String> command =
        new ArrayList<>(List.of(binary.toString(), "--kubeconfig", kubeconfig.toString()));
    command.addAll(List.of(arguments));
    try {
      Path output = Files.createTempFile("millrace-kubectl", ".out");
      try {
        Process process =
            new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        if (!process.waitFor(2, TimeUnit.MINUTES)) {
          process.destroyForcibly();
          throw new AssertionError("kubectl did not end within two minutes: " + command);
        }
        return new Outcome(process.exitValue(), Files.readString(output));
      } finally {
        Files.delete(output);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted while kubectl ran", e);
    }
  }

  private record Outcome(int exitCode, String output) {}
}
