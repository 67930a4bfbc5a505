package io.millrace.streams.kafka;

import io.millrace.streams.StreamException;
import io.millrace.streams.StreamException.Kind;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Objects;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.UnknownTopicIdException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;

/** Says what a failure of Kafka's clients means to the user. */
final class KafkaFailures {

  private final KafkaClientSettings settings;

  KafkaFailures(KafkaClientSettings settings) {
    this.settings = settings;
  }

  /**
   * A failure of a client's constructor. The cause is not kept: its text may repeat a property's
   * value.
   */
  StreamException whileCreatingClient(KafkaException failure) {
    Throwable root = rootOf(failure);
    if (root instanceof ConfigException && noBootstrapHostResolves()) {
      return new StreamException(
          Kind.UNREACHABLE,
          "no host of bootstrap.servers '%s' in %s resolves; check the names, and DNS where this process runs"
              .formatted(settings.bootstrapServers(), KafkaClientSettings.PROPERTIES),
          null);
    }
    return new StreamException(
        Kind.CONFIGURATION,
        "Kafka's client refuses %s: %s; correct that property"
            .formatted(KafkaClientSettings.PROPERTIES, withoutSecrets(root)),
        null);
  }

  /**
   * A failure of a call.
   *
   * @param doing what was tried, to follow the word "while"
   */
  StreamException during(String doing, Throwable failure) {
    return switch (failure) {
      case TimeoutException e -> unreachable(doing, e);
      case UnknownTopicOrPartitionException e -> unknownStream(e);
      case UnknownTopicIdException e -> unknownStream(e);
      case InvalidTopicException e ->
          new StreamException(
              Kind.CONFIGURATION,
              "%s: not a valid name; expected letters, digits, '.', '_' and '-', at most 249 characters"
                  .formatted(settings.topics().described()),
              e);
      case AuthenticationException e ->
          new StreamException(
              Kind.AUTHENTICATION,
              "Kafka at %s refused to authenticate while %s: %s; check security.protocol and the sasl.* and ssl.* properties in %s"
                  .formatted(
                      settings.bootstrapServers(), doing, text(e), KafkaClientSettings.PROPERTIES),
              e);
      case AuthorizationException e ->
          new StreamException(
              Kind.AUTHORIZATION,
              "Kafka at %s does not allow %s, %s: %s; grant DESCRIBE and READ on the topic to this user, and check that the topic exists (Kafka answers the same when it does not)"
                  .formatted(
                      settings.bootstrapServers(), doing, settings.topics().described(), text(e)),
              e);
      case ConfigException e ->
          new StreamException(
              Kind.CONFIGURATION,
              "Kafka's client refuses %s: %s; correct that property"
                  .formatted(KafkaClientSettings.PROPERTIES, text(e)),
              null);
      default ->
          new StreamException(
              Kind.OTHER,
              "Kafka at %s failed while %s: %s"
                  .formatted(settings.bootstrapServers(), doing, text(failure)),
              failure);
    };
  }

  StreamException unknownStream(@Nullable Throwable cause) {
    String advice =
        switch (settings.topics()) {
          case TopicSelection.OneTopic one -> "create the topic, or correct ioConfig";
          case TopicSelection.MatchingTopics matching ->
              "create one, correct ioConfig.topicPattern, which has to match whole names, or grant"
                  + " DESCRIBE to this user, who is not shown others";
        };
    return new StreamException(
        Kind.UNKNOWN_STREAM,
        "%s: not found on Kafka at %s; %s"
            .formatted(settings.topics().described(), settings.bootstrapServers(), advice),
        cause);
  }

  private StreamException unreachable(String doing, TimeoutException cause) {
    return new StreamException(
        Kind.UNREACHABLE,
        "no answer from Kafka at %s within %d ms while %s; check that the brokers run and can be reached from here, that bootstrap.servers is right, and that security.protocol is the one of that port"
            .formatted(settings.bootstrapServers(), settings.apiTimeout().toMillis(), doing),
        cause);
  }

  private boolean noBootstrapHostResolves() {
    return Arrays.stream(settings.bootstrapServers().split(",", -1))
        .map(String::strip)
        .filter(address -> address.lastIndexOf(':') > 0)
        .map(address -> address.substring(0, address.lastIndexOf(':')))
        .noneMatch(KafkaFailures::resolves);
  }

  private static boolean resolves(String host) {
    try {
      return InetAddress.getAllByName(host).length > 0;
    } catch (UnknownHostException e) {
      return false;
    }
  }

  /** The text of a parser of login configurations quotes fragments of it: it is left out. */
  private String withoutSecrets(Throwable root) {
    return switch (root) {
      case KafkaException e -> text(e);
      case IOException e -> text(e);
      case IllegalArgumentException e -> "sasl.jaas.config cannot be parsed";
      default -> root.getClass().getSimpleName();
    };
  }

  private String text(Throwable failure) {
    return settings.redact(
        Objects.requireNonNullElse(failure.getMessage(), failure.getClass().getSimpleName()));
  }

  private static Throwable rootOf(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root;
  }
}
