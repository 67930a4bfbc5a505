package io.millrace.operator.observe;

import io.millrace.crds.v1alpha1.AutoScalerConfig;
import io.millrace.crds.v1alpha1.IoConfig;
import io.millrace.operator.autoscale.AutoscalerSettings;
import io.millrace.operator.autoscale.LagAggregate;
import io.millrace.operator.autoscale.LagBasedStrategy;
import io.millrace.operator.autoscale.LagWindow;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** An {@code autoScalerConfig} with Druid's defaults in the place of what the user left out. */
final class ResolvedAutoscaler {

  private static final String LAG_BASED = "lagBased";

  private final IoConfig io;
  private final AutoScalerConfig config;

  private ResolvedAutoscaler(IoConfig io, AutoScalerConfig config) {
    this.io = io;
    this.config = config;
  }

  /**
   * What {@code io} asks for; empty when that is no autoscaler, or one that is not supported.
   *
   * @param measured time between two measurements of lag
   */
  static Optional<AutoscalerSettings> of(IoConfig io, Duration measured) {
    AutoScalerConfig config = io.autoScalerConfig();
    if (config == null
        || !Boolean.TRUE.equals(config.enableTaskAutoScaler())
        || (config.autoScalerStrategy() != null && !config.autoScalerStrategy().equals(LAG_BASED))
        || config.taskCountMin() == null
        || config.taskCountMax() == null) {
      return Optional.empty();
    }
    return Optional.of(
        new ResolvedAutoscaler(io, config)
            .settings(config.taskCountMin(), config.taskCountMax(), measured));
  }

  private AutoscalerSettings settings(int least, int most, Duration measured) {
    return new AutoscalerSettings(
        least,
        most,
        Math.min(Math.max(start(least), least), most),
        config.stopTaskCountRatio(),
        millis(config.minTriggerScaleActionFrequencyMillis(), 600_000),
        millis(config.scaleActionStartDelayMillis(), 300_000),
        millis(config.scaleActionPeriodMillis(), 60_000),
        LagWindow.of(
            millis(config.lagCollectionIntervalMillis(), 30_000),
            millis(config.lagCollectionRangeMillis(), 600_000),
            measured,
            config.lagAggregate() == null
                ? LagAggregate.SUM
                : LagAggregate.valueOf(config.lagAggregate())),
        new LagBasedStrategy(
            value(config.scaleOutThreshold(), 6_000_000L),
            value(config.triggerScaleOutFractionThreshold(), 0.3),
            value(config.scaleOutStep(), 2),
            value(config.scaleInThreshold(), 1_000_000L),
            value(config.triggerScaleInFractionThreshold(), 0.9),
            value(config.scaleInStep(), 1)));
  }

  private int start(int least) {
    return value(config.taskCountStart(), value(io.taskCount(), least));
  }

  private static Duration millis(@Nullable Long given, long otherwise) {
    return Duration.ofMillis(value(given, otherwise));
  }

  private static <T> T value(@Nullable T given, T otherwise) {
    return given == null ? otherwise : given;
  }
}
