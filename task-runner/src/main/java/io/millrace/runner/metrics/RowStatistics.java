package io.millrace.runner.metrics;

import io.millrace.protocol.RowCounters;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/** A task's row counters and their moving averages, in the form of Druid's {@code rowStats}. */
public final class RowStatistics {

  /** How often {@link #tick} has to be called. */
  public static final Duration TICK = MovingAverage.TICK;

  private static final List<Integer> WINDOW_MINUTES = List.of(1, 5, 15);

  private final Supplier<RowCounters> counters;
  private final Map<Integer, Map<String, MovingAverage>> averages = new TreeMap<>();
  private Map<String, Long> before;

  public RowStatistics(Supplier<RowCounters> counters) {
    this.counters = counters;
    this.before = totals(counters.get());
    for (int minutes : WINDOW_MINUTES) {
      Map<String, MovingAverage> window = new LinkedHashMap<>();
      before
          .keySet()
          .forEach(name -> window.put(name, new MovingAverage(Duration.ofMinutes(minutes))));
      averages.put(minutes, window);
    }
  }

  /** Takes the next sample. */
  public synchronized void tick() {
    Map<String, Long> now = totals(counters.get());
    for (Map<String, MovingAverage> window : averages.values()) {
      window.forEach(
          (name, average) ->
              average.tick(now.getOrDefault(name, 0L) - before.getOrDefault(name, 0L)));
    }
    before = now;
  }

  /** The answer to {@code rowStats}. */
  public synchronized Map<String, Object> asDruid() {
    RowCounters now = counters.get();
    Map<String, Object> total = new LinkedHashMap<>(totals(now));
    total.put("thrownAwayByReason", now.thrownAway());
    Map<String, Object> rates = new LinkedHashMap<>();
    averages.forEach((minutes, window) -> rates.put(minutes + "m", rates(window)));
    return Map.of(
        "totals", Map.of("buildSegments", total),
        "movingAverages", Map.of("buildSegments", rates));
  }

  private static Map<String, Double> rates(Map<String, MovingAverage> window) {
    Map<String, Double> rates = new LinkedHashMap<>();
    window.forEach((name, average) -> rates.put(name, average.rate()));
    return rates;
  }

  private static Map<String, Long> totals(RowCounters counters) {
    Map<String, Long> totals = new LinkedHashMap<>();
    totals.put("processed", counters.processed());
    totals.put("processedBytes", counters.bytes());
    totals.put("processedWithError", counters.processedWithError());
    totals.put(
        "thrownAway", counters.thrownAway().values().stream().mapToLong(Long::longValue).sum());
    totals.put("unparseable", counters.unparseable());
    return totals;
  }
}
