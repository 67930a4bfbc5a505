package io.millrace.operator.decide;

import io.millrace.operator.Reason;
import io.millrace.operator.autoscale.AutoscalerSettings;
import io.millrace.operator.autoscale.AutoscalerState;
import io.millrace.operator.autoscale.AutoscalerStrategy.Proposal;
import io.millrace.operator.autoscale.AutoscalerStrategy.Question;
import io.millrace.operator.autoscale.Hold;
import io.millrace.operator.autoscale.LagAggregate;
import io.millrace.operator.autoscale.LagSample;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the wanted number of task groups, with all that the next leader needs to go on deciding:
 * the samples of lag, and when it was changed last. What is new is written together with a sample,
 * or with a change: so status is not written more often than lag is measured.
 */
final class AutoscaleRules {

  /** So many attempts in a row that fail are no bad luck any more. */
  private static final int FAILING = 3;

  private AutoscaleRules() {}

  static void apply(Draft draft) {
    Settings settings = draft.observation().settings();
    if (settings == null) {
      return;
    }
    AutoscalerSettings autoscaler = settings.autoscaler();
    AutoscalerState before = draft.state().autoscaler();
    if (autoscaler == null) {
      draft.become(draft.state().withAutoscaler(null));
    } else if (before == null) {
      draft.become(draft.state().withAutoscaler(starting(autoscaler)));
    } else if (before.taskCount() != autoscaler.within(before.taskCount())) {
      clamp(draft, autoscaler, before);
    } else if (draft.observation().winding()) {
      draft.become(draft.state().withAutoscaler(before.since(null)));
    } else if (before.since() == null) {
      draft.become(draft.state().withAutoscaler(before.since(draft.observation().now())));
    } else {
      follow(draft, settings, autoscaler, before);
    }
  }

  /** When there is something to be measured or decided next. */
  static Stream<Instant> instants(Observation observation) {
    Settings settings = observation.settings();
    AutoscalerState state = observation.state().autoscaler();
    if (settings == null
        || settings.autoscaler() == null
        || state == null
        || state.since() == null) {
      return Stream.empty();
    }
    return Stream.of(
        sampleDue(settings.autoscaler(), state, state.since()),
        decisionDue(settings.autoscaler(), state, state.since()));
  }

  private static AutoscalerState starting(AutoscalerSettings autoscaler) {
    return AutoscalerState.starting(
        autoscaler.taskCountStart(), "the autoscaler begins with this count");
  }

  private static void clamp(Draft draft, AutoscalerSettings autoscaler, AutoscalerState before) {
    change(
        draft,
        before,
        autoscaler.within(before.taskCount()),
        "taskCountMin is %d and taskCountMax %d now"
            .formatted(autoscaler.taskCountMin(), autoscaler.taskCountMax()));
  }

  private static void follow(
      Draft draft, Settings settings, AutoscalerSettings autoscaler, AutoscalerState before) {
    Observation observation = draft.observation();
    Instant now = observation.now();
    Instant since = before.since() == null ? now : before.since();
    Optional<LagSample> sample =
        now.isBefore(sampleDue(autoscaler, before, since))
            ? Optional.empty()
            : lagSince(observation, since)
                .map(lag -> new LagSample(now, one(lag, autoscaler.window().aggregate())));
    AutoscalerState measured =
        sample
            .map(taken -> before.with(autoscaler.window().with(before.samples(), taken)))
            .orElse(before);
    if (now.isBefore(decisionDue(autoscaler, before, since))) {
      draft.become(draft.state().withAutoscaler(measured));
      return;
    }
    Proposal proposal = autoscaler.strategy().propose(question(observation, autoscaler, measured));
    Hold hold =
        proposal.taskCount() == measured.taskCount()
            ? proposal.hold()
            : hold(observation, settings, autoscaler, measured, proposal.taskCount());
    if (proposal.taskCount() != measured.taskCount() && hold == null) {
      change(draft, measured, proposal.taskCount(), proposal.reason());
    } else if (sample.isPresent()) {
      draft.become(
          draft
              .state()
              .withAutoscaler(
                  measured.holding(now, proposal.taskCount(), hold, proposal.reason())));
    }
  }

