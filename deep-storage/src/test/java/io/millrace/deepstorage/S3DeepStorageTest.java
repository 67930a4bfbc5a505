package io.millrace.deepstorage;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;

class S3DeepStorageTest extends DeepStorageContract {

  private static S3Emulator emulator;

  private DeepStorageSettings.S3 settings;
  private DeepStorage storage;

  @BeforeAll
  static void start() throws Exception {
    emulator = S3Emulator.startOrSkip();
  }

  @AfterAll
  static void stop() {
    if (emulator != null) {
      emulator.close();
    }
  }

  @BeforeEach
  void open() throws Exception {
    settings = emulator.settings("base/" + UUID.randomUUID());
    storage = DeepStorages.open(settings);
  }

  @AfterEach
  void close() {
    storage.close();
  }

  @Override
  DeepStorage storage() {
    return storage;
  }

  @Override
  Map<String, byte[]> segmentAt(String path, DeepStorage.Location location) throws Exception {
    String key = settings.baseKey() + "/" + path + "/index.zip";
    assertThat(location).isEqualTo(new DeepStorage.Location.S3Object(S3Emulator.BUCKET, key));
    try (S3Client client = client()) {
      return unzip(
          client.getObjectAsBytes(get -> get.bucket(S3Emulator.BUCKET).key(key)).asByteArray());
    }
  }

  private S3Client client() throws DeepStorageException {
    return S3Clients.open(settings, S3Timeouts.DEFAULT, new S3Errors(settings));
  }

  private static Map<String, byte[]> unzip(byte[] zip) throws IOException {
    Map<String, byte[]> files = new TreeMap<>();
    try (ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(zip))) {
      for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
        files.put(entry.getName(), in.readAllBytes());
      }
    }
    return files;
  }

  @Test
  void listingGoesOnAfterTheFirstPage() throws Exception {
    List<String> paths = IntStream.range(0, 1_050).mapToObj("ns/%05d"::formatted).toList();
    try (S3Client client = client()) {
      for (String path : paths) {
        client.putObject(
            put -> put.bucket(S3Emulator.BUCKET).key(settings.baseKey() + "/" + path),
            RequestBody.empty());
      }
    }

    assertThat(storage.list("ns/")).isEqualTo(paths);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "/", "druid", "/druid/segments/"})
  void baseKeyStandsBeforeEveryKey(String baseKey) throws Exception {
    try (S3Emulator empty = S3Emulator.startOrSkip();
        DeepStorage other = DeepStorages.open(empty.settings(baseKey))) {
      String begin = baseKey.replaceAll("^/+|/+$", "");

      assertThat(other.push("ds/0", SampleSegment.in(scratch, 10)))
          .isEqualTo(
              new DeepStorage.Location.S3Object(
                  S3Emulator.BUCKET, (begin.isEmpty() ? "" : begin + "/") + "ds/0/index.zip"));
      assertThat(other.list("")).containsExactly("ds/0");
    }
  }

  @Test
  void anotherBaseKeyWithTheSameBeginningIsNotSeen() throws Exception {
    DeepStorageSettings.S3 longer = emulator.settings(settings.baseKey() + "2");
    try (DeepStorage neighbour = DeepStorages.open(longer)) {
      neighbour.createIfAbsent("a", bytes("x"));
    }

    assertThat(storage.list("")).isEmpty();
  }

  @Test
  void textOfSettingsShowsNoSecret() {
    assertThat(settings.toString()).contains(S3Emulator.BUCKET).doesNotContain("test-secret");
  }
}
