package io.millrace.streams.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.millrace.streams.PartitionId;
import io.millrace.streams.kafka.TopicSelection.MatchingTopics;
import io.millrace.streams.kafka.TopicSelection.OneTopic;
import java.util.regex.Pattern;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TopicSelectionTest {

  private static final OneTopic ONE = new OneTopic("events");
  private static final MatchingTopics MATCHING = new MatchingTopics(Pattern.compile("events.*"));

  @Test
  void partitionOfOneTopicIsCalledByItsNumber() {
    TopicPartition partition = new TopicPartition("events", 12);

    assertThat(ONE.id(partition)).isEqualTo(new PartitionId("12"));
    assertThat(ONE.partition(new PartitionId("12"))).isEqualTo(partition);
  }

  @Test
  void partitionOfMatchingTopicsIsCalledByTopicAndNumber() {
    TopicPartition partition = new TopicPartition("events-eu", 3);

    assertThat(MATCHING.id(partition)).isEqualTo(new PartitionId("events-eu:3"));
    assertThat(MATCHING.partition(new PartitionId("events-eu:3"))).isEqualTo(partition);
  }

  @Test
  void patternMustMatchTheWholeName() {
    assertThat(MATCHING.matches("events-eu")).isTrue();
    assertThat(MATCHING.matches("old-events-eu")).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"events:0", "-1", "x", "99999999999"})
  void idOfAnotherFormIsRefusedForOneTopic(String id) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ONE.partition(new PartitionId(id)))
        .withMessageContainingAll(id, "expected a partition number");
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", ":0", "events:", "events:x"})
  void idOfAnotherFormIsRefusedForMatchingTopics(String id) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> MATCHING.partition(new PartitionId(id)))
        .withMessageContainingAll(id, "expected topic:partition number");
  }
}
