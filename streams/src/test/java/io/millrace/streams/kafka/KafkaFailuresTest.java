package io.millrace.streams.kafka;

import static io.millrace.streams.testing.SharedKafkaBroker.PASSWORD;
import static io.millrace.streams.testing.SharedKafkaBroker.USER;
import static io.millrace.streams.testing.SharedKafkaBroker.USER_WITHOUT_RIGHTS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.millrace.streams.StreamException;
import io.millrace.streams.StreamException.Kind;
import io.millrace.streams.StreamMetadata;
import io.millrace.streams.StreamReader;
import io.millrace.streams.testing.SharedKafkaBroker;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Each kind of trouble, as a real broker or its absence makes it. */
class KafkaFailuresTest {

  private static final Duration SHORT = Duration.ofSeconds(2);

  private final String topic = SharedKafkaBroker.newTopic(1);

  @Test
  void goodCredentialsAreAccepted() throws Exception {
    try (StreamReader reader = KafkaStream.reader(KafkaClientSettings.forTopic(topic, as(USER)))) {
      assertThat(reader.connect().topics()).containsOnlyKeys(topic);
    }
  }

  @Test
  void unknownTopicIsTold() {
    StreamException failure = failure("no-such-topic", SharedKafkaBroker.get().clientProperties());

    assertThat(failure.kind()).isEqualTo(Kind.UNKNOWN_STREAM);
    assertThat(failure).hasMessageContainingAll("no-such-topic", "create the topic");
  }

  @Test
  void topicNameThatKafkaDoesNotAllowIsAMistakeInTheSpec() {
    StreamException failure = failure("a b", SharedKafkaBroker.get().clientProperties());

    assertThat(failure.kind()).isEqualTo(Kind.CONFIGURATION);
    assertThat(failure).hasMessageContainingAll("'a b'", "letters, digits");
  }

  @Test
  void wrongPasswordIsToldAndNotRepeated() {
    StreamException failure =
        failure(topic, SharedKafkaBroker.get().clientProperties(USER, "wr0ng-pw"));

    assertThat(failure.kind()).isEqualTo(Kind.AUTHENTICATION);
    assertThat(failure).hasMessageContainingAll("sasl.*", "ioConfig.consumerProperties");
    assertThat(stackTrace(failure)).doesNotContain("wr0ng-pw");
  }

  @Test
  void mechanismThatTheBrokerDoesNotOfferIsAFailedAuthentication() {
    Map<String, String> properties = as(USER);
    properties.put("sasl.mechanism", "SCRAM-SHA-512");
    properties.put(
        "sasl.jaas.config",
        "org.apache.kafka.common.security.scram.ScramLoginModule required username=\"a\" password=\"b\";");

    StreamException failure = failure(topic, properties);

    assertThat(failure.kind()).isEqualTo(Kind.AUTHENTICATION);
    assertThat(failure).hasMessageContaining("SCRAM-SHA-512");
  }

  @Test
  void missingRightsAreToldApartFromFailedAuthentication() {
    StreamException failure = failure(topic, as(USER_WITHOUT_RIGHTS));

    assertThat(failure.kind()).isEqualTo(Kind.AUTHORIZATION);
    assertThat(failure).hasMessageContainingAll(topic, "DESCRIBE", "READ");
  }

  @Test
  void portOnWhichNothingListensIsUnreachable() throws Exception {
    int port;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }

    StreamException failure =
        failure(topic, Map.of("bootstrap.servers", "127.0.0.1:" + port), SHORT);

    assertThat(failure.kind()).isEqualTo(Kind.UNREACHABLE);
    assertThat(failure)
        .hasMessageContainingAll("127.0.0.1:" + port, "2000 ms", "security.protocol");
  }

  @Test
  void plaintextClientOnASaslPortDoesNotTakeItForAnUnknownTopic() {
    Map<String, String> properties =
        Map.of("bootstrap.servers", value(as(USER), "bootstrap.servers"));

    assertThat(failure(topic, properties, SHORT).kind()).isEqualTo(Kind.UNREACHABLE);
  }

  @Test
  void hostThatDoesNotResolveIsUnreachable() {
    StreamException failure =
        failure(topic, Map.of("bootstrap.servers", "no-such-host.invalid:9092"));

    assertThat(failure.kind()).isEqualTo(Kind.UNREACHABLE);
    assertThat(failure).hasMessageContaining("no-such-host.invalid");
  }

  @Test
  void malformedLoginConfigurationIsToldWithoutQuotingIt() {
    Map<String, String> properties = as(USER);
    properties.put("sasl.jaas.config", "org.example.Module required password=my secret phrase");

    StreamException failure = failure(topic, properties);

    assertThat(failure.kind()).isEqualTo(Kind.CONFIGURATION);
    assertThat(failure).hasMessageContaining("sasl.jaas.config");
    assertThat(stackTrace(failure)).doesNotContain("secret", "phrase");
  }

  @Test
  void missingTrustStoreIsAMistakeInTheSpec() {
    StreamException failure =
        failure(
            topic,
            Map.of(
                "bootstrap.servers", "127.0.0.1:1",
                "security.protocol", "SSL",
                "ssl.truststore.location", "/no/such/store.p12",
                "ssl.truststore.password", "hunter2"));

    assertThat(failure.kind()).isEqualTo(Kind.CONFIGURATION);
    assertThat(failure).hasMessageContaining("/no/such/store.p12");
    assertThat(stackTrace(failure)).doesNotContain("hunter2");
  }

  @Test
  void settingThatOnlyTheConsumerRefusesIsNamed() {
    Map<String, String> properties = new HashMap<>(SharedKafkaBroker.get().clientProperties());
    properties.put("max.poll.records", "many");

    StreamException failure =
        catchThrowableOfType(
            StreamException.class,
            () -> KafkaStream.reader(KafkaClientSettings.forTopic(topic, properties)));

    assertThat(failure.kind()).isEqualTo(Kind.CONFIGURATION);
    assertThat(failure).hasMessageContainingAll("ioConfig.consumerProperties", "max.poll.records");
  }

  private static StreamException failure(String name, Map<String, String> properties) {
    return failure(name, properties, KafkaClientSettings.DEFAULT_API_TIMEOUT);
  }

  /** What asking fails with, after checking that reading fails in the same way. */
  private static StreamException failure(
      String name, Map<String, String> properties, Duration timeout) {
    StreamException asking =
        catchThrowableOfType(
            StreamException.class,
            () -> {
              try (StreamMetadata metadata =
                  KafkaStream.metadata(settings(name, properties, timeout))) {
                metadata.describe();
              }
            });
    StreamException reading =
        catchThrowableOfType(
            StreamException.class,
            () -> {
              try (StreamReader reader = KafkaStream.reader(settings(name, properties, timeout))) {
                reader.connect();
              }
            });
    assertThat(reading.kind()).isEqualTo(asking.kind());
    assertThat(reading).hasMessage(asking.getMessage());
    return asking;
  }

  private static KafkaClientSettings settings(
      String name, Map<String, String> properties, Duration timeout) throws StreamException {
    return KafkaClientSettings.forTopic(name, properties).withApiTimeout(timeout);
  }

  private static Map<String, String> as(String user) {
    return new HashMap<>(SharedKafkaBroker.get().clientProperties(user, PASSWORD.formatted(user)));
  }

  private static String value(Map<String, String> properties, String name) {
    return properties.getOrDefault(name, "");
  }

  private static String stackTrace(Throwable failure) {
    StringWriter text = new StringWriter();
    failure.printStackTrace(new PrintWriter(text));
    return text.toString();
  }
}
