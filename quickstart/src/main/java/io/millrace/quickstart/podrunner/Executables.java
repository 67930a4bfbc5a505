package io.millrace.quickstart.podrunner;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Finds programs as a container of the image would: the running JDK first, then the usual folders.
 */
final class Executables {

  static final Path JAVA_HOME = Path.of(System.getProperty("java.home"));

  static final String PATH =
      JAVA_HOME.resolve("bin") + ":/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

  private Executables() {}

  /** The program's file, empty when there is none that can be executed. */
  static Optional<Path> find(String program) {
    Stream<Path> candidates =
        program.contains("/")
            ? Stream.of(Path.of(program))
            : Stream.of(PATH.split(":", -1)).map(folder -> Path.of(folder, program));
    return candidates
        .filter(file -> Files.isRegularFile(file) && Files.isExecutable(file))
        .findFirst();
  }
}
