package io.millrace.deepstorage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.deepstorage.DeepStorageException.Kind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every deep storage keeps to. Each test uses an empty one. */
abstract class DeepStorageContract {

  private static final int WRITERS = 8;
  private static final int ROUNDS = 30;

  @TempDir Path scratch;

  abstract DeepStorage storage();

  /** The files of the segment at {@code location}, by name, as a reader outside finds them. */
  abstract Map<String, byte[]> segmentAt(String path, DeepStorage.Location location)
      throws Exception;

  @Test
  void createdFileReadsBackWhole() throws Exception {
    byte[] content = SampleSegment.noise(300_000);

    assertThat(storage().createIfAbsent("ns/name/owner.json", content)).isTrue();

    assertThat(storage().read("ns/name/owner.json"))
        .hasValueSatisfying(read -> assertThat(read).isEqualTo(content));
  }

  @Test
  void emptyFileIsThere() throws Exception {
    assertThat(storage().createIfAbsent("ns/empty", new byte[0])).isTrue();

    assertThat(storage().read("ns/empty")).hasValueSatisfying(read -> assertThat(read).isEmpty());
  }

  @Test
  void secondWriterIsRefusedAndTheFirstContentStays() throws Exception {
    storage().createIfAbsent("ns/file", bytes("first"));

    assertThat(storage().createIfAbsent("ns/file", bytes("second"))).isFalse();
    assertThat(storage().createIfAbsent("ns/file", bytes("first"))).isFalse();
    assertThat(storage().read("ns/file"))
        .hasValueSatisfying(read -> assertThat(read).isEqualTo(bytes("first")));
  }

  @Test
  void ofManyWritersExactlyOneWins() throws Exception {
    try (ExecutorService threads = Executors.newFixedThreadPool(WRITERS)) {
      for (int round = 0; round < ROUNDS; round++) {
        String path = "race/" + round;
        List<String> winners = race(threads, path);

        assertThat(winners).as("winners of round %d", round).hasSize(1);
        assertThat(storage().read(path))
            .hasValueSatisfying(
                read -> assertThat(new String(read, UTF_8)).isEqualTo(winners.getFirst()));
      }
    }
  }

  @Test
  void ofManyWritersOfTheSameContentExactlyOneWins() throws Exception {
    try (ExecutorService threads = Executors.newFixedThreadPool(WRITERS)) {
      CyclicBarrier start = new CyclicBarrier(WRITERS);
      List<Callable<Boolean>> writers = new ArrayList<>();
      for (int i = 0; i < WRITERS; i++) {
        writers.add(
            () -> {
              start.await();
              return storage().createIfAbsent("race/same", bytes("same"));
            });
      }
      int winners = 0;
      for (Future<Boolean> writer : threads.invokeAll(writers)) {
        winners += writer.get() ? 1 : 0;
      }
      assertThat(winners).isEqualTo(1);
    }
  }

  private List<String> race(ExecutorService threads, String path) throws Exception {
    CyclicBarrier start = new CyclicBarrier(WRITERS);
    List<Callable<String>> writers = new ArrayList<>();
    for (int i = 0; i < WRITERS; i++) {
      String content = "writer " + i;
      writers.add(
          () -> {
            start.await();
            return storage().createIfAbsent(path, bytes(content)) ? content : "";
          });
    }
    List<String> winners = new ArrayList<>();
    for (Future<String> writer : threads.invokeAll(writers)) {
      if (!writer.get().isEmpty()) {
        winners.add(writer.get());
      }
    }
    return winners;
  }

  @Test
  void absentFileReadsAsEmpty() throws Exception {
    storage().createIfAbsent("ns/file", bytes("x"));

    assertThat(storage().read("ns/other")).isEmpty();
    assertThat(storage().read("nowhere/at/all")).isEmpty();
    assertThat(storage().read("ns")).isEmpty();
    assertThat(storage().read("ns/file/below")).isEmpty();
  }

  @Test
  void filesAreListedInOrderByTheBeginningOfTheirPath() throws Exception {
    for (String path :
        List.of("b/2", "a/ledger/10", "a/ledger/2", "a/ledger/1", "a/owner", "ab/x", "b/1/deep")) {
      storage().createIfAbsent(path, bytes(path));
    }

    assertThat(storage().list(""))
        .containsExactly(
            "a/ledger/1", "a/ledger/10", "a/ledger/2", "a/owner", "ab/x", "b/1/deep", "b/2");
    assertThat(storage().list("a"))
        .containsExactly("a/ledger/1", "a/ledger/10", "a/ledger/2", "a/owner", "ab/x");
    assertThat(storage().list("a/"))
        .containsExactly("a/ledger/1", "a/ledger/10", "a/ledger/2", "a/owner");
    assertThat(storage().list("a/ledger/1")).containsExactly("a/ledger/1", "a/ledger/10");
    assertThat(storage().list("c/")).isEmpty();
    assertThat(storage().list("a/owner/")).isEmpty();
  }

  @Test
  void pushedSegmentHoldsTheFilesOfItsDirectory() throws Exception {
    Path directory = SampleSegment.in(scratch, 100_000);
    String path =
        "wikipedia/2026-01-01T00:00:00.000Z_2026-01-02T00:00:00.000Z/1970-01-01T00:00:00.000Z/0/uuid";

    DeepStorage.Location location = storage().push(path, directory);

    Map<String, byte[]> files = segmentAt(path, location);
    assertThat(files).containsOnlyKeys("version.bin", "00000.smoosh");
    assertThat(files.get("00000.smoosh"))
        .isEqualTo(Files.readAllBytes(directory.resolve("00000.smoosh")));
    assertThat(directory).as("is left as it was").isDirectoryContaining("glob:**version.bin");
    assertThat(scratch)
        .as("no temporary file is left beside it")
        .isDirectoryNotContaining("glob:**.zip");
  }

