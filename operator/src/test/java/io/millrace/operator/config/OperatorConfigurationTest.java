package io.millrace.operator.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.crds.v1alpha1.DeepStorage;
import io.millrace.crds.v1alpha1.S3Storage;
import io.millrace.crds.v1alpha1.SecretKeyRef;
import io.millrace.crds.v1alpha1.SecretValue;
import io.millrace.operator.config.DeepStorageDefaults.MountedClaim;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class OperatorConfigurationTest {

  private static final Map<String, String> LEAST =
      Map.of("MILLRACE_NAMESPACE", "ingestion", "MILLRACE_TASK_IMAGE", "millrace:1");

  @Test
  void whatIsLeftOutHasADefault() throws ConfigurationException {
    OperatorConfiguration configuration = OperatorConfiguration.parse(LEAST);

    assertThat(configuration.watchNamespaces()).containsExactly("ingestion");
    assertThat(configuration.deletionTimeout()).isEqualTo(Duration.ofMinutes(2));
    assertThat(configuration.httpPort()).isEqualTo(8080);
    assertThat(configuration.task().port()).isEqualTo(8100);
    assertThat(configuration.health())
        .isEqualTo(new OperatorConfiguration.HealthThresholds(3, 3, 3, 3, 3));
    assertThat(configuration.leaderElection()).isPresent();
    assertThat(configuration.deepStorage()).isEqualTo(DeepStorageDefaults.NONE);
  }

  @Test
  void blankCountsAsLeftOut() throws ConfigurationException {
    OperatorConfiguration configuration =
        OperatorConfiguration.parse(
            with(Map.of("MILLRACE_HTTP_PORT", " ", "MILLRACE_WATCH_NAMESPACES", "")));

    assertThat(configuration.httpPort()).isEqualTo(8080);
    assertThat(configuration.watchNamespaces()).containsExactly("ingestion");
  }

  @Test
  void severalNamespacesAreWatched() throws ConfigurationException {
    OperatorConfiguration configuration =
        OperatorConfiguration.parse(with(Map.of("MILLRACE_WATCH_NAMESPACES", "b, a,b,")));

    assertThat(configuration.watchNamespaces()).containsExactly("a", "b");
  }

  @Test
  void aClaimIsTheDefaultDeepStorage() throws ConfigurationException {
    DeepStorageDefaults defaults =
        OperatorConfiguration.parse(
                with(
                    Map.of(
                        "MILLRACE_DEEP_STORAGE_TYPE", "local",
                        "MILLRACE_DEEP_STORAGE_CLAIM", "segments",
                        "MILLRACE_DEEP_STORAGE_DIR", "/deep")))
            .deepStorage();

    assertThat(defaults.mounted())
        .isEqualTo(new MountedClaim("ingestion", "segments", Path.of("/deep")));
    assertThat(defaults.fallback()).extracting(DeepStorage::type).isEqualTo(DeepStorage.Type.LOCAL);
  }

  @Test
  void aBucketIsTheDefaultDeepStorageWithItsCredentialsInASecret() throws ConfigurationException {
    DeepStorage fallback =
        OperatorConfiguration.parse(
                with(
                    Map.of(
                        "MILLRACE_DEEP_STORAGE_TYPE", "s3",
                        "MILLRACE_DEEP_STORAGE_BUCKET", "segments",
                        "MILLRACE_DEEP_STORAGE_SECRET", "s3-key")))
            .deepStorage()
            .fallback();

    S3Storage bucket = Objects.requireNonNull(Objects.requireNonNull(fallback).s3());
    assertThat(bucket.bucket()).isEqualTo("segments");
    assertThat(bucket.accessKeyId())
        .isEqualTo(new SecretValue(new SecretKeyRef("s3-key", "accessKeyId")));
  }

  @Test
  void allProblemsAreToldTogetherAndNameTheirVariable() {
    Map<String, String> environment =
        Map.of(
            "MILLRACE_HTTP_PORT", "70000",
            "MILLRACE_DELETION_TIMEOUT", "2m",
            "MILLRACE_LEADER_ELECTION", "yes",
            "MILLRACE_DEEP_STORAGE_TYPE", "hdfs",
            "MILLRACE_TASK_HEAP_PERCENT", "lots",
            "MILLRACE_LEASE_DURATION", "PT5S");

    assertThatThrownBy(() -> OperatorConfiguration.parse(environment))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContainingAll(
            "MILLRACE_NAMESPACE is not set",
            "MILLRACE_TASK_IMAGE is not set",
            "MILLRACE_HTTP_PORT is '70000'; expected a number from 0 to 65535",
            "MILLRACE_DELETION_TIMEOUT is '2m'; expected an ISO 8601 period",
            "MILLRACE_LEADER_ELECTION is 'yes'; expected one of true, false",
            "MILLRACE_DEEP_STORAGE_TYPE is 'hdfs'; expected one of local, s3",
            "MILLRACE_TASK_HEAP_PERCENT is 'lots'",
            "MILLRACE_LEASE_DURATION is 'PT5S'; expected more than MILLRACE_LEASE_RENEW_DEADLINE");
  }

  @Test
  void aLeaseIsGivenInWholeSeconds() {
    assertThatThrownBy(
            () ->
                OperatorConfiguration.parse(
                    with(
                        Map.of(
                            "MILLRACE_LEASE_DURATION", "PT10.9S",
                            "MILLRACE_LEASE_RENEW_DEADLINE", "PT10.5S"))))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining(
            "MILLRACE_LEASE_DURATION is 'PT10.9S'; expected whole seconds, since a lease holds no parts of them");
  }

  @Test
  void aClaimNeedsTheFolderThatItIsMountedAt() {
    assertThatThrownBy(
            () ->
                OperatorConfiguration.parse(
                    with(
                        Map.of(
                            "MILLRACE_DEEP_STORAGE_TYPE",
                            "local",
                            "MILLRACE_DEEP_STORAGE_DIR",
                            "deep"))))
        .hasMessageContainingAll(
            "MILLRACE_DEEP_STORAGE_CLAIM is not set",
            "MILLRACE_DEEP_STORAGE_DIR is 'deep'; expected an absolute path");
  }

  @Test
  void eachThresholdHasItsVariable() throws ConfigurationException {
    OperatorConfiguration configuration =
        OperatorConfiguration.parse(
            with(
                Map.of(
                    "MILLRACE_HEALTHINESS_THRESHOLD", "1",
                    "MILLRACE_UNHEALTHINESS_THRESHOLD", "2",
                    "MILLRACE_TASK_HEALTHINESS_THRESHOLD", "4",
                    "MILLRACE_TASK_UNHEALTHINESS_THRESHOLD", "5",
                    "MILLRACE_MAX_STORED_EXCEPTION_EVENTS", "6")));

    assertThat(configuration.health())
        .isEqualTo(new OperatorConfiguration.HealthThresholds(1, 2, 4, 5, 6));
  }

  @Test
  void fewerStoredErrorsThanAThresholdIsRefused() {
    assertThatThrownBy(
            () ->
                OperatorConfiguration.parse(with(Map.of("MILLRACE_UNHEALTHINESS_THRESHOLD", "5"))))
        .hasMessageContaining("MILLRACE_MAX_STORED_EXCEPTION_EVENTS is '3'; expected at least 5");
  }

  private static Map<String, String> with(Map<String, String> more) {
    Map<String, String> environment = new HashMap<>(LEAST);
    environment.putAll(more);
    return environment;
  }
}
