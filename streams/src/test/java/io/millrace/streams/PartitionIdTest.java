package io.millrace.streams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.math.BigInteger;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class PartitionIdTest {

  @Test
  void numbersAreOrderedAsNumbers() {
    assertThat(sorted("10", "9", "100", "0")).containsExactly("0", "9", "10", "100");
  }

  @Test
  void partitionsOfTopicsAreOrderedByTopicAndThenByNumber() {
    assertThat(sorted("b:1", "a:10", "a:9", "b:0")).containsExactly("a:9", "a:10", "b:0", "b:1");
  }

  @Test
  void shardsAreOrderedByTheirNumber() {
    assertThat(sorted("shardId-000000000012", "shardId-000000000002"))
        .containsExactly("shardId-000000000002", "shardId-000000000012");
  }

  @Test
  void orderIsConsistentWithEquals() {
    assertThat(new PartitionId("t:01")).isNotEqualByComparingTo(new PartitionId("t:1"));
    assertThat(sorted("t:1", "t:01", "t")).hasSize(3);
  }

  @Test
  void orderIsThatOfNameNumberAndText() {
    List<String> texts =
        List.of(
            "0",
            "00",
            "1",
            "01",
            "9",
            "10",
            "a",
            "a0",
            "a:0",
            "a:00",
            "a:9",
            "a:10",
            "b:0",
            "shardId-000000000002",
            "shardId-12",
            "99999999999999999999",
            "100000000000000000000");
    for (String one : texts) {
      for (String other : texts) {
        int expected =
            Comparator.comparing(PartitionIdTest::name)
                .thenComparing(PartitionIdTest::number)
                .thenComparing(Comparator.naturalOrder())
                .compare(one, other);
        assertThat(Integer.signum(new PartitionId(one).compareTo(new PartitionId(other))))
            .as("%s and %s", one, other)
            .isEqualTo(Integer.signum(expected));
      }
    }
  }

  @Test
  void textIsTheId() {
    assertThat(new PartitionId("wikipedia:7")).hasToString("wikipedia:7");
  }

  @Test
  void isEqualWhereItsTextIs() {
    assertThat(new PartitionId("t:1"))
        .isEqualTo(new PartitionId("t:1"))
        .hasSameHashCodeAs(new PartitionId("t:1"))
        .isNotEqualTo(new PartitionId("t:01"))
        .isNotEqualTo("t:1");
  }

  @Test
  void emptyIdIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new PartitionId(""))
        .withMessageContaining("partition id is empty");
  }

  private static Stream<String> sorted(String... ids) {
    return new TreeSet<>(Stream.of(ids).map(PartitionId::new).toList())
        .stream().map(PartitionId::value);
  }

  private static String name(String id) {
    return id.replaceFirst("\\d*$", "");
  }

  private static BigInteger number(String id) {
    String digits = id.substring(name(id).length());
    return digits.isEmpty() ? BigInteger.ZERO : new BigInteger(digits);
  }
}
