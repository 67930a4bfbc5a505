package io.millrace.streams.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.millrace.streams.StreamException;
import io.millrace.streams.StreamException.Kind;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.IsolationLevel;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class KafkaClientSettingsTest {

  private static final String BOOTSTRAP = "bootstrap.servers";

  @Test
  void whatWouldLoseOrRepeatRowsIsOverruledAndNamed() throws Exception {
    KafkaClientSettings settings =
        settings(
            Map.of(
                "auto.offset.reset", "latest",
                "enable.auto.commit", "true",
                "allow.auto.create.topics", "true",
                "key.deserializer", "org.example.Keys",
                "value.deserializer", "org.example.Values"));

    assertThat(settings.consumerConfig())
        .containsEntry("auto.offset.reset", "none")
        .containsEntry("enable.auto.commit", "false")
        .containsEntry("allow.auto.create.topics", "false")
        .doesNotContainKeys("key.deserializer", "value.deserializer");
    assertThat(settings.overruled())
        .containsExactly(
            "allow.auto.create.topics",
            "auto.offset.reset",
            "enable.auto.commit",
            "key.deserializer",
            "value.deserializer");
  }

  @Test
  void settingThatAgreesIsNotOverruled() throws Exception {
    assertThat(settings(Map.of("enable.auto.commit", "false")).overruled()).isEmpty();
  }

  @Test
  void groupIsToleratedAndLeftOut() throws Exception {
    KafkaClientSettings settings =
        settings(
            Map.of("group.id", "druid", "group.instance.id", "a", "group.protocol", "consumer"));

    assertThat(settings.overruled())
        .containsExactly("group.id", "group.instance.id", "group.protocol");
    assertThat(settings.consumerConfig())
        .doesNotContainKeys("group.id", "group.instance.id", "group.protocol");
  }

  @Test
  void onlyCommittedRecordsAreReadUnlessTheUserSaysOtherwise() throws Exception {
    KafkaClientSettings changed = settings(Map.of("isolation.level", "read_uncommitted"));

    assertThat(settings(Map.of()).isolationLevel()).isEqualTo(IsolationLevel.READ_COMMITTED);
    assertThat(settings(Map.of()).consumerConfig())
        .containsEntry("isolation.level", "read_committed");
    assertThat(changed.isolationLevel()).isEqualTo(IsolationLevel.READ_UNCOMMITTED);
    assertThat(changed.consumerConfig()).containsEntry("isolation.level", "read_uncommitted");
    assertThat(changed.overruled()).isEmpty();
  }

  @Test
  void otherSettingsOfTheUserReachTheConsumer() throws Exception {
    assertThat(
            settings(Map.of("max.poll.records", "10000", "metadata.max.age.ms", "60000"))
                .consumerConfig())
        .containsEntry("max.poll.records", "10000")
        .containsEntry("metadata.max.age.ms", "60000");
    assertThat(settings(Map.of()).consumerConfig()).containsEntry("metadata.max.age.ms", "10000");
  }

  @Test
  void adminClientGetsWhatItUnderstandsAndShortTimeouts() throws Exception {
    Map<String, Object> config =
        settings(
                Map.of(
                    "fetch.min.bytes", "1",
                    "group.id", "druid",
                    "request.timeout.ms", "60000",
                    "security.protocol", "SSL",
                    "org.example.own", "x"))
            .withApiTimeout(Duration.ofSeconds(3))
            .adminConfig();

    assertThat(config)
        .containsEntry(BOOTSTRAP, "kafka:9092")
        .containsEntry("security.protocol", "SSL")
        .containsEntry("org.example.own", "x")
        .containsEntry("default.api.timeout.ms", "3000")
        .containsEntry("request.timeout.ms", "3000")
        .doesNotContainKeys("fetch.min.bytes", "group.id");
  }

  @Test
  void missingBootstrapServersAreToldByProperty() {
    StreamException failure =
        failure(() -> KafkaClientSettings.forTopic("events", Map.of("client.id", "c")));

    assertThat(failure.kind()).isEqualTo(Kind.CONFIGURATION);
    assertThat(failure).hasMessageContainingAll("ioConfig.consumerProperties", BOOTSTRAP);
  }

  @Test
  void unknownIsolationLevelIsTold() {
    StreamException failure = failure(() -> settings(Map.of("isolation.level", "serializable")));

    assertThat(failure.kind()).isEqualTo(Kind.CONFIGURATION);
    assertThat(failure)
        .hasMessageContainingAll("isolation.level", "serializable", "read_committed");
  }

  @Test
  void blankTopicAndBrokenPatternAreTold() {
    Map<String, String> properties = Map.of(BOOTSTRAP, "kafka:9092");

    assertThat(failure(() -> KafkaClientSettings.forTopic(" ", properties)))
        .hasMessageContaining("ioConfig.topic is blank");
    assertThat(failure(() -> KafkaClientSettings.forTopicPattern("events[", properties)))
        .hasMessageContainingAll("ioConfig.topicPattern", "events[", "regular expression");
  }

  @Test
  void textOfTheSettingsHoldsNoValues() throws Exception {
    assertThat(settings(Map.of("ssl.key.password", "hunter2")))
        .asString()
        .contains("events", "ssl.key.password")
        .doesNotContain("hunter2");
  }

  @Test
  void valuesThatMayBeSecretAreHiddenInTexts() throws Exception {
    KafkaClientSettings settings =
        settings(
            Map.of("ssl.key.password", "pw", "org.example.token", "abcdef", "client.id", "me"));

    assertThat(settings.redact("pw, abcdef and me")).isEqualTo("[hidden], [hidden] and me");
  }

  private static KafkaClientSettings settings(Map<String, String> properties)
      throws StreamException {
    Map<String, String> all = new HashMap<>(properties);
    all.put(BOOTSTRAP, "kafka:9092");
    return KafkaClientSettings.forTopic("events", all);
  }

  private static StreamException failure(ThrowingCallable call) {
    return catchThrowableOfType(StreamException.class, call);
  }
}