  /** A look of before tells of other positions, or of a time that does not count. */
  private static Optional<Lag> lagSince(Observation observation, Instant since) {
    return observation.stream() instanceof StreamObservation.Known known
            && !known.at().minus(known.took()).isBefore(since)
        ? known.wholeLag()
        : Optional.empty();
  }

  private static Question question(
      Observation observation, AutoscalerSettings autoscaler, AutoscalerState state) {
    List<LagSample> samples = autoscaler.window().within(state.samples(), observation.now());
    return new Question(
        observation.now(),
        state.taskCount(),
        autoscaler.taskCountMin(),
        autoscaler.taskCountMax(),
        partitions(observation),
        samples,
        state.changedAt());
  }

  /** How many there are to read: nobody reads those of topics that are lost. */
  private static int partitions(Observation observation) {
    return observation.state().offsets().byPartition().size() - observation.lostPartitions().size();
  }

  /** Why nothing is changed now; absent when nothing is in the way. */
  private static @Nullable Hold hold(
      Observation observation,
      Settings settings,
      AutoscalerSettings autoscaler,
      AutoscalerState state,
      int proposed) {
    if (IdleRules.isIdle(observation)) {
      return Hold.IDLE;
    }
    boolean refused = proposed > state.taskCount() && !observation.refusedPods().isEmpty();
    if (refused || isInTrouble(observation)) {
      return Hold.UNHEALTHY;
    }
    if (TaskCounts.isRescaling(observation.state(), partitions(observation), settings)) {
      return Hold.RESCALING;
    }
    boolean tooSoon =
        state.changedAt() != null
            && observation.now().isBefore(state.changedAt().plus(autoscaler.betweenActions()));
    return tooSoon ? Hold.TOO_SOON : null;
  }

  /** More tasks do not help those that fail, nor fewer; nor is it decided by lag of before. */
  private static boolean isInTrouble(Observation observation) {
    return !isLagKnown(observation)
        || !(observation.ledger() instanceof LedgerObservation.Read)
        || observation.state().groups().stream()
            .flatMap(group -> group.generations().stream())
            .map(Generation::attempts)
            .filter(attempts -> !attempts.isEmpty())
            .anyMatch(
                attempts ->
                    attempts.stream().allMatch(attempt -> keepsFailing(observation, attempt)));
  }

  /** Nor by the lag of some partitions only: what the others lack is not known. */
  private static boolean isLagKnown(Observation observation) {
    return observation.stream() instanceof StreamObservation.Known known
        && known.wholeLag().isPresent();
  }

  private static boolean keepsFailing(Observation observation, Attempt attempt) {
    return attempt.failures() >= FAILING && !AttemptRules.isStable(observation, attempt);
  }

  private static void change(Draft draft, AutoscalerState before, int taskCount, String reason) {
    draft.become(
        draft.state().withAutoscaler(before.changed(draft.observation().now(), taskCount, reason)));
    draft.announce(
        taskCount > before.taskCount() ? Reason.ScaledOut : Reason.ScaledIn,
        "from %d to %d task groups: %s".formatted(before.taskCount(), taskCount, reason));
  }

  private static Instant sampleDue(
      AutoscalerSettings autoscaler, AutoscalerState state, Instant since) {
    Instant first = since.plus(autoscaler.startDelay());
    Instant changed = state.changedAt();
    Instant afterChange =
        changed == null ? Instant.MIN : changed.plus(autoscaler.window().interval());
    return autoscaler
        .window()
        .due(state.samples(), afterChange.isAfter(first) ? afterChange : first);
  }

  private static Instant decisionDue(
      AutoscalerSettings autoscaler, AutoscalerState state, Instant since) {
    Instant first = since.plus(autoscaler.startDelay()).plus(autoscaler.window().range());
    Instant decided = state.decidedAt();
    if (decided == null || decided.isBefore(first)) {
      return first;
    }
    return decided.plus(autoscaler.decisionPeriod());
  }

  private static long one(Lag lag, LagAggregate aggregate) {
    return switch (aggregate) {
      case SUM -> lag.total();
      case MAX -> lag.max();
      case AVERAGE -> (long) Math.ceil(lag.average());
    };
  }
}
