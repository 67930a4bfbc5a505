package io.millrace.operator.observe;

import io.millrace.crds.v1alpha1.AutoScalerConfig;
import io.millrace.crds.v1alpha1.SpecProblem;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Ranges of an {@code autoScalerConfig}, and properties of it that must agree. */
final class AutoscalerCheck {

  private final List<SpecProblem> problems = new ArrayList<>();

  private AutoscalerCheck() {}

  static List<SpecProblem> problems(AutoScalerConfig config) {
    AutoscalerCheck check = new AutoscalerCheck();
    check.counts(config);
    check.atLeast("lagCollectionIntervalMillis", config.lagCollectionIntervalMillis(), 1);
    check.atLeast("lagCollectionRangeMillis", config.lagCollectionRangeMillis(), 1);
    check.atLeast("scaleActionStartDelayMillis", config.scaleActionStartDelayMillis(), 0);
    check.atLeast("scaleActionPeriodMillis", config.scaleActionPeriodMillis(), 1);
    check.atLeast(
        "minTriggerScaleActionFrequencyMillis", config.minTriggerScaleActionFrequencyMillis(), 0);
    check.atLeast("scaleOutThreshold", config.scaleOutThreshold(), 0);
    check.atLeast("scaleInThreshold", config.scaleInThreshold(), 0);
    check.share("triggerScaleOutFractionThreshold", config.triggerScaleOutFractionThreshold());
    check.share("triggerScaleInFractionThreshold", config.triggerScaleInFractionThreshold());
    check.share("stopTaskCountRatio", config.stopTaskCountRatio());
    if (config.stopTaskCountRatio() != null && config.stopTaskCountRatio() == 0) {
      check.add("stopTaskCountRatio", "found 0; expected more than 0, at most 1");
    }
    return check.problems;
  }

  private void counts(AutoScalerConfig config) {
    Integer least = config.taskCountMin();
    Integer most = config.taskCountMax();
    Integer start = config.taskCountStart();
    if (Boolean.TRUE.equals(config.enableTaskAutoScaler())) {
      required("taskCountMin", least);
      required("taskCountMax", most);
    }
    atLeast("taskCountMin", asLong(least), 1);
    atLeast("taskCountMax", asLong(most), 1);
    atLeast("taskCountStart", asLong(start), 1);
    atLeast("scaleOutStep", asLong(config.scaleOutStep()), 1);
    atLeast("scaleInStep", asLong(config.scaleInStep()), 1);
    if (least != null && most != null && least > most) {
      add(
          "taskCountMin",
          "found %d; expected at most taskCountMax, which is %d".formatted(least, most));
    }
    if (start != null && ((least != null && start < least) || (most != null && start > most))) {
      add(
          "taskCountStart",
          "found %d; expected a number from taskCountMin to taskCountMax, %s to %s"
              .formatted(start, least, most));
    }
  }

  private void required(String name, @Nullable Integer found) {
    if (found == null) {
      add(name, "is absent; expected a number of task groups, since enableTaskAutoScaler is true");
    }
  }

  private void atLeast(String name, @Nullable Long found, long least) {
    if (found != null && found < least) {
      add(name, "found %d; expected at least %d".formatted(found, least));
    }
  }

  private void share(String name, @Nullable Double found) {
    if (found != null && !(found >= 0 && found <= 1)) {
      add(name, "found %s; expected a number from 0 to 1".formatted(found));
    }
  }

  private static @Nullable Long asLong(@Nullable Integer number) {
    return number == null ? null : Long.valueOf(number);
  }

  private void add(String name, String message) {
    problems.add(new SpecProblem("spec.ioConfig.autoScalerConfig." + name, message));
  }
}
