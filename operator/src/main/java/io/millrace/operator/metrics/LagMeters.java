package io.millrace.operator.metrics;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import io.millrace.operator.decide.Lag;
import io.millrace.streams.PartitionId;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Lag of one supervisor, in Druid's names. What is not known is not there. Thread-safe. */
final class LagMeters {

  private final int partitions;
  private final LagGauges records;
  private final LagGauges times;
  private @Nullable Lag shown;

  /**
   * @param partitions with more, there are no metrics of each
   */
  LagMeters(MeterRegistry registry, SupervisorLabels labels, int partitions) {
    this.partitions = partitions;
    this.records = new LagGauges(registry, labels, "", "Records that are not read yet");
    this.times =
        new LagGauges(
            registry, labels, ".time", "Milliseconds from the last record read to the newest");
  }

  /** Shows {@code lag}, or none. */
  synchronized void show(@Nullable Lag lag) {
    if (Objects.equals(lag, shown)) {
      return;
    }
    shown = lag;
    records.show(lag == null ? new TreeMap<>() : lag.records());
    SortedMap<PartitionId, Long> millis = new TreeMap<>();
    if (lag != null) {
      lag.times().forEach((partition, time) -> millis.put(partition, time.toMillis()));
    }
    times.show(millis);
  }

  /** The four gauges of one measure. */
  private final class LagGauges {

    private final Tags tags;
    private final MultiGauge total;
    private final MultiGauge max;
    private final MultiGauge average;
    private final MultiGauge each;

    LagGauges(MeterRegistry registry, SupervisorLabels labels, String suffix, String what) {
      tags = labels.tags();
      total = gauge(registry, "lag" + suffix, what + ", of all partitions together");
      max = gauge(registry, "maxLag" + suffix, what + ", of the partition furthest behind");
      average = gauge(registry, "avgLag" + suffix, what + ", of a partition on average");
      each = gauge(registry, "partitionLag" + suffix, what + ", by partition");
    }

    void show(SortedMap<PartitionId, Long> lags) {
      long sum = lags.values().stream().mapToLong(Long::longValue).sum();
      long most = lags.values().stream().mapToLong(Long::longValue).max().orElse(0);
      boolean known = !lags.isEmpty();
      total.register(known ? List.of(Row.of(tags, sum)) : List.of(), true);
      max.register(known ? List.of(Row.of(tags, most)) : List.of(), true);
      average.register(known ? List.of(Row.of(tags, (double) sum / lags.size())) : List.of(), true);
      each.register(
          lags.size() > partitions
              ? List.of()
              : lags.entrySet().stream()
                  .<Row<?>>map(
                      lag -> Row.of(tags.and("partition", lag.getKey().value()), lag.getValue()))
                  .toList(),
          true);
    }

    private static MultiGauge gauge(MeterRegistry registry, String name, String description) {
      return MultiGauge.builder("ingest.kafka." + name).description(description).register(registry);
    }
  }
}
