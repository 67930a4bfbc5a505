package io.millrace.quickstart.testrecord;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.List;

/** The API servers that this module's tests started, a line each with its time, in a file. */
public final class ServersUsed {

  private static final Path FILE = Path.of("target/api-servers-used");

  private ServersUsed() {}

  /** Adds one that was started just now. */
  public static void add(String description) {
    add(FILE, description);
  }

  static void add(Path file, String description) {
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      Files.writeString(
          file,
          "%s %s%n".formatted(Instant.now(), description),
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Those started since a time, each once, in a module's folder. */
  static List<String> since(Instant begin, Path module) throws IOException {
    Path file = module.resolve(FILE);
    if (!Files.exists(file)) {
      return List.of();
    }
    return Files.readAllLines(file).stream()
        .filter(line -> !Instant.parse(line.substring(0, line.indexOf(' '))).isBefore(begin))
        .map(line -> line.substring(line.indexOf(' ') + 1))
        .distinct()
        .sorted()
        .toList();
  }
}
