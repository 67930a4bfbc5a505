package io.millrace.operator.autoscale;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.operator.autoscale.AutoscalerStrategy.Proposal;
import io.millrace.operator.autoscale.AutoscalerStrategy.Question;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** The arithmetic of Druid's {@code lagBased}, with its default thresholds and steps. */
class LagBasedStrategyTest {

  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final long HIGH = 6_000_000;
  private static final long LOW = 1_000_000;
  private static final LagBasedStrategy DEFAULTS = new LagBasedStrategy(HIGH, 0.3, 2, LOW, 0.9, 1);

  @Test
  void sevenOf21SamplesAtTheThresholdAskForMoreAndSixDoNot() {
    assertThat(asked(1, samples(7, HIGH, 14, HIGH - 1))).isEqualTo(3);
    assertThat(asked(1, samples(6, HIGH, 15, HIGH - 1))).isEqualTo(1);
  }

  @Test
  void nineteenOf21SamplesAtTheThresholdAskForFewerAnd18DoNot() {
    assertThat(asked(5, samples(19, LOW, 2, LOW + 1))).isEqualTo(4);
    assertThat(asked(5, samples(18, LOW, 3, LOW + 1))).isEqualTo(5);
  }

  @Test
  void fromOneTaskGroupToNineTakesFourChanges() {
    List<Integer> counts = new ArrayList<>(List.of(1));
    while (counts.getLast() < 9) {
      counts.add(asked(counts.getLast(), samples(21, HIGH, 0, 0)));
    }

    assertThat(counts).containsExactly(1, 3, 5, 7, 9);
  }

  @Test
  void moreWinsWhenSamplesAskForBoth() {
    LagBasedStrategy overlapping = new LagBasedStrategy(10, 0.5, 1, 100, 0.5, 1);

    assertThat(overlapping.propose(question(4, 1, 9, 9, samples(4, 50, 0, 0))).taskCount())
        .isEqualTo(5);
  }

  @Test
  void stepsEndAtTheBounds() {
    assertThat(asked(8, samples(21, HIGH, 0, 0))).isEqualTo(9);
    assertThat(
            new LagBasedStrategy(HIGH, 0.3, 2, LOW, 0.9, 4)
                .propose(question(4, 2, 9, 20, samples(21, 0, 0, 0)))
                .taskCount())
        .isEqualTo(2);
  }

  @Test
  void countAtABoundIsKeptAndSaysSo() {
    Proposal most = DEFAULTS.propose(question(9, 1, 9, 20, samples(21, HIGH, 0, 0)));
    Proposal least = DEFAULTS.propose(question(1, 1, 9, 20, samples(21, 0, 0, 0)));

    assertThat(most.taskCount()).isEqualTo(9);
    assertThat(most.hold()).isEqualTo(Hold.AT_MAXIMUM);
    assertThat(least.taskCount()).isEqualTo(1);
    assertThat(least.hold()).isEqualTo(Hold.AT_MINIMUM);
  }

  @Test
  void thereAreNoMoreTaskGroupsThanPartitions() {
    assertThat(DEFAULTS.propose(question(2, 1, 9, 3, samples(21, HIGH, 0, 0))).taskCount())
        .isEqualTo(3);
    assertThat(DEFAULTS.propose(question(3, 1, 9, 3, samples(21, HIGH, 0, 0))).hold())
        .isEqualTo(Hold.AT_MAXIMUM);
  }

  @Test
  void countAboveThePartitionsIsNeverLeftForOneBelowTheMinimum() {
    Proposal proposal = DEFAULTS.propose(question(5, 4, 9, 2, samples(21, 0, 0, 0)));

    assertThat(proposal.taskCount()).isEqualTo(5);
    assertThat(proposal.hold()).isEqualTo(Hold.AT_MINIMUM);
  }

  @Test
  void case23WithoutSamplesNothingIsAskedFor() {
    assertThat(asked(4, List.of())).isEqualTo(4);
  }

  @Test
  void sharesAreOfTheSamplesThatThereAre() {
    assertThat(asked(1, samples(1, HIGH, 2, 0))).isEqualTo(3);
    assertThat(asked(4, samples(2, LOW, 0, 0))).isEqualTo(3);
  }

  @Test
  void reasonHasTheNumbersThatLedToIt() {
    assertThat(DEFAULTS.propose(question(1, 1, 9, 20, samples(7, HIGH, 14, 5))).reason())
        .isEqualTo(
            "7 of 21 measurements of lag are at 6000000 or more (0.3 of them are enough), 14 at 1000000 or less (0.9 are enough)");
  }

  private static int asked(int taskCount, List<LagSample> samples) {
    return DEFAULTS.propose(question(taskCount, 1, 9, 20, samples)).taskCount();
  }

  private static Question question(
      int taskCount, int least, int most, int partitions, List<LagSample> samples) {
    return new Question(NOW, taskCount, least, most, partitions, samples, null);
  }

  private static List<LagSample> samples(int some, long lag, int others, long otherLag) {
    return LongStream.concat(
            IntStream.range(0, some).mapToLong(number -> lag),
            IntStream.range(0, others).mapToLong(number -> otherLag))
        .mapToObj(each -> new LagSample(NOW, each))
        .toList();
  }
}
