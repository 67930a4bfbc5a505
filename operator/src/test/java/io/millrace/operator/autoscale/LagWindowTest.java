package io.millrace.operator.autoscale;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class LagWindowTest {

  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final Duration HALF_A_MINUTE = Duration.ofSeconds(30);
  private static final Duration TEN_MINUTES = Duration.ofMinutes(10);

  @Test
  void byDefaultItHolds21Samples() {
    assertThat(filled(window(HALF_A_MINUTE, TEN_MINUTES, HALF_A_MINUTE))).hasSize(21);
  }

  @Test
  void windowOfAnyRangeIsBoundedByTakingSamplesLessOften() {
    LagWindow day = window(Duration.ofMillis(1), Duration.ofDays(1), Duration.ofSeconds(5));

    assertThat(filled(day)).hasSizeBetween(LagWindow.MOST - 2, LagWindow.MOST);
  }

  @Test
  void samplesAreTakenNoMoreOftenThanLagIsMeasured() {
    assertThat(window(Duration.ofSeconds(1), TEN_MINUTES, HALF_A_MINUTE).interval())
        .isEqualTo(HALF_A_MINUTE);
  }

  @Test
  void rangeShorterThanTheIntervalHoldsOneSampleUntilTheNext() {
    LagWindow window = window(TEN_MINUTES, Duration.ofSeconds(1), HALF_A_MINUTE);
    List<LagSample> one = window.with(List.of(), new LagSample(START, 1));

    assertThat(window.within(one, START.plus(TEN_MINUTES))).hasSize(1);
  }

  @Test
  void samplesFromBeforeALongPauseDoNotCount() {
    LagWindow window = window(HALF_A_MINUTE, TEN_MINUTES, HALF_A_MINUTE);
    List<LagSample> old = filled(window);
    Instant later = old.getLast().at().plus(TEN_MINUTES).plusSeconds(1);

    assertThat(window.within(old, later)).isEmpty();
    assertThat(window.with(old, new LagSample(later, 7))).containsExactly(new LagSample(later, 7));
  }

  private static LagWindow window(Duration interval, Duration range, Duration measured) {
    return LagWindow.of(interval, range, measured, LagAggregate.SUM);
  }

  private static List<LagSample> filled(LagWindow window) {
    List<LagSample> samples = List.of();
    for (int number = 0; number < 500; number++) {
      samples = window.with(samples, new LagSample(window.due(samples, START), number));
    }
    return samples;
  }
}
