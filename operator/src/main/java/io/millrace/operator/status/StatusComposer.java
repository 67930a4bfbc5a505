package io.millrace.operator.status;

import io.millrace.crds.v1alpha1.DeepStorage;
import io.millrace.crds.v1alpha1.status.CapacityStatus;
import io.millrace.crds.v1alpha1.status.LagStatus;
import io.millrace.crds.v1alpha1.status.RunsStatus;
import io.millrace.crds.v1alpha1.status.StreamSupervisorStatus;
import io.millrace.operator.config.OperatorConfiguration.HealthThresholds;
import io.millrace.operator.decide.Lag;
import io.millrace.operator.decide.SupervisorState;
import io.millrace.operator.observe.AcceptedSpec;
import io.millrace.operator.observe.SpecVerdict;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Builds the complete status of a situation. Built again from the same situation it is equal. */
public final class StatusComposer {

  private final HealthThresholds thresholds;

  public StatusComposer(HealthThresholds thresholds) {
    this.thresholds = thresholds;
  }

  public StreamSupervisorStatus compose(Situation situation) {
    StreamSupervisorStatus previous = situation.previous();
    SupervisorState next = situation.next();
    RunsStatus runs = Runs.next(situation, thresholds);
    DetailedState state = States.of(situation, runs, thresholds);
    UnreadGroups unread = UnreadGroups.of(situation);
    return new StreamSupervisorStatus(
        situation.generation(),
        state.state(),
        state.name(),
        next.epoch(),
        Conditions.of(situation, state, unread),
        next.reading(),
        "millrace.io/supervisor=" + situation.name(),
        next.acceptedRevision(),
        StatusMapping.streamStatus(next.stream()),
        deepStorage(situation),
        StatusMapping.commitStatus(next.commit()),
        next.offsets().text(),
        StatusMapping.groupStatus(next.groups(), unread),
        States.startedAt(situation),
        runs,
        StatusMapping.quietStatus(next.quiet()),
        HandoffMapping.status(next.handoff()),
        capacity(situation.inForce(), next),
        JumpsMapping.resetStatus(next.jumps().lastReset()),
        JumpsMapping.lostRanges(next.jumps()),
        JumpsMapping.lostRecords(next.jumps()),
        situation.inForce() == null ? List.of() : situation.inForce().notYetSupported(),
        lag(situation),
        AutoscalerMapping.status(next.autoscaler()),
        RecentErrors.next(
            previous == null ? List.of() : previous.recentErrors(),
            situation.findings(),
            situation.now(),
            thresholds.storedErrors()));
  }

  /**
   * That of the spec in force: taken over with the first one, and from then on at the same place,
   * to which only a spec that was accepted may bring other credentials.
   */
  private static @Nullable DeepStorage deepStorage(Situation situation) {
    if (situation.verdict() instanceof SpecVerdict.Good good
        && good.spec().revision().equals(situation.next().acceptedRevision())) {
      return good.spec().deepStorage();
    }
    return situation.previous() == null ? null : situation.previous().deepStorage();
  }

  private static @Nullable CapacityStatus capacity(
      @Nullable AcceptedSpec inForce, SupervisorState next) {
    if (inForce == null) {
      return null;
    }
    Capacity capacity = Capacity.of(inForce.settings(), next.offsets().byPartition().size());
    return new CapacityStatus(capacity.workers(), capacity.pods());
  }

  /** At most once per {@code offsetFetchPeriod}, and only when it changed by more than a little. */
  private static @Nullable LagStatus lag(Situation situation) {
    LagStatus last = situation.previous() == null ? null : situation.previous().lag();
    Duration period =
        situation.inForce() == null ? Duration.ZERO : situation.inForce().offsetFetchPeriod();
    if (last != null
        && last.updatedAt() != null
        && situation.now().isBefore(last.updatedAt().plus(period))) {
      return last;
    }
    return situation.observation().stream()
        .lastLag()
        .filter(lag -> last == null || !sameLag(last, lag, period))
        .map(lag -> lagStatus(lag, situation.now()))
        .orElse(last);
  }

  private static LagStatus lagStatus(Lag lag, Instant now) {
    return new LagStatus(lag.total(), lag.max(), millis(lag), now);
  }

  private static @Nullable Long millis(Lag lag) {
    return lag.time().map(Duration::toMillis).orElse(null);
  }

  private static boolean sameLag(LagStatus last, Lag lag, Duration period) {
    return Objects.equals(last.records(), lag.total())
        && Objects.equals(last.maxRecords(), lag.max())
        && sameTime(last.millis(), millis(lag), period);
  }

  /**
   * The age of what a stuck task read last grows with each measurement although no record is added.
   * A tenth keeps what is shown nearly right, with some dozens of writes in a day; less than the
   * time between two measurements tells nothing.
   */
  private static boolean sameTime(@Nullable Long last, @Nullable Long next, Duration period) {
    if (last == null || next == null) {
      return Objects.equals(last, next);
    }
    long difference = Math.abs(next - last);
    return difference < period.toMillis() || difference <= last / 10;
  }
}
