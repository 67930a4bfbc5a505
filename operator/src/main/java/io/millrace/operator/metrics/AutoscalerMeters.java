package io.millrace.operator.metrics;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import io.millrace.operator.autoscale.AutoscalerState;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What the autoscaler of one supervisor decided, in Druid's names. Thread-safe. */
final class AutoscalerMeters {

  private final Tags tags;
  private final MultiGauge required;
  private final MultiGauge updated;
  private @Nullable AutoscalerState shown;

  AutoscalerMeters(MeterRegistry registry, SupervisorLabels labels) {
    this.tags = labels.tags();
    this.required =
        MultiGauge.builder("task.autoScaler.requiredCount")
            .description("Task groups that lag asked for when it was decided last")
            .register(registry);
    this.updated =
        MultiGauge.builder("task.autoScaler.updatedCount")
            .description("Task groups that the autoscaler wants")
            .register(registry);
  }

  /** Shows {@code state}, or nothing. */
  synchronized void show(@Nullable AutoscalerState state) {
    if (Objects.equals(state, shown)) {
      return;
    }
    shown = state;
    if (state == null) {
      required.register(List.of(), true);
      updated.register(List.of(), true);
      return;
    }
    String skip = state.hold() == null ? "" : state.hold().name();
    required.register(List.of(Row.of(tags.and("scalingSkipReason", skip), state.required())), true);
    updated.register(List.of(Row.of(tags, state.taskCount())), true);
  }
}
