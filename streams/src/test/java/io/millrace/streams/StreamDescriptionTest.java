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
  void positionsHoldWhileTheTopicsThatAreReadAreTheSame() {
    Set<PartitionId> used = Set.of(new PartitionId("a:0"));
    String identity =
        description("c", Map.of("a", "1", "b", "2"))
            .identity(Set.of(new PartitionId("a:0"), new PartitionId("b:0")));

    assertThat(description("c", Map.of("a", "1", "b", "2")).holdsPositionsOf(identity, used))
        .isTrue();
    assertThat(description("c", Map.of("a", "1", "b", "9")).holdsPositionsOf(identity, used))
        .as("a topic that is not read was created again")
        .isTrue();
    assertThat(description("c", Map.of("a", "1")).holdsPositionsOf(identity, used))
        .as("a topic that is not read was deleted")
        .isTrue();
    assertThat(description("c", Map.of("a", "9", "b", "2")).holdsPositionsOf(identity, used))
        .isFalse();
    assertThat(description("c", Map.of("b", "2")).holdsPositionsOf(identity, used)).isFalse();
    assertThat(description("d", Map.of("a", "1", "b", "2")).holdsPositionsOf(identity, used))
        .isFalse();
  }

  @Test
  void positionsOfOneTopicHoldWhileItIsTheSame() {
    Set<PartitionId> used = Set.of(new PartitionId("0"));

    assertThat(description("c", Map.of("t", "1")).holdsPositionsOf("c{t=1}", used)).isTrue();
    assertThat(description("c", Map.of("t", "2")).holdsPositionsOf("c{t=1}", used)).isFalse();
    assertThat(description("cc", Map.of("t", "1")).holdsPositionsOf("c{t=1}", used)).isFalse();
  }

  @Test
  void anIdentityIsPartOfOneWithMoreTopics() {
    assertThat(StreamDescription.isPartOf("c{a=1}", "c{a=1, b=2}")).isTrue();
    assertThat(StreamDescription.isPartOf("c{b=2}", "c{a=1, b=2}")).isTrue();
    assertThat(StreamDescription.isPartOf("c{a=1, b=2}", "c{a=1}")).isFalse();
    assertThat(StreamDescription.isPartOf("c{a=12}", "c{a=1, b=2}")).isFalse();
    assertThat(StreamDescription.isPartOf("d{a=1}", "c{a=1}")).isFalse();
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
