package io.millrace.runner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.millrace.crds.v1alpha1.DeepStorage;
import io.millrace.crds.v1alpha1.LocalStorage;
import io.millrace.crds.v1alpha1.S3Storage;
import io.millrace.deepstorage.DeepStorageSettings;
import io.millrace.deepstorage.DeepStorageSettings.Addressing;
import io.millrace.protocol.SecretVariables;
import io.millrace.protocol.TaskVariables;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TaskConfigurationTest {

  private static final Path MOUNT = Path.of("/mount");

  @TempDir private Path folder;
  private TaskFiles files;

  @BeforeEach
  void writeFiles() throws IOException {
    files = new TaskFiles(folder).withSpec(TaskFiles.spec("broker:9092", "clicks", "{}"));
  }

  @Test
  void whatTheEnvironmentSaysIsRead() throws ConfigurationException {
    TaskConfiguration configuration = TaskConfiguration.read(files.environment());

    assertThat(configuration.attempt().podName()).isEqualTo("clicks-0-1-0");
    assertThat(configuration.token()).isEqualTo(TaskFiles.TOKEN);
    assertThat(configuration.grace()).hasSeconds(60);
    assertThat(configuration.specification().spec().ioConfig().topic()).isEqualTo("clicks");
    assertThat(configuration.toString()).doesNotContain(TaskFiles.TOKEN);
  }

  @Test
  void portAndGracePeriodHaveDefaults() throws ConfigurationException {
    TaskConfiguration configuration =
        TaskConfiguration.read(
            files.without(TaskVariables.PORT).without(TaskVariables.GRACE_SECONDS).environment());

    assertThat(configuration.port()).isEqualTo(8100);
    assertThat(configuration.grace()).hasSeconds(300);
  }

  @Test
  void everyVariableThatIsMissingIsNamed() {
    assertThatExceptionOfType(ConfigurationException.class)
        .isThrownBy(() -> TaskConfiguration.read(Map.of()))
        .withMessageContainingAll(
            TaskVariables.SPEC_FILE,
            TaskVariables.TOKEN_FILE,
            TaskVariables.WORK_DIR,
            TaskVariables.SUPERVISOR_UID,
            TaskVariables.GENERATION,
            TaskVariables.POD_IP);
  }

  @Test
  void aPropertyFromASecretComesFromItsVariable() throws Exception {
    String spec =
        TaskFiles.spec("broker:9092", "clicks", "{}")
            .replace(
                "\"broker:9092\"",
                "\"broker:9092\", \"sasl.jaas.config\": {\"secretKeyRef\": {\"name\": \"s\", \"key\": \"k\"}}");
    TaskConfiguration configuration = TaskConfiguration.read(files.withSpec(spec).environment());
    Map<String, String> environment = new HashMap<>(configuration.environment());

    assertThatExceptionOfType(ConfigurationException.class)
        .isThrownBy(
            () -> KafkaAccess.of(configuration.specification().spec().ioConfig(), environment))
        .withMessageContaining("key k of Secret s");
    environment.put(SecretVariables.consumerProperty("sasl.jaas.config"), "hidden");

    assertThat(KafkaAccess.of(configuration.specification().spec().ioConfig(), environment))
        .hasToString(
            "KafkaAccess[settings=KafkaClientSettings[topic 'clicks', properties=[bootstrap.servers, sasl.jaas.config]]]");
  }

  @Test
  void localDeepStorageLiesWhereTheClaimIsMounted() throws ConfigurationException {
    assertThat(DeepStorageAccess.settings(null, Optional.of(MOUNT)))
        .isEqualTo(new DeepStorageSettings.Local(MOUNT));
    assertThat(DeepStorageAccess.settings(local("/a/b"), Optional.of(MOUNT)))
        .isEqualTo(new DeepStorageSettings.Local(MOUNT, "a/b"));
    assertThatExceptionOfType(ConfigurationException.class)
        .isThrownBy(() -> DeepStorageAccess.settings(local(null), Optional.empty()))
        .withMessageContaining(TaskVariables.DEEP_STORAGE_DIR);
    assertThatExceptionOfType(ConfigurationException.class)
        .isThrownBy(() -> DeepStorageAccess.settings(local("../b"), Optional.of(MOUNT)))
        .withMessageContaining("leads out of the volume");
  }

  @Test
  void s3SettingsAreTakenOver() throws ConfigurationException {
    S3Storage s3 = new S3Storage("bucket", "base", "eu-west-1", "http://s3:9000", true, null, null);

    DeepStorageSettings settings =
        DeepStorageAccess.settings(
            new DeepStorage(DeepStorage.Type.S3, null, s3), Optional.empty());

    assertThat(settings)
        .isInstanceOfSatisfying(
            DeepStorageSettings.S3.class,
            found -> {
              assertThat(found.bucket()).isEqualTo("bucket");
              assertThat(found.baseKey()).isEqualTo("base");
              assertThat(found.addressing()).isEqualTo(Addressing.PATH);
            });
    assertThatExceptionOfType(ConfigurationException.class)
        .isThrownBy(
            () ->
                DeepStorageAccess.settings(
                    new DeepStorage(DeepStorage.Type.S3, null, null), Optional.empty()));
  }

  private static DeepStorage local(@Nullable String path) {
    return new DeepStorage(DeepStorage.Type.LOCAL, new LocalStorage("claim", path), null);
  }
}
