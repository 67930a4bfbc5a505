package io.millrace.operator.status;

import io.millrace.crds.v1alpha1.status.AutoscalerStatus;
import io.millrace.crds.v1alpha1.status.LagSampleStatus;
import io.millrace.operator.autoscale.AutoscalerState;
import io.millrace.operator.autoscale.Hold;
import io.millrace.operator.autoscale.LagSample;
import org.jspecify.annotations.Nullable;

/** Between what an autoscaler remembers and how it stands in status. */
final class AutoscalerMapping {

  private AutoscalerMapping() {}

  static @Nullable AutoscalerStatus status(@Nullable AutoscalerState state) {
    if (state == null) {
      return null;
    }
    return new AutoscalerStatus(
        state.taskCount(),
        state.reason(),
        state.required(),
        state.hold() == null ? null : state.hold().name(),
        state.decidedAt(),
        state.changedAt(),
        state.since(),
        state.samples().stream()
            .map(sample -> new LagSampleStatus(sample.at(), sample.lag()))
            .toList());
  }

  /** A status of an older release may hold a count only. */
  static @Nullable AutoscalerState state(@Nullable AutoscalerStatus status) {
    if (status == null || status.taskCount() == null) {
      return null;
    }
    return new AutoscalerState(
        status.taskCount(),
        status.since(),
        status.samples().stream().map(sample -> new LagSample(sample.at(), sample.lag())).toList(),
        status.decidedAt(),
        status.changedAt(),
        status.requiredCount() == null ? status.taskCount() : status.requiredCount(),
        status.hold() == null ? null : Hold.valueOf(status.hold()),
        status.reason() == null ? "" : status.reason());
  }
}
