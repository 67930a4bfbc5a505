package io.millrace.operator.decide;

import io.millrace.operator.Reason;
import io.millrace.protocol.LedgerEntry;
import io.millrace.protocol.Report;
import io.millrace.protocol.TaskError;
import io.millrace.protocol.TaskState;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Which running tasks are given up although their Pod has not ended: one that answers no more, and
 * one that has an end and gets no nearer to it. Nothing that they prepared is given up with them.
 */
final class LostTouch {

  /**
   * A task that says nothing for this long is called unreachable, and nobody waits for what it may
   * say. It is given up later, by {@link Deadlines}.
   */
  static final Duration SILENCE = Duration.ofSeconds(40);

  /** Nobody is silent who left fewer calls unanswered. */
  private static final int FEWEST_CALLS = 3;

  /**
   * So long after one task could prepare something every other has tried again, since none waits
   * longer than half a minute for it. Clocks differ by less.
   */
  private static final Duration ALL_HAVE_TRIED = Duration.ofMinutes(2);

  /** A task that has failed for so many {@code completionTimeout} is not waited for. */
  private static final int MOST_COMPLETION_TIMEOUTS = 4;

  private LostTouch() {}

  /** Why the task in {@code pod} is given up, for people; empty while it is not. */
  static Optional<PodTrouble> of(
      Observation observation, TaskGroup group, Generation generation, ObservedPod pod) {
    Deadlines deadlines =
        observation.settings() == null ? Deadlines.USUAL : observation.settings().deadlines();
    return isSilent(observation, pod, deadlines)
        .or(() -> isStuck(observation, group, generation, pod, deadlines));
  }

  /** Whether a task has left calls unanswered for {@link #SILENCE}, and more than one or two. */
  static boolean isSilent(ObservedPod pod, Instant now) {
    return isSilent(pod, SILENCE, FEWEST_CALLS, now);
  }

  private static boolean isSilent(ObservedPod pod, Duration silence, int calls, Instant now) {
    Unanswered unanswered = pod.unanswered();
    return unanswered != null
        && unanswered.calls() >= calls
        && now.isAfter(unanswered.since().plus(silence));
  }

  private static Optional<PodTrouble> isSilent(
      Observation observation, ObservedPod pod, Deadlines deadlines) {
    Unanswered unanswered = pod.unanswered();
    boolean silent =
        isSilent(pod, deadlines.silence(), deadlines.unansweredCalls(), observation.now());
    return unanswered != null && silent && unanswered.isOutOfReach()
        ? Optional.of(
            new PodTrouble(
                Reason.TaskUnreachable,
                (unanswered.refused()
                        ? "it has refused the operator's token in %d calls since %s"
                        : "it has left %d calls unanswered since %s")
                    .formatted(unanswered.calls(), unanswered.since())))
        : Optional.empty();
  }

  /**
   * While deep storage does not answer, or its task reports errors that others may have too, it
   * gets on as soon as it can: another would fare no better, and would have to read everything
   * again.
   */
  private static Optional<PodTrouble> isStuck(
      Observation observation,
      TaskGroup group,
      Generation generation,
      ObservedPod pod,
      Deadlines deadlines) {
    Duration completion = deadlines.completion();
    boolean overdue = isOverdue(observation.now(), generation, pod, completion);
    Optional<Instant> failed =
        newestError(pod).filter(error -> error.isAfter(observation.now().minus(completion)));
    boolean held =
        failed.isPresent()
            && !(failsAlone(observation, pod, failed.get(), completion)
                && canBeReadAgain(observation, group, generation));
    return overdue && !held && observation.ledger() instanceof LedgerObservation.Read
        ? Optional.of(
            new PodTrouble(
                Reason.CompletionOverdue,
                "generation %d of task group %d has its end, and its task has come no nearer to it since %s"
                    .formatted(generation.number(), group.id(), pod.progressedAt())))
        : Optional.empty();
  }

  private static Optional<Instant> newestError(ObservedPod pod) {
    Report report = pod.report();
    return report == null
        ? Optional.empty()
        : report.errors().stream().map(TaskError::time).max(Comparator.naturalOrder());
  }

  /**
   * Whether what a task fails at is trouble of its node, as far as can be told: what others have
   * prepared was committed when it was overdue, and it has failed again since; or it has failed for
   * very long.
   */
  private static boolean failsAlone(
      Observation observation, ObservedPod pod, Instant failed, Duration completion) {
    Instant progressedAt = pod.progressedAt();
    if (progressedAt == null) {
      return false;
    }
    Commit commit = observation.state().commit();
    boolean othersGetOn =
        commit != null
            && commit.kind() == LedgerEntry.Kind.COMMIT
            && commit.time().isAfter(progressedAt.plus(completion))
            && failed.isAfter(commit.time().plus(ALL_HAVE_TRIED));
    return othersGetOn
        || observation
            .now()
            .isAfter(progressedAt.plus(completion.multipliedBy(MOST_COMPLETION_TIMEOUTS)));
  }

  /** Whether the stream answers, and has what an attempt after this one would have to read. */
  private static boolean canBeReadAgain(
      Observation observation, TaskGroup group, Generation generation) {
    return observation.stream() instanceof StreamObservation.Known
        && !LostRangeRules.isPassed(
            observation, AttemptRules.whatIsLeft(observation, group, generation));
  }

  /** Whether a task has an end that it has come no nearer to for {@code completion}. */
  static boolean isOverdue(
      Instant now, Generation generation, ObservedPod pod, Duration completion) {
    return stands(now, generation, pod, completion, LostTouch::isOnItsWay);
  }

  /** Whether a task has prepared all up to its end, and has waited for its commit that long. */
  static boolean isCommitOverdue(
      Instant now, Generation generation, ObservedPod pod, Duration completion) {
    return stands(now, generation, pod, completion, TaskState.PREPARED::equals);
  }

  private static boolean stands(
      Instant now,
      Generation generation,
      ObservedPod pod,
      Duration completion,
      Predicate<TaskState> where) {
    Instant progressedAt = pod.progressedAt();
    return generation.phase() == Phase.FINISHING
        && pod.report() != null
        && progressedAt != null
        && where.test(pod.report().state())
        && now.isAfter(progressedAt.plus(completion));
  }

  /** What is prepared waits for others, not for its task. */
  private static boolean isOnItsWay(TaskState state) {
    return switch (state) {
      case NOT_STARTED, STARTING, READY, READING, PAUSED, PUBLISHING -> true;
      case PREPARED, COMPLETED, FAILED -> false;
    };
  }
}
