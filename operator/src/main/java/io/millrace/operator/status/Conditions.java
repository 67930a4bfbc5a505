package io.millrace.operator.status;

import io.fabric8.kubernetes.api.model.Condition;
import io.millrace.operator.Reason;
import io.millrace.operator.decide.Finding;
import io.millrace.operator.decide.Quiet;
import io.millrace.operator.decide.StreamObservation;
import io.millrace.operator.decide.StreamRules;
import io.millrace.operator.observe.SpecVerdict;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The conditions that a situation is told by. */
final class Conditions {

  /** Reasons for which something is not done that the user asks for beside the spec. */
  private static final Set<Reason> REQUESTS =
      Set.of(Reason.ResetRefused, Reason.ResetWaits, Reason.HandoffRejected);

  private final Situation situation;
  private final DetailedState state;
  private final UnreadGroups unread;
  private final ConditionSet set;

  private Conditions(Situation situation, DetailedState state, UnreadGroups unread) {
    this.situation = situation;
    this.state = state;
    this.unread = unread;
    this.set =
        new ConditionSet(
            situation.previous() == null ? List.of() : situation.previous().conditions(),
            situation.generation(),
            situation.now());
  }

  static List<Condition> of(Situation situation, DetailedState state, UnreadGroups unread) {
    Conditions conditions = new Conditions(situation, state, unread);
    conditions.specAccepted();
    conditions.streamReachable();
    conditions.ready();
    conditions.whileTrue();
    return conditions.set.list();
  }

  private void specAccepted() {
    switch (situation.verdict()) {
      case SpecVerdict.Bad bad ->
          set.isFalse(ConditionType.SpecAccepted, Reason.SpecRejected, rejected(bad));
      case SpecVerdict.Good good
          when good.spec().revision().equals(situation.next().acceptedRevision()) ->
          set.isTrue(
              ConditionType.SpecAccepted,
              Reason.SpecAccepted,
              "revision " + good.spec().revision() + " is in force");
      case SpecVerdict.Good ignored ->
          set.unknown(
              ConditionType.SpecAccepted,
              Reason.Starting,
              "the spec is good and is being recorded");
    }
  }

  private void streamReachable() {
    switch (situation.observation().stream()) {
      case StreamObservation.NotYet ignored ->
          set.unknown(
              ConditionType.StreamReachable, Reason.Unknown, "the stream has not been asked yet");
      case StreamObservation.Known ignored ->
          set.isTrue(ConditionType.StreamReachable, Reason.StreamReachable, "the stream answers");
      case StreamObservation.Failed failed ->
          set.isFalse(
              ConditionType.StreamReachable, StreamRules.reason(failed.kind()), failed.message());
    }
  }

  private void ready() {
    Optional<Finding> stall = stall();
    Optional<Finding> notRead = ReadGroups.notRead(situation, unread);
    if (situation.isDeleting()) {
      set.isFalse(ConditionType.Ready, Reason.Deleting, "the supervisor is being deleted");
    } else if (situation.verdict() instanceof SpecVerdict.Bad bad) {
      set.isFalse(ConditionType.Ready, Reason.SpecRejected, rejected(bad));
    } else if (stall.isPresent()) {
      set.isFalse(ConditionType.Ready, stall.get().reason(), stall.get().message());
    } else if (situation.observation().suspend()) {
      suspended();
    } else if (state.isUnhealthy()) {
      Finding worst = worst();
      set.isFalse(ConditionType.Ready, worst.reason(), worst.message());
    } else if (notRead.isPresent()) {
      set.isFalse(ConditionType.Ready, notRead.get().reason(), notRead.get().message());
    } else if (state.isStarting()) {
      set.isFalse(ConditionType.Ready, Reason.Starting, starting());
    } else if (state == DetailedState.IDLE) {
      set.isTrue(ConditionType.Ready, Reason.Idle, idle());
    } else {
      set.isTrue(ConditionType.Ready, Reason.Running, ReadGroups.text(situation, unread));
    }
  }

  private void suspended() {
    if (situation.isSuspended()) {
      set.isTrue(
          ConditionType.Ready,
          Reason.Suspended,
          "nothing reads, and all that was read is published");
    } else {
      set.isFalse(ConditionType.Ready, Reason.Suspending, "what was read is being published");
    }
  }

  private void whileTrue() {
    Optional<Finding> stall = stall();
    if (situation.verdict() instanceof SpecVerdict.Bad bad) {
      set.isTrue(ConditionType.Stalled, Reason.SpecRejected, rejected(bad));
    } else if (stall.isPresent()) {
      set.isTrue(ConditionType.Stalled, stall.get().reason(), stall.get().message());
    } else {
      reconciling();
    }
    situation.findings().stream()
        .filter(finding -> !finding.stalls())
        .findFirst()
        .ifPresent(
            finding -> set.isTrue(ConditionType.Degraded, finding.reason(), withRequests(finding)));
    if (situation.isSuspended()) {
      set.isTrue(ConditionType.Suspended, Reason.Suspended, "spec.suspend is true");
    }
  }

  /** What the user asks for and is not done is told beside what is worse. */
  private String withRequests(Finding first) {
    return situation.findings().stream()
        .filter(finding -> !finding.stalls() && finding.reason() != first.reason())
        .filter(finding -> REQUESTS.contains(finding.reason()))
        .map(finding -> ". Also %s: %s".formatted(finding.reason(), finding.message()))
        .collect(Collectors.joining("", first.message(), ""));
  }

  private void reconciling() {
    if (situation.isDeleting()) {
      set.isTrue(ConditionType.Reconciling, Reason.Deleting, "the supervisor is being deleted");
    } else if (situation.observation().suspend()) {
      if (!situation.isSuspended()) {
        set.isTrue(
            ConditionType.Reconciling, Reason.Suspending, "what was read is being published");
      }
    } else if (state.isStarting()) {
      set.isTrue(ConditionType.Reconciling, Reason.Starting, starting());
    }
  }

  private String starting() {
    return situation.observation().waitsToBegin()
        ? "nothing is started before %s: ioConfig.startDelay"
            .formatted(situation.observation().beginsAt())
        : "the first tasks do not read yet: " + state;
  }

  private Optional<Finding> stall() {
    return situation.findings().stream().filter(Finding::stalls).findFirst();
  }

  private Finding worst() {
    return situation.findings().stream().findFirst().orElseGet(this::recovering);
  }

  private Finding recovering() {
    return state == DetailedState.UNHEALTHY_TASKS
        ? new Finding(
            Reason.TaskFailed,
            "recovering: tasks have failed one after another, see recentErrors, and too few have succeeded since. What counts is a sequence that is committed, a task that ends, or %d minutes of undisturbed reading"
                .formatted(SteadyTasks.SPAN.toMinutes()),
            false)
        : new Finding(
            Reason.RunFailed,
            "recovering: too few runs have succeeded since the last that failed",
            false);
  }

  private String rejected(SpecVerdict.Bad bad) {
    String inForce =
        situation.next().acceptedRevision() == null
            ? "Nothing runs until it is corrected."
            : "Revision %s stays in force until it is corrected."
                .formatted(situation.next().acceptedRevision());
    return bad.message() + ". " + inForce;
  }

  private String idle() {
    Quiet quiet = situation.next().quiet();
    return "nothing has arrived since %s; tasks are started again when something does, or the spec changes"
        .formatted(quiet == null ? "?" : quiet.since());
  }
}
