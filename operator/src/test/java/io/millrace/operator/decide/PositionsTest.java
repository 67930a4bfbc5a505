package io.millrace.operator.decide;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.streams.PartitionId;
import io.millrace.streams.Position;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.BiPredicate;
import org.junit.jupiter.api.Test;

class PositionsTest {

  private static final int ROUNDS = 2_000;

  private final Random random = new Random(20);

  @Test
  void isBeforeWhereAnyPartitionIsThatBothName() {
    Positions these = Positions.of(Map.of("0", "5", "10", "7", "2", "9"));

    assertThat(these.anyBefore(Positions.of(Map.of("10", "8")))).isTrue();
    assertThat(these.anyBefore(Positions.of(Map.of("10", "7", "1", "99", "11", "99")))).isFalse();
    assertThat(these.anyBefore(Positions.NONE)).isFalse();
    assertThat(Positions.NONE.anyBefore(these)).isFalse();
  }

  @Test
  void comparesAllWithWhatTheOtherHas() {
    Positions these = Positions.of(Map.of("a:2", "5", "a:10", "7"));

    assertThat(these.atOrAfter(Positions.of(Map.of("a:2", "5", "a:10", "6", "b:0", "99"))))
        .isTrue();
    assertThat(these.atOrAfter(Positions.of(Map.of("a:2", "5")))).isFalse();
    assertThat(these.isNamedBy(Positions.of(Map.of("a:2", "0", "a:3", "0", "a:10", "0")))).isTrue();
    assertThat(these.isNamedBy(Positions.of(Map.of("a:2", "0", "a:3", "0")))).isFalse();
    assertThat(Positions.NONE.isNamedBy(Positions.NONE)).isTrue();
  }

  @Test
  void answersAsALookUpOfEachPartitionWould() {
    for (int round = 0; round < ROUNDS; round++) {
      Positions these = some(random.nextInt(6));
      // as many, and far more: they are looked up in another way
      Positions others = some(random.nextBoolean() ? random.nextInt(6) : 100);

      assertThat(these.isNamedBy(others))
          .isEqualTo(others.partitions().containsAll(these.partitions()));
      assertThat(these.anyBefore(others))
          .as("%s before %s", these, others)
          .isEqualTo(
              these.partitions().stream()
                  .filter(others::has)
                  .anyMatch(each -> these.at(each).compareTo(others.at(each)) < 0));
      assertAll(these, others, these.equalWithin(others), (mine, theirs) -> mine.equals(theirs));
      assertAll(
          these, others, these.atOrAfter(others), (mine, theirs) -> mine.compareTo(theirs) >= 0);
      assertAll(
          these, others, these.atOrBefore(others), (mine, theirs) -> mine.compareTo(theirs) <= 0);
      assertAll(these, others, these.after(others), (mine, theirs) -> mine.compareTo(theirs) > 0);
    }
  }

  @Test
  void withoutNothingIsTheSame() {
    Positions these = some(3);

    assertThat(these.without(List.of())).isSameAs(these);
    assertThat(these.without(these.partitions())).isEqualTo(Positions.NONE);
  }

  private static void assertAll(
      Positions these, Positions others, boolean found, BiPredicate<Position, Position> holds) {
    assertThat(found)
        .as("%s and %s", these, others)
        .isEqualTo(
            these.partitions().stream()
                .allMatch(each -> others.has(each) && holds.test(these.at(each), others.at(each))));
  }

  /** Of partitions among the first hundred or so, with positions that are often the same. */
  private Positions some(int many) {
    TreeMap<PartitionId, Position> positions = new TreeMap<>();
    int from = random.nextInt(12);
    for (int i = 0; i < many; i++) {
      int partition = many > 10 ? i : from + random.nextInt(8);
      positions.put(new PartitionId(String.valueOf(partition)), Position.of(9 + random.nextInt(3)));
    }
    return new Positions(positions);
  }
}
