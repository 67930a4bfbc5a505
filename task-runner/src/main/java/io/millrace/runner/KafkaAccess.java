package io.millrace.runner;

import io.millrace.crds.v1alpha1.IoConfig;
import io.millrace.crds.v1alpha1.PropertyValue;
import io.millrace.protocol.SecretVariables;
import io.millrace.runner.loop.StreamAccess;
import io.millrace.streams.StreamException;
import io.millrace.streams.StreamMetadata;
import io.millrace.streams.StreamReader;
import io.millrace.streams.kafka.KafkaClientSettings;
import io.millrace.streams.kafka.KafkaStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The Kafka topics of a specification. */
record KafkaAccess(KafkaClientSettings settings) implements StreamAccess {

  /**
   * @param environment holds the values that the specification takes from Secrets
   * @throws ConfigurationException with all that is wrong
   */
  static KafkaAccess of(IoConfig ioConfig, Map<String, String> environment)
      throws ConfigurationException {
    Map<String, String> properties = properties(ioConfig, environment);
    String topic = ioConfig.topic();
    String pattern = ioConfig.topicPattern();
    try {
      if (topic != null) {
        return new KafkaAccess(KafkaClientSettings.forTopic(topic, properties));
      }
      if (pattern != null) {
        return new KafkaAccess(KafkaClientSettings.forTopicPattern(pattern, properties));
      }
    } catch (StreamException e) {
      throw new ConfigurationException(List.of(String.valueOf(e.getMessage())));
    }
    throw new ConfigurationException(
        List.of("ioConfig has neither topic nor topicPattern; expected one of them"));
  }

  @Override
  public StreamReader reader() throws StreamException {
    return KafkaStream.reader(settings);
  }

  @Override
  public StreamMetadata metadata() throws StreamException {
    return KafkaStream.metadata(settings);
  }

  private static Map<String, String> properties(IoConfig ioConfig, Map<String, String> environment)
      throws ConfigurationException {
    Map<String, String> properties = new TreeMap<>();
    List<String> problems = new ArrayList<>();
    ioConfig
        .consumerProperties()
        .forEach(
            (name, value) -> {
              switch (value) {
                case PropertyValue.Literal literal -> properties.put(name, literal.text());
                case PropertyValue.FromSecret secret -> {
                  String resolved = environment.get(SecretVariables.consumerProperty(name));
                  if (resolved == null) {
                    problems.add(
                        "ioConfig.consumerProperties['%s'] is key %s of Secret %s, and variable %s, which should hold it, is not set"
                            .formatted(
                                name,
                                secret.secretKeyRef().key(),
                                secret.secretKeyRef().name(),
                                SecretVariables.consumerProperty(name)));
                  } else {
                    properties.put(name, resolved);
                  }
                }
                case PropertyValue.Malformed malformed ->
                    problems.add(
                        "ioConfig.consumerProperties['%s'] is %s; expected a string, number, boolean or {secretKeyRef: {name, key}}"
                            .formatted(name, malformed.json().getNodeType()));
              }
            });
    if (!problems.isEmpty()) {
      throw new ConfigurationException(problems);
    }
    return properties;
  }
}
