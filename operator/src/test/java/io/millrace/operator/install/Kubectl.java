package io.millrace.operator.install;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.operator.testing.ApiServerBinaries;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The kubectl that is installed beside the API server. */
record Kubectl(Path binary) {

  private static final int LIMIT_MINUTES = 2;

  /** So that it never waits for somebody to type. */
  private static final File NOTHING = new File("/dev/null");

  /** Skips the calling test where there is none, or fails it with {@code CI=true}. */
  static Kubectl foundOrSkipped() {
    return new Kubectl(ApiServerBinaries.foundOrSkipped().getKubectl().toPath());
  }

  /** What a kustomization makes. */
  String kustomize(Path directory) throws IOException, InterruptedException {
    return run("kustomize", directory.toString());
  }

  /**
   * Has the server check {@code manifests} as strictly as a user's apply does, and change nothing.
   */
  String applyInDryRun(Path kubeconfig, Path manifests) throws IOException, InterruptedException {
    return run(
        "--kubeconfig",
        kubeconfig.toString(),
        "apply",
        "--dry-run=server",
        "-f",
        manifests.toString());
  }

  private String run(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(binary.toString()));
    command.addAll(List.of(arguments));
    Path output = Files.createTempFile("kubectl", ".out");
    Path errors = Files.createTempFile("kubectl", ".err");
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectInput(ProcessBuilder.Redirect.from(NOTHING))
              .redirectOutput(output.toFile())
              .redirectError(errors.toFile())
              .start();
      try {
        assertThat(process.waitFor(LIMIT_MINUTES, TimeUnit.MINUTES))
            .as("%s ended", command)
            .isTrue();
      } finally {
        process.destroyForcibly();
      }
      assertThat(process.exitValue()).as("%s: %s", command, Files.readString(errors)).isZero();
      return Files.readString(output);
    } finally {
      Files.delete(output);
      Files.delete(errors);
    }
  }
}
