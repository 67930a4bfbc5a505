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
import java.util.TreeMap;

/** Opens Kafka topics, with the values of {@code consumerProperties} that stand in Secrets. */
public final class KafkaStreamOpener implements StreamOpener {

  private final Secrets secrets;
  private final Duration timeout;

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
    return KafkaStream.metadata(
        KafkaClientSettings.forTopic(String.valueOf(io.topic()), properties)
            .withApiTimeout(timeout));
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
