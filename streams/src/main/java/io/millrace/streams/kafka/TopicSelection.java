package io.millrace.streams.kafka;

import io.millrace.streams.PartitionId;
import java.util.regex.Pattern;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** Which topics a stream is made of, and with that how its partitions are called. */
sealed interface TopicSelection {

  PartitionId id(TopicPartition partition);

  /**
   * The other way round.
   *
   * @throws IllegalArgumentException when {@code id} is not one that {@link #id} makes
   */
  TopicPartition partition(PartitionId id);

  /** As users write it. */
  String described();

  /**
   * {@code ioConfig.topic}: partitions are called by their number.
   *
   * @param name the topic
   */
  record OneTopic(String name) implements TopicSelection {

    @Override
    public PartitionId id(TopicPartition partition) {
      return new PartitionId(Integer.toString(partition.partition()));
    }

    @Override
    public TopicPartition partition(PartitionId id) {
      return new TopicPartition(name, number(id.value(), id, this));
    }

    @Override
    public String described() {
      return "topic '" + name + "'";
    }
  }

  /**
   * {@code ioConfig.topicPattern}: partitions are called {@code topic:number}.
   *
   * @param pattern what a topic's whole name must match
   */
  record MatchingTopics(Pattern pattern) implements TopicSelection {

    boolean matches(String topic) {
      return pattern.matcher(topic).matches();
    }

    @Override
    public PartitionId id(TopicPartition partition) {
      return new PartitionId(partition.topic() + ":" + partition.partition());
    }

    @Override
    public TopicPartition partition(PartitionId id) {
      int colon = id.value().lastIndexOf(':');
      if (colon < 1) {
        throw notAPartition(id, this, null);
      }
      return new TopicPartition(
          id.value().substring(0, colon), number(id.value().substring(colon + 1), id, this));
    }

    @Override
    public String described() {
      return "topics matching '" + pattern + "'";
    }
  }

  private static int number(String digits, PartitionId id, TopicSelection topics) {
    try {
      return Integer.parseUnsignedInt(digits);
    } catch (NumberFormatException e) {
      throw notAPartition(id, topics, e);
    }
  }

  private static IllegalArgumentException notAPartition(
      PartitionId id, TopicSelection topics, @Nullable Throwable cause) {
    String expected =
        switch (topics) {
          case OneTopic one -> "a partition number";
          case MatchingTopics matching -> "topic:partition number";
        };
    return new IllegalArgumentException(
        "'%s' is not a partition of %s; expected %s".formatted(id, topics.described(), expected),
        cause);
  }
}
