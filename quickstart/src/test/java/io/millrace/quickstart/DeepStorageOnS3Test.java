package io.millrace.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.millrace.deepstorage.DeepStorage;
import io.millrace.deepstorage.DeepStorages;
import io.millrace.deepstorage.S3Emulator;
import io.millrace.quickstart.cluster.Supervisor;
import io.millrace.quickstart.events.EventProducer;
import io.millrace.quickstart.proof.S3Segments;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Failure cases 34 and 39 on S3: operator and tasks use a bucket with the credentials of a Secret,
 * which is not there at first, and are killed while they publish.
 */
class DeepStorageOnS3Test {

  private static final String NAME = "on-s3";
  private static final String SECRET = "on-s3-credentials";
  private static final String SECRET_KEY = "not-to-be-seen-anywhere";
  private static final String BASE_KEY = "millrace/segments";
  private static final int PARTITIONS = 2;

  @Test
  void eachEventIsPublishedOnceIntoABucketWhateverIsKilled() throws Exception {
    TestCluster test = TestCluster.startedOrSkipped();
    try (S3Emulator s3 = S3Emulator.startOrSkip();
        DeepStorage bucket = DeepStorages.open(s3.settings(BASE_KEY));
        EventProducer producer = withTopic(test)) {
      Supervisor supervisor =
          test.cluster()
              .apply(
                  test.sample(NAME, 1, "PT4S").with("/spec", "deepStorage", deepStorage(s3)),
                  bucket,
                  new S3Segments(s3.endpoint()));
      SupervisorWatch watch = new SupervisorWatch(test, supervisor);
      Killer kill = new Killer(test, supervisor);
      try {
        watch.untilCondition("Degraded", "True", "DeepStorageUnavailable");
        assertThat(watch.message("Degraded")).contains(SECRET, "accessKeyId", "create it");
        createSecret(test);
        watch.untilATaskReads();

        kill.aPublishingTaskBeforeItsManifest();
        kill.aPublishingTaskAfterItsManifest();
        producer.finish();

        watch.untilAllIsCommitted(producer);
        Proof proof = watch.provenExact(producer);
        assertThat(proof.finding().manifests()).isGreaterThanOrEqualTo(2);
        assertThat(test.cluster().storage().list(supervisor.paths().owner())).isEmpty();
        assertThat(supervisor.read().orElseThrow()).asString().doesNotContain(SECRET_KEY);
        assertThat(logs(test)).isNotEmpty().noneMatch(DeepStorageOnS3Test::showsTheSecret);
      } finally {
        test.cluster().operator().release();
        supervisor.delete();
        watch.untilGone();
      }
    }
  }

  private static EventProducer withTopic(TestCluster test) {
    test.cluster().broker().topics().create(NAME, PARTITIONS);
    return test.produce(NAME, PARTITIONS, Long.MAX_VALUE, 300);
  }

  private static Map<String, Object> deepStorage(S3Emulator s3) {
    return Map.of(
        "type",
        "s3",
        "s3",
        Map.of(
            "bucket",
            S3Emulator.BUCKET,
            "baseKey",
            BASE_KEY,
            "endpoint",
            s3.endpoint().toString(),
            "pathStyleAccess",
            true,
            "accessKeyId",
            secretKey("accessKeyId"),
            "secretAccessKey",
            secretKey("secretAccessKey")));
  }

  private static Map<String, Object> secretKey(String key) {
    return Map.of("secretKeyRef", Map.of("name", SECRET, "key", key));
  }

  private static void createSecret(TestCluster test) {
    test.cluster()
        .client()
        .resource(
            new SecretBuilder()
                .withNewMetadata()
                .withNamespace(test.cluster().namespace())
                .withName(SECRET)
                .endMetadata()
                .withStringData(Map.of("accessKeyId", "test", "secretAccessKey", SECRET_KEY))
                .build())
        .create();
  }

  /** Of the operator and all tasks so far. */
  private static List<Path> logs(TestCluster test) throws IOException {
    try (Stream<Path> tasks = Files.list(test.cluster().folder().resolve("pods"))) {
      return Stream.concat(
              Stream.of(test.cluster().operator().log()), tasks.filter(Files::isRegularFile))
          .toList();
    }
  }

  private static boolean showsTheSecret(Path log) {
    try {
      return Files.readString(log, StandardCharsets.ISO_8859_1).contains(SECRET_KEY);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
