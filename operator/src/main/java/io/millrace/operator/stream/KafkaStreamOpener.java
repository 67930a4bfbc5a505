package io.millrace.operator.stream;

import io.millrace.crds.v1alpha1.IoConfig;
import io.millrace.crds.v1alpha1.PropertyValue;
import io.millrace.crds.v1alpha1.SecretKeyRef;
import io.millrace.streams.StreamException;
import io.millrace.streams.StreamMetadata;
import io.millrace.streams.kafka.KafkaClientSettings;
import io.millrace.streams.kafka.KafkaStream;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens Kafka topics, with the values of {@code consumerProperties} that stand in Secrets. */
public final class KafkaStreamOpener implements StreamOpener {

  private static final Logger LOG = LoggerFactory.getLogger(KafkaStreamOpener.class);

  private final Secrets secrets;
  private final Duration timeout;
  private final Set<String> told = ConcurrentHashMap.newKeySet();

  public KafkaStreamOpener(Secrets secrets, Duration timeout) {
    this.secrets = secrets;
    this.timeout = timeout;
  }

  @Override
  public StreamMetadata open(String namespace, IoConfig io) throws StreamException {
    Map<String, String> properties = new TreeMap<>();
    for (Map.Entry<String, PropertyValue> property : io.consumerProperties().entrySet()) {
      properties.put(property.getKey(), value(namespace, property.getKey(), property.getValue()));
    }
    KafkaClientSettings settings = settings(io, properties);
    tellOnce(namespace, io, settings.overruled());
    return KafkaStream.metadata(settings.withApiTimeout(timeout));
  }

  private static KafkaClientSettings settings(IoConfig io, Map<String, String> properties)
      throws StreamException {
    String topic = io.topic();
    String pattern = io.topicPattern();
    return topic == null && pattern != null
        ? KafkaClientSettings.forTopicPattern(pattern, properties)
        : KafkaClientSettings.forTopic(topic == null ? "" : topic, properties);
  }

  /** A stream that fails is opened again and again; what is overruled is said once. */
  private void tellOnce(String namespace, IoConfig io, SortedSet<String> overruled) {
    String topic = String.valueOf(io.topic() == null ? io.topicPattern() : io.topic());
    if (!overruled.isEmpty() && told.add(namespace + "/" + topic + overruled)) {
      LOG.atWarn()
          .addKeyValue("namespace", namespace)
          .addKeyValue("topic", topic)
          .addKeyValue("consumerProperties", overruled)
          .log("Some consumerProperties are overruled or left out, to read exactly once");
    }
  }

  private String value(String namespace, String property, PropertyValue value)
      throws StreamException {
    return switch (value) {
      case PropertyValue.Literal literal -> literal.text();
      case PropertyValue.FromSecret secret -> secret(namespace, property, secret.secretKeyRef());
      case PropertyValue.Malformed ignored ->
          throw configuration(
              property, "is neither a value nor a secretKeyRef; expected one of them");
    };
  }

  private String secret(String namespace, String property, SecretKeyRef reference)
      throws StreamException {
    try {
      return secrets
          .value(namespace, reference)
          .orElseThrow(
              () ->
                  configuration(
                      property,
                      "refers to key %s of Secret %s/%s, which is not there; create it"
                          .formatted(reference.key(), namespace, reference.name())));
    } catch (SecretUnreadableException e) {
      throw new StreamException(
          StreamException.Kind.OTHER,
          "ioConfig.consumerProperties.%s: %s".formatted(property, e.getMessage()),
          e);
    }
  }

  private static StreamException configuration(String property, String message) {
    return new StreamException(
        StreamException.Kind.CONFIGURATION,
        "ioConfig.consumerProperties.%s %s".formatted(property, message),
        null);
  }
}
