package io.millrace.simulator.check;

import io.millrace.crds.v1alpha1.AutoScalerConfig;
import io.millrace.crds.v1alpha1.status.AutoscalerStatus;
import io.millrace.operator.observe.SupervisorResource;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Judges what autoscalers want, from one stored status to the next. */
public final class ScaleCheck {

  private static final int MOST_SAMPLES = 100;

  private final Violations violations;
  private final Map<String, Bounds> everAllowed = new HashMap<>();

  private record Bounds(int least, int most) {

    Bounds and(Bounds other) {
      return new Bounds(Math.min(least, other.least), Math.max(most, other.most));
    }

    boolean hold(int count) {
      return count >= least && count <= most;
    }
  }

  public ScaleCheck(Violations violations) {
    this.violations = violations;
  }

  /** Another status is stored. */
  public void follow(SupervisorResource before, SupervisorResource after) {
    AutoScalerConfig config = after.spec().ioConfig().autoScalerConfig();
    if (config == null || config.taskCountMin() == null || config.taskCountMax() == null) {
      return;
    }
    Bounds bounds = new Bounds(config.taskCountMin(), config.taskCountMax());
    Bounds allowed = everAllowed.merge(after.uid(), bounds, Bounds::and);
    AutoscalerStatus then = before.status() == null ? null : before.status().autoscaler();
    AutoscalerStatus now = after.status() == null ? null : after.status().autoscaler();
    if (now == null) {
      violations.require(then == null, Rule.AUTOSCALER, () -> then + " is forgotten");
      return;
    }
    int count = Objects.requireNonNullElse(now.taskCount(), 0);
    violations.require(
        allowed.hold(count) && now.samples().size() <= MOST_SAMPLES,
        Rule.AUTOSCALER,
        () -> "%s, and %s is allowed".formatted(now, allowed));
    if (then != null) {
      changes(
          then,
          now,
          bounds,
          Objects.requireNonNullElse(config.minTriggerScaleActionFrequencyMillis(), 0L));
    }
  }

  private void changes(
      AutoscalerStatus then, AutoscalerStatus now, Bounds bounds, long millisBetween) {
    if (Objects.equals(then.taskCount(), now.taskCount())) {
      violations.require(
          Objects.equals(then.changedAt(), now.changedAt()),
          Rule.AUTOSCALER,
          () ->
              "the last change was at %s, and is said to be at %s"
                  .formatted(then.changedAt(), now.changedAt()));
      return;
    }
    boolean clamped = !bounds.hold(Objects.requireNonNullElse(then.taskCount(), 0));
    violations.require(
        clamped || areApart(then.changedAt(), now.changedAt(), millisBetween),
        Rule.AUTOSCALER,
        () ->
            "changed from %s at %s to %s at %s"
                .formatted(then.taskCount(), then.changedAt(), now.taskCount(), now.changedAt()));
  }

  private static boolean areApart(
      @Nullable Instant then, @Nullable Instant now, long millisBetween) {
    return now != null && (then == null || !now.isBefore(then.plusMillis(millisBetween)));
  }
}
