package io.millrace.deepstorage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.deepstorage.DeepStorageException.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalDeepStorageTest extends DeepStorageContract {

  @TempDir Path base;
  private LocalDeepStorage storage;

  @BeforeEach
  void open() {
    storage = new LocalDeepStorage(base);
  }

  @Override
  DeepStorage storage() {
    return storage;
  }

  @Override
  Map<String, byte[]> segmentAt(String path, DeepStorage.Location location) throws IOException {
    assertThat(location)
        .isEqualTo(new DeepStorage.Location.Directory(base.resolve(path).resolve("index")));
    Map<String, byte[]> files = new TreeMap<>();
    try (Stream<Path> entries = Files.list(((DeepStorage.Location.Directory) location).path())) {
      for (Path entry : entries.toList()) {
        files.put(entry.getFileName().toString(), Files.readAllBytes(entry));
      }
    }
    return files;
  }

  @Test
  void readerSeesNothingOrTheWholeFile() throws Exception {
    byte[] content = SampleSegment.noise(4 << 20);
    try (ExecutorService thread = Executors.newSingleThreadExecutor()) {
      for (int round = 0; round < 10; round++) {
        String path = "big/" + round;
        Future<Boolean> writer = thread.submit(() -> storage.createIfAbsent(path, content));
        while (!writer.isDone()) {
          storage.read(path).ifPresent(read -> assertThat(read).hasSameSizeAs(content));
        }
        assertThat(writer.get()).isTrue();
      }
    }
  }

  @Test
  void directoryThatIsNotThereIsNotTakenForAnEmptyOne() {
    LocalDeepStorage unmounted = new LocalDeepStorage(base.resolve("volume"));

    assertThatThrownBy(() -> unmounted.read("a")).satisfies(LocalDeepStorageTest::isBaseMissing);
    assertThatThrownBy(() -> unmounted.list("")).satisfies(LocalDeepStorageTest::isBaseMissing);
    assertThatThrownBy(() -> unmounted.createIfAbsent("a", bytes("x")))
        .satisfies(LocalDeepStorageTest::isBaseMissing);
    assertThatThrownBy(() -> unmounted.delete("a")).satisfies(LocalDeepStorageTest::isBaseMissing);
    assertThatThrownBy(() -> unmounted.push("a", SampleSegment.in(scratch, 1)))
        .satisfies(LocalDeepStorageTest::isBaseMissing);
    assertThat(base.resolve("volume")).doesNotExist();
  }

  private static void isBaseMissing(Throwable thrown) {
    assertThat(thrown)
        .isInstanceOf(DeepStorageException.class)
        .hasMessageContaining("is not there")
        .hasMessageContaining("volume");
    assertThat(((DeepStorageException) thrown).kind()).isEqualTo(Kind.CONFIGURATION);
  }

  @Test
  void fileWhereAFolderIsIsNotTakenForALostRace() throws Exception {
    storage.createIfAbsent("ns/name/owner.json", bytes("x"));

    assertThatThrownBy(() -> storage.createIfAbsent("ns/name", bytes("x")))
        .isInstanceOf(DeepStorageException.class);
    assertThatThrownBy(() -> storage.createIfAbsent("ns/name/owner.json/below", bytes("x")))
        .isInstanceOf(DeepStorageException.class);
  }

  @Test
  void nothingIsLeftWhereWritesArePrepared() throws Exception {
    storage.createIfAbsent("a", bytes("x"));
    storage.createIfAbsent("a", bytes("y"));
    storage.push("ds/0", SampleSegment.in(scratch, 10));
    storage.delete("ds/0");

    assertThat(base.resolve("intermediate_files")).isEmptyDirectory();
    assertThat(base.resolve("intermediate_pushes")).isEmptyDirectory();
  }

  @Test
  void deletedSegmentLeavesNoEmptyFolders() throws Exception {
    storage.push("ds/interval/version/0/uuid", SampleSegment.in(scratch, 10));
    storage.push("ds/interval/version/1/uuid", SampleSegment.in(scratch, 10));

    storage.delete("ds/interval/version/0/uuid");

    assertThat(base.resolve("ds/interval/version")).isDirectoryNotContaining("glob:**/0");
    assertThat(base.resolve("ds/interval/version/1/uuid/index")).isNotEmptyDirectory();
  }

  @Test
  void case44_oldLeftoversOfDeadProcessesAreRemovedAndYoungOnesKept() throws Exception {
    Path old = Files.createDirectories(base.resolve("intermediate_pushes/old"));
    Files.write(old.resolve("half"), new byte[10]);
    Files.setLastModifiedTime(
        old, FileTime.from(Instant.now().minus(Leftovers.AGE).minusSeconds(60)));
    Path young = Files.createDirectories(base.resolve("intermediate_pushes/young"));

    storage.createIfAbsent("a", bytes("x"));

    assertThat(old).doesNotExist();
    assertThat(young).isDirectory();
  }

  @Test
  void case44_whatIsVisibleIsNeverSweptHoweverOldItIs() throws Exception {
    storage.push("ds/0", SampleSegment.in(scratch, 10));
    storage.createIfAbsent("ns/name/prepared/1/0/1/hash/uid.json", bytes("{}"));
    List<Path> all = everythingIn(base);
    Path leftover = Files.createDirectories(base.resolve("intermediate_files/leftover"));
    age(leftover);
    for (Path file : all) {
      age(file);
    }

    new LocalDeepStorage(base).createIfAbsent("a", bytes("x"));

    assertThat(leftover).as("it swept").doesNotExist();
    assertThat(everythingIn(base)).containsAll(all);
    assertThat(storage.list(""))
        .containsExactly("a", "ds/0", "ns/name/prepared/1/0/1/hash/uid.json");
  }

  private static void age(Path file) throws IOException {
    Files.setLastModifiedTime(
        file, FileTime.from(Instant.now().minus(Leftovers.AGE.multipliedBy(100))));
  }

  private static List<Path> everythingIn(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.toList();
    }
  }

  @Test
  void writersGoOnWhileSegmentsBesideThemAreDeleted() throws Exception {
    Path segment = SampleSegment.in(scratch, 10);
    try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
      Future<?>[] writers = new Future<?>[4];
      for (int writer = 0; writer < writers.length; writer++) {
        String path = "ds/interval/version/" + writer;
        writers[writer] =
            threads.submit(
                () -> {
                  for (int round = 0; round < 50; round++) {
                    storage.push(path, segment);
                    storage.delete(path);
                  }
                  return path;
                });
      }
      for (Future<?> writer : writers) {
        assertThat(writer.get()).isNotNull();
      }
    }
    assertThat(storage.list("")).isEmpty();
  }

  @Test
  void folderOfAVolumeIsMadeByTheFirstWriteOnly() throws Exception {
    DeepStorageSettings.Local settings = new DeepStorageSettings.Local(base, "/druid/segments/");
    try (DeepStorage inFolder = DeepStorages.open(settings)) {
      assertThat(inFolder.list("")).isEmpty();
      assertThat(inFolder.read("ns/file")).isEmpty();
      inFolder.delete("ns/file");
      assertThat(base).isEmptyDirectory();

      inFolder.createIfAbsent("ns/file", bytes("x"));

      assertThat(base.resolve("druid/segments/ns/file")).isRegularFile();
      assertThat(inFolder.list("")).containsExactly("ns/file");
      assertThat(inFolder.push("ds/0", SampleSegment.in(scratch, 10)))
          .isEqualTo(new DeepStorage.Location.Directory(base.resolve("druid/segments/ds/0/index")));
    }
  }

  @Test
  void folderOfAVolumeThatIsNotMountedIsNotMade() {
    DeepStorageSettings.Local settings =
        new DeepStorageSettings.Local(base.resolve("volume"), "druid");

    assertThatThrownBy(() -> new LocalDeepStorage(settings).createIfAbsent("a", bytes("x")))
        .satisfies(LocalDeepStorageTest::isBaseMissing);
    assertThat(base.resolve("volume")).doesNotExist();
  }

  @Test
  void folderOutsideOfTheVolumeIsRefused() {
    assertThatThrownBy(() -> new DeepStorageSettings.Local(base, "a/../../b"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("inside the volume");
  }
}
