package io.millrace.quickstart.cluster;

import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The source tree that the quickstart runs from, with what its build made.
 *
 * @param root its top folder
 */
public record Checkout(Path root) {

  private static final String SAMPLE = "manifests/samples/wikipedia-kafka.yaml";

  /** The checkout around the working directory. */
  public static Checkout find() {
    for (@Nullable Path folder = Path.of("").toAbsolutePath();
        folder != null;
        folder = folder.getParent()) {
      if (Files.exists(folder.resolve(SAMPLE))) {
        return new Checkout(folder);
      }
    }
    throw new IllegalStateException(
        "no %s at or above %s; run bin/quickstart from a checkout of Millrace"
            .formatted(SAMPLE, Path.of("").toAbsolutePath()));
  }

  public Path sample() {
    return root.resolve(SAMPLE);
  }

  /** What an image would have in {@code /opt/millrace} for tasks. */
  public Path taskInstall() {
    return built("task-runner");
  }

  /** The operator's jars. */
  public Path operatorLibraries() {
    return built("operator").resolve("lib/operator");
  }

  private Path built(String module) {
    Path install = root.resolve(module).resolve("target/install");
    if (!Files.isDirectory(install)) {
      throw new IllegalStateException(
          "%s is not there; build it with ./mvnw -pl %s -am package".formatted(install, module));
    }
    return install;
  }
}
