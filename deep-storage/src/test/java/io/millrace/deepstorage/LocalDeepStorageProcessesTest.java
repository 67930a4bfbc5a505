package io.millrace.deepstorage;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Deep storage in a directory that several processes write to, some of which die. */
class LocalDeepStorageProcessesTest {

  private static final int PROCESSES = 3;
  private static final int ROUNDS = 200;
  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static final int LARGE = 48 << 20;

  @TempDir Path base;
  @TempDir Path scratch;

  /**
   * Creates files that other processes create too, and prints the numbers of those that it created.
   */
  static final class Racer {
    public static void main(String[] arguments) throws Exception {
      Path start = Path.of(arguments[1]);
      try (LocalDeepStorage storage = new LocalDeepStorage(Path.of(arguments[0]))) {
        Files.createFile(start.resolveSibling(arguments[2]));
        while (!Files.exists(start)) {
          Thread.onSpinWait();
        }
        for (int round = 0; round < ROUNDS; round++) {
          byte[] content = arguments[2].getBytes(StandardCharsets.UTF_8);
          if (storage.createIfAbsent("race/" + round, content)) {
            System.out.println("created " + round);
          }
        }
      }
    }
  }

  /** Pushes one segment over and over, until it is killed. */
  static final class Pusher {
    public static void main(String[] arguments) throws Exception {
      try (LocalDeepStorage storage = new LocalDeepStorage(Path.of(arguments[0]))) {
        for (int n = 0; true; n++) {
          storage.push("ds/" + n, Path.of(arguments[1]));
        }
      }
    }
  }

  @Test
  void ofManyProcessesExactlyOneWins() throws Exception {
    Path start = scratch.resolve("start");
    List<ChildProcess> racers = new ArrayList<>();
    try {
      for (int i = 0; i < PROCESSES; i++) {
        racers.add(ChildProcess.start(Racer.class, base.toString(), start.toString(), "racer" + i));
      }
      Awaitility.await().atMost(LIMIT).until(() -> count(scratch) == PROCESSES);
      Files.createFile(start);
      List<String> created = new ArrayList<>();
      for (ChildProcess racer : racers) {
        racer
            .outputAtEnd()
            .lines()
            .filter(line -> line.startsWith("created "))
            .forEach(created::add);
      }
      assertThat(created).doesNotHaveDuplicates().hasSize(ROUNDS);
    } finally {
      for (ChildProcess racer : racers) {
        racer.close();
      }
    }
  }

  @Test
  @DisplayName("case 39: an upload that broke off half-way is never visible (process killed)")
  void segmentOfAKilledProcessIsNeverVisibleInPart() throws Exception {
    Path segment = SampleSegment.in(scratch, LARGE);
    try (ChildProcess pusher =
        ChildProcess.start(Pusher.class, base.toString(), segment.toString())) {
      Awaitility.await()
          .atMost(LIMIT)
          .pollInterval(Duration.ofMillis(1))
          .until(() -> halfWritten().isPresent());
    }

    assertThat(halfWritten()).as("the kill came in the middle of a push").isPresent();
    LocalDeepStorage storage = new LocalDeepStorage(base);
    for (String path : storage.list("")) {
      assertThat(base.resolve(path).resolve("index/00000.smoosh")).hasSize(LARGE);
    }
    assertThat(storage.push("ds/after", segment)).isNotNull();
  }

  private static long count(Path folder) throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.count();
    }
  }

  private Optional<Path> halfWritten() throws IOException {
    Path folder = base.resolve("intermediate_pushes");
    if (!Files.isDirectory(folder)) {
      return Optional.empty();
    }
    try (Stream<Path> pushes = Files.list(folder)) {
      return pushes
          .map(push -> push.resolve("00000.smoosh"))
          .filter(LocalDeepStorageProcessesTest::isHalf)
          .findAny();
    }
  }

  private static boolean isHalf(Path file) {
    try {
      long size = Files.size(file);
      return size > 0 && size < LARGE;
    } catch (IOException e) {
      return false;
    }
  }
}
