package io.millrace.streams.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The jars of the Kafka broker. They are on no class path of ours, since they bring versions of
 * their own of libraries that we use too. The build of the streams module resolves them like any
 * other dependency and writes their paths, one a line, to {@code
 * streams/target/kafka-broker.classpath}.
 *
 * @param jars the broker and what it needs
 */
public record KafkaLibraries(List<Path> jars) {

  /** System property with the path of a file that lists the jars; found by itself without it. */
  public static final String PROPERTY = "millrace.kafka.classpath";

  private static final String FILE = "target/kafka-broker.classpath";

  public KafkaLibraries {
    jars = List.copyOf(jars);
  }

  /**
   * Those that {@link #PROPERTY} names, or that the build of the checkout around the working
   * directory has listed.
   *
   * @throws IllegalStateException when there are none
   */
  public static KafkaLibraries find() {
    String named = System.getProperty(PROPERTY);
    return listedIn(named == null ? listOfCheckout(Path.of("").toAbsolutePath()) : Path.of(named));
  }

  /** Those that {@code list} names, one a line. */
  public static KafkaLibraries listedIn(Path list) {
    try {
      return new KafkaLibraries(Files.readAllLines(list).stream().map(Path::of).toList());
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the list of Kafka's jars", e);
    }
  }

  private static Path listOfCheckout(@Nullable Path workingDirectory) {
    for (Path folder = workingDirectory; folder != null; folder = folder.getParent()) {
      for (Path list : List.of(folder.resolve("streams").resolve(FILE), folder.resolve(FILE))) {
        if (Files.exists(list)) {
          return list;
        }
      }
    }
    throw new IllegalStateException(
        "no streams/%s at or above %s, and system property %s is not set; run ./mvnw -pl streams generate-test-resources"
            .formatted(FILE, workingDirectory, PROPERTY));
  }

  /** As the argument of {@code java -cp}, with {@code more} at its end. */
  String classPath(Path more) {
    return String.join(
        System.getProperty("path.separator"),
        Stream.concat(jars.stream(), Stream.of(more)).map(Path::toString).toList());
  }
}
