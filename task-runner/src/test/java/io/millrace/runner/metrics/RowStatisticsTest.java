package io.millrace.runner.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.protocol.RowCounters;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class RowStatisticsTest {

  @Test
  void theFirstSampleIsTakenAsItIsAndTheRateDecaysAfterwards() {
    MovingAverage average = new MovingAverage(Duration.ofMinutes(1));
    average.tick(500);
    assertThat(average.rate()).isEqualTo(100);

    average.tick(0);

    assertThat(average.rate()).isEqualTo(100 * (1 - 0.0799555854), within(1e-6));
  }

  @Test
  void longerWindowsFollowMoreSlowly() {
    assertThat(afterOneQuietTick(5)).isEqualTo(100 * (1 - 0.0165285462), within(1e-6));
    assertThat(afterOneQuietTick(15)).isEqualTo(100 * (1 - 0.0055401520), within(1e-6));
  }

  @Test
  void totalsAndRatesHaveDruidsShape() {
    AtomicReference<RowCounters> counters = new AtomicReference<>(RowCounters.ZERO);
    RowStatistics statistics = new RowStatistics(counters::get);
    counters.set(new RowCounters(12, 5, 1, Map.of("null", 2L, "filtered", 1L), 3, 900));
    statistics.tick();

    Map<String, Object> druid = statistics.asDruid();

    assertThat(druid.get("totals"))
        .isEqualTo(
            Map.of(
                "buildSegments",
                Map.of(
                    "processed", 5L,
                    "processedBytes", 900L,
                    "processedWithError", 1L,
                    "thrownAway", 3L,
                    "thrownAwayByReason", Map.of("null", 2L, "filtered", 1L),
                    "unparseable", 3L)));
    assertThat(String.valueOf(druid.get("movingAverages")))
        .contains("1m={processed=1.0, processedBytes=180.0", "5m={", "15m={");
  }

  private static double afterOneQuietTick(int minutes) {
    MovingAverage average = new MovingAverage(Duration.ofMinutes(minutes));
    average.tick(500);
    average.tick(0);
    return average.rate();
  }
}