  @Test
  void pushedSegmentIsListedOnceUnderItsPath() throws Exception {
    storage().push("ds/interval/0/b", SampleSegment.in(scratch, 10));
    storage().push("ds/interval/0/a", SampleSegment.in(scratch, 10));
    storage().createIfAbsent("ds/interval/0/a.json", bytes("{}"));

    assertThat(storage().list("ds/"))
        .containsExactly("ds/interval/0/a", "ds/interval/0/a.json", "ds/interval/0/b");
    assertThat(storage().list("ds/interval/0/a/")).isEmpty();
    assertThat(storage().read("ds/interval/0/a")).as("a segment is no file").isEmpty();
  }

  @Test
  void pushToAPathThatIsTakenIsRefused() throws Exception {
    DeepStorage.Location first = storage().push("ds/0", SampleSegment.in(scratch, 10));
    Path second = SampleSegment.in(scratch, 20);

    assertThatThrownBy(() -> storage().push("ds/0", second))
        .isInstanceOf(DeepStorageException.class)
        .hasMessageContaining("ds/0");

    assertThat(segmentAt("ds/0", first).get("00000.smoosh")).hasSize(10);
  }

  @Test
  void pushOfADirectoryThatIsNotASegmentIsRefused() throws Exception {
    Path empty = Files.createDirectory(scratch.resolve("empty"));
    Path nested = SampleSegment.in(scratch, 10);
    Files.createDirectory(nested.resolve("folder"));

    for (Path directory : List.of(empty, nested, scratch.resolve("absent"))) {
      assertThatThrownBy(() -> storage().push("ds/0", directory))
          .isInstanceOf(DeepStorageException.class)
          .hasMessageContaining(directory.toString());
    }
    assertThat(storage().list("")).isEmpty();
  }

  @Test
  void deletionTakesAwayWhatItNamesAndNothingElse() throws Exception {
    storage().createIfAbsent("ds/file", bytes("x"));
    storage().createIfAbsent("ds/file2", bytes("x"));
    storage().push("ds/seg/1", SampleSegment.in(scratch, 10));
    storage().push("ds/seg/11", SampleSegment.in(scratch, 10));

    storage().delete("ds/file");
    storage().delete("ds/seg/1");
    storage().delete("ds/seg");
    storage().delete("ds");
    storage().delete("not/there");

    assertThat(storage().list("")).containsExactly("ds/file2", "ds/seg/11");
  }

  @Test
  void whatWasDeletedCanBeCreatedAgain() throws Exception {
    storage().createIfAbsent("ns/file", bytes("old"));
    storage().push("ds/0", SampleSegment.in(scratch, 10));
    storage().delete("ns/file");
    storage().delete("ds/0");

    assertThat(storage().createIfAbsent("ns/file", bytes("new"))).isTrue();
    assertThat(
            segmentAt("ds/0", storage().push("ds/0", SampleSegment.in(scratch, 20)))
                .get("00000.smoosh"))
        .hasSize(20);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/absolute",
        "a//b",
        "a/",
        "..",
        "../a",
        "a/../b",
        "a/..",
        "./a",
        "a/./b",
        "a\\b",
        "a\0b",
        "a\nb",
        "a/index",
        "a/index/b",
        "a/index.zip",
        "intermediate_files/x",
        "intermediate_pushes/x"
      })
  void unsafePathsAreRefusedByName(String path) throws Exception {
    Path directory = SampleSegment.in(scratch, 10);

    assertThatThrownBy(() -> storage().createIfAbsent(path, bytes("x")))
        .satisfies(DeepStorageContract::isRefusedPath);
    assertThatThrownBy(() -> storage().read(path)).satisfies(DeepStorageContract::isRefusedPath);
    assertThatThrownBy(() -> storage().push(path, directory))
        .satisfies(DeepStorageContract::isRefusedPath);
    assertThat(storage().list("")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "..", "a/../", "../a", "a//b", "intermediate_pushes/"})
  void unsafePrefixesAreRefused(String prefix) {
    assertThatThrownBy(() -> storage().list(prefix)).satisfies(DeepStorageContract::isRefusedPath);
  }

  @Test
  void unusualNamesAreKeptAsTheyAre() throws Exception {
    List<String> paths =
        List.of(
            "a b/ü+%41&?#=",
            "index/ns/x", "x/2026-01-01T00:00:00.000Z", "…/~tilde'\"", ".hidden/..x");
    for (String path : paths) {
      assertThat(storage().createIfAbsent(path, bytes(path))).isTrue();
    }

    assertThat(storage().list("")).containsExactlyInAnyOrderElementsOf(paths);
    for (String path : paths) {
      assertThat(storage().read(path))
          .hasValueSatisfying(read -> assertThat(read).isEqualTo(bytes(path)));
    }
  }

  private static void isRefusedPath(Throwable thrown) {
    assertThat(thrown).isInstanceOf(DeepStorageException.class).hasMessageContaining("is refused");
    assertThat(((DeepStorageException) thrown).kind()).isEqualTo(Kind.CONFIGURATION);
  }

  static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }
}
