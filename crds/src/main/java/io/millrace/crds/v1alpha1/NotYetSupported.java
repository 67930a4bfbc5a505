package io.millrace.crds.v1alpha1;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Properties that this release accepts and does not act on. None of them changes which rows are
 * stored, or where: see {@link Refused} for those that would.
 */
public final class NotYetSupported {

  private static final Map<String, Predicate<StreamSupervisorSpec>> PROPERTIES =
      new LinkedHashMap<>();

  static {
    PROPERTIES.put("spec.context", spec -> !spec.context().isEmpty());
    PROPERTIES.put("spec.reset", spec -> spec.reset() != null);
    PROPERTIES.put(
        "spec.dataSchema.projections", spec -> !spec.dataSchema().projections().isEmpty());
    PROPERTIES.put(
        "spec.ioConfig.replicas", spec -> new ResolvedIoConfig(spec.ioConfig()).replicas() > 1);
    PROPERTIES.put(
        "spec.ioConfig.serverPriorityToReplicas",
        spec -> !spec.ioConfig().serverPriorityToReplicas().isEmpty());
    io("autoScalerConfig", IoConfig::autoScalerConfig);
    io("idleConfig", IoConfig::idleConfig);
    io("emitTimeLagMetrics", io -> Boolean.TRUE.equals(io.emitTimeLagMetrics()) ? true : null);
    io("configOverrides", IoConfig::configOverrides);
    tuning("appendableIndexSpec", TuningConfig::appendableIndexSpec);
    tuning("maxPendingPersists", TuningConfig::maxPendingPersists);
    tuning("segmentWriteOutMediumFactory", TuningConfig::segmentWriteOutMediumFactory);
    tuning("handoffConditionTimeout", TuningConfig::handoffConditionTimeout);
    tuning("releaseLocksOnHandoff", TuningConfig::releaseLocksOnHandoff);
    tuning(
        "resetOffsetAutomatically",
        tuning -> Boolean.TRUE.equals(tuning.resetOffsetAutomatically()) ? true : null);
    tuning("workerThreads", TuningConfig::workerThreads);
    tuning("chatThreads", TuningConfig::chatThreads);
    tuning("chatRetries", TuningConfig::chatRetries);
    tuning("repartitionTransitionDuration", TuningConfig::repartitionTransitionDuration);
  }

  private NotYetSupported() {}

  /** Paths of those that {@code spec} sets, such as {@code spec.ioConfig.idleConfig}. */
  public static List<String> find(StreamSupervisorSpec spec) {
    List<String> paths = new ArrayList<>();
    PROPERTIES.forEach(
        (path, isSet) -> {
          if (isSet.test(spec)) {
            paths.add(path);
          }
        });
    return List.copyOf(paths);
  }

  private static void io(String name, Function<IoConfig, @Nullable Object> property) {
    PROPERTIES.put("spec.ioConfig." + name, spec -> property.apply(spec.ioConfig()) != null);
  }

  private static void tuning(String name, Function<TuningConfig, @Nullable Object> property) {
    PROPERTIES.put(
        "spec.tuningConfig." + name,
        spec -> spec.tuningConfig() != null && property.apply(spec.tuningConfig()) != null);
  }
}
