package io.millrace.streams.kafka;

import io.millrace.streams.StreamException;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.IsolationLevel;

/**
 * Which topics to read, and how to connect: the user's {@code ioConfig.consumerProperties} made
 * safe for exactly-once reading. Immutable. {@link #toString} holds names of properties only, since
 * a value may be a secret.
 *
 * <p>Overruled, whatever the user says, because rows would be lost or read twice otherwise: {@code
 * auto.offset.reset=none}, {@code enable.auto.commit=false}, {@code allow.auto.create.topics=false}
 * and the deserialisers. Left out, because partitions are assigned and never shared out by a
 * consumer group: {@code group.*}. Defaults that the user may change: {@code
 * isolation.level=read_committed}, {@code metadata.max.age.ms=10000}.
 */
public final class KafkaClientSettings {

  /** How long one question to the brokers may take, unless said otherwise. */
  public static final Duration DEFAULT_API_TIMEOUT = Duration.ofSeconds(10);

  static final String PROPERTIES = "ioConfig.consumerProperties";

  private final TopicSelection topics;
  private final ClientProperties properties;
  private final Duration apiTimeout;

  private KafkaClientSettings(
      TopicSelection topics, ClientProperties properties, Duration apiTimeout) {
    this.topics = topics;
    this.properties = properties;
    this.apiTimeout = apiTimeout;
  }

  /**
   * Reads one topic.
   *
   * @param topic {@code ioConfig.topic}
   * @param consumerProperties {@code ioConfig.consumerProperties}, secrets resolved
   * @throws StreamException of kind {@code CONFIGURATION}
   */
  public static KafkaClientSettings forTopic(String topic, Map<String, String> consumerProperties)
      throws StreamException {
    if (topic.isBlank()) {
      throw invalid("ioConfig.topic is blank; expected the name of a Kafka topic");
    }
    return validated(new TopicSelection.OneTopic(topic), consumerProperties);
  }

  /**
   * Reads all topics whose whole name matches a pattern, those that appear later too.
   *
   * @param topicPattern {@code ioConfig.topicPattern}, a {@link Pattern}
   * @param consumerProperties {@code ioConfig.consumerProperties}, secrets resolved
   * @throws StreamException of kind {@code CONFIGURATION}
   */
  public static KafkaClientSettings forTopicPattern(
      String topicPattern, Map<String, String> consumerProperties) throws StreamException {
    try {
      return validated(
          new TopicSelection.MatchingTopics(Pattern.compile(topicPattern)), consumerProperties);
    } catch (PatternSyntaxException e) {
      throw invalid(
          "ioConfig.topicPattern '%s' is not a regular expression: %s; expected one that matches whole topic names"
              .formatted(topicPattern, e.getDescription()));
    }
  }

  /** The same with another limit on how long one question to the brokers may take. */
  public KafkaClientSettings withApiTimeout(Duration timeout) {
    return new KafkaClientSettings(topics, properties, timeout);
  }

  /** Names of the user's properties that are overruled or left out. */
  public SortedSet<String> overruled() {
    return new TreeSet<>(properties.overruled());
  }

  @Override
  public String toString() {
    return "KafkaClientSettings[%s, properties=%s]"
        .formatted(topics.described(), new TreeSet<>(properties.user().keySet()));
  }

  TopicSelection topics() {
    return topics;
  }

  Duration apiTimeout() {
    return apiTimeout;
  }

  String bootstrapServers() {
    return properties.bootstrapServers();
  }

  IsolationLevel isolationLevel() {
    return IsolationLevel.valueOf(properties.isolationLevel().toUpperCase(Locale.ROOT));
  }

  Map<String, Object> consumerConfig() {
    return properties.forConsumer();
  }

  Map<String, Object> rehearsalConfig() {
    return properties.forRehearsal();
  }

  Map<String, Object> adminConfig() {
    return properties.forAdmin(apiTimeout);
  }

  /** {@code text} without anything that may be a secret of the user's. */
  String redact(String text) {
    return properties.redact(text);
  }

  private static KafkaClientSettings validated(
      TopicSelection topics, Map<String, String> consumerProperties) throws StreamException {
    ClientProperties properties = new ClientProperties(consumerProperties);
    if (properties.bootstrapServers().isBlank()) {
      throw invalid(
          "%s has no %s; expected the brokers' addresses as host:port, separated by commas"
              .formatted(PROPERTIES, ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG));
    }
    if (!ClientProperties.ISOLATION_LEVELS.contains(properties.isolationLevel())) {
      throw invalid(
          "%s has %s '%s'; expected one of %s"
              .formatted(
                  PROPERTIES,
                  ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                  properties.isolationLevel(),
                  ClientProperties.ISOLATION_LEVELS));
    }
    return new KafkaClientSettings(topics, properties, DEFAULT_API_TIMEOUT);
  }

  private static StreamException invalid(String message) {
    return new StreamException(StreamException.Kind.CONFIGURATION, message, null);
  }
}
