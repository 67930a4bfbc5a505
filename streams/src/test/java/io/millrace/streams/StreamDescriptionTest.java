package io.millrace.streams;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class StreamDescriptionTest {

  @Test
  void identityChangesWithTheTopicsIdAndTheCluster() {
    Set<PartitionId> used = Set.of(new PartitionId("0"));
    String identity = description("c", Map.of("t", "id1")).identity(used);

    assertThat(description("c", Map.of("t", "id1")).identity(used)).isEqualTo(identity);
    assertThat(description("c", Map.of("t", "id2")).identity(used)).isNotEqualTo(identity);
    assertThat(description("d", Map.of("t", "id1")).identity(used)).isNotEqualTo(identity);
  }

  @Test
  void identityDisregardsTopicsThatAreNotRead() {
    Set<PartitionId> used = Set.of(new PartitionId("a:0"), new PartitionId("a:1"));
    String identity = description("c", Map.of("a", "id1")).identity(used);

    assertThat(description("c", Map.of("a", "id1", "b", "id2")).identity(used)).isEqualTo(identity);
  }

  @Test
  void changedTopicsAreThoseWithAnotherIdOrNone() {
    StreamDescription earlier = description("c", Map.of("a", "1", "b", "2", "d", "3"));

    assertThat(description("c", Map.of("a", "1", "b", "9", "e", "5")).changedTopics(earlier))
        .containsExactly("b", "d");
  }

  private static StreamDescription description(String cluster, Map<String, String> topics) {
    return new StreamDescription(cluster, new TreeMap<>(topics), new TreeSet<>());
  }
}
