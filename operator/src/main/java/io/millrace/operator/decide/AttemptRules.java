package io.millrace.operator.decide;

import io.millrace.operator.Reason;
import io.millrace.protocol.Prepared;
import io.millrace.protocol.Report;
import io.millrace.protocol.TaskState;
import io.millrace.streams.PartitionId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * One Pod is one attempt. One that ended, is being deleted, or cannot commit any more is followed
 * by another of the same replica, which starts where nobody has prepared anything.
 */
final class AttemptRules {

  /**
   * A Pod that is not in the cache for this long was there and is gone, or its creation was lost.
   */
  static final Duration CREATION_GRACE = Duration.ofSeconds(10);

  /** An attempt that lived this long is not part of a crash loop. */
  private static final Duration STABLE = Duration.ofMinutes(10);

  private static final Duration LONGEST_BACKOFF = Duration.ofMinutes(5);

  private AttemptRules() {}

  static void apply(Draft draft) {
    Observation.Deletion deletion = draft.observation().deletion();
    if (deletion != null && deletion.foreground()) {
      return; // nothing that a new attempt would mount is there any more
    }
    Set<PartitionId> lost = LostTopics.partitions(draft.observation());
    draft.changeGenerations(
        (group, generation) ->
            generation.phase() == Phase.COMMITTED
                    || LostTopics.isStuck(draft.observation(), generation, lost)
                ? generation
                : next(draft, group, generation));
  }

  private static Generation next(Draft draft, TaskGroup group, Generation generation) {
    Generation next = generation;
    for (Attempt attempt : generation.attempts()) {
      next = next(draft, group, next, attempt);
    }
    return next;
  }

  private static Generation next(
      Draft draft, TaskGroup group, Generation generation, Attempt attempt) {
    Observation observation = draft.observation();
    Optional<ObservedPod> pod = observation.pod(group, generation, attempt);
    if (attempt.start() == null && generation.start() != null) {
      return awaitPredecessors(observation, group, generation, attempt);
    }
    if (leavesHole(observation, group, generation, attempt)) {
      return wasLookedFor(observation, group, generation)
          ? follow(observation, group, generation, attempt, 0)
          : generation;
    }
    if (isLeftToOthers(observation, group, generation, attempt, pod)) {
      return generation;
    }
    if (pod.isEmpty() && isOvertaken(observation, attempt)) {
      return follow(observation, group, generation, attempt, 0);
    }
    if (pod.isEmpty()) {
      return isGone(observation, group, generation, attempt)
              && wasLookedFor(observation, group, generation)
          ? followGone(draft, group, generation, attempt)
          : generation;
    }
    if (pod.get().hasEnded()) {
      return generation.start() == null || wasLookedFor(observation, group, generation)
          ? followEnded(draft, group, generation, attempt, pod.get())
          : generation;
    }
    if (pod.get().isTerminating()) {
      draft.announce(
          Reason.TaskReplaced,
          "task %s is being deleted: another one gets ready, and goes on where it stops"
              .formatted(pod.get().name()));
      return warmUp(observation, generation, attempt);
    }
    if (isStranded(observation, group, generation, attempt, pod.get())) {
      draft.warn(
          Reason.AttemptSuperseded,
          "task %s holds rows from %s on, which can never be committed: another attempt's are. It is replaced"
              .formatted(
                  pod.get().name(),
                  pod.get().report() == null ? "?" : pod.get().report().oldestStart()));
      return follow(observation, group, generation, attempt, 0);
    }
    Optional<PodTrouble> givenUpFor =
        LostTouch.of(observation, group, generation, pod.get())
            .or(() -> FailedStart.of(pod.get(), attempt.failures(), observation.now()));
    if (givenUpFor.isPresent()) {
      draft.warn(
          givenUpFor.get().reason(),
          "task %s is replaced: %s".formatted(pod.get().name(), givenUpFor.get().message()));
      return giveUp(observation, generation, attempt);
    }
    return started(observation, generation, attempt, pod.get());
  }

  /**
   * Names of the generation's Pods that are gone or have ended, whose manifests only deep storage
   * knows; with a remark, of those that are there and that nobody waits for.
   */
  static Set<String> gonePods(Observation observation, TaskGroup group, Generation generation) {
    Set<String> gone = new LinkedHashSet<>();
    for (int number = 0; number <= generation.newestAttempt(); number++) {
      Optional<ObservedPod> pod = observation.pod(group, generation, number);
      boolean absent =
          generation
              .attempt(number)
              .map(present -> isGone(observation, group, generation, present))
              .orElse(pod.isEmpty());
      if (absent || (pod.isPresent() && pod.get().hasEnded())) {
        gone.add(PodName.of(observation, group, generation, number).toString());
      }
    }
    awaited(observation, group, generation).stream()
        .filter(pod -> !pod.hasEnded() && !saysThatItIsDone(pod))
        .filter(pod -> isNotWaitedFor(observation, pod))
        .forEach(pod -> gone.add(unheard(observation, generation, pod)));
    return gone;
  }

  /** Pods of which somebody needs to know what they prepare. */
  private static List<ObservedPod> awaited(
      Observation observation, TaskGroup group, Generation generation) {
    if (StreamRules.isLost(observation, generation)) {
      return observation.pods(group, generation);
    }
    if (generation.attempts().stream().anyMatch(attempt -> attempt.start() == null)) {
      return earlier(observation, group, generation);
    }
    List<ObservedPod> ofLostNodes =
        observation.pods(group, generation).stream()
            .filter(pod -> pod.isOfLostNode(observation.now()))
            .toList();
    boolean rowsAreLost =
        !ofLostNodes.isEmpty()
            && LostRangeRules.isPassed(
                observation, observation.state().offsets().only(generation.partitions()));
    return rowsAreLost ? ofLostNodes : List.of();
  }

  /**
   * One that answers again and then no more is another case. So is one that is replaced, or should
   * have ended: until then it may have prepared more than was found.
   */
  private static String unheard(Observation observation, Generation generation, ObservedPod pod) {
    Unanswered unanswered = pod.unanswered();
    String since =
        unanswered != null && LostTouch.isSilent(pod, observation.now())
            ? " since " + unanswered.since()
            : "";
    boolean replaced = generation.attempt(pod.name().attempt()).isEmpty();
    return "%s (unheard%s%s%s)"
        .formatted(
            pod.name(),
            since,
            replaced ? ", replaced" : "",
            pod.isOfLostNode(observation.now())
                ? ", its node lost"
                : pod.isOverdue(observation.now()) ? ", to have ended" : "");
  }

  /** Whether the manifests of all Pods that are gone are known. */
  static boolean wasLookedFor(Observation observation, TaskGroup group, Generation generation) {
    return Candidates.left(observation, group, generation)
        .lookedFor()
        .containsAll(gonePods(observation, group, generation));
  }

  /** Whether there is anything left to read for an attempt. */
  static boolean needsPod(Generation generation, Attempt attempt) {
    return switch (generation.phase()) {
      case STANDBY, READING, CHECKPOINTING, PAUSING -> true;
      case FINISHING ->
          attempt.start() == null
              || generation.end() == null
              || attempt.start().anyBefore(generation.end());
      case COMMITTED -> false;
    };
  }

  /** Whether a present attempt's Pod should be there by now and is not. */
  static boolean isGone(
      Observation observation, TaskGroup group, Generation generation, Attempt attempt) {
    Instant expected = attempt.retryAt() == null ? attempt.createdAt() : attempt.retryAt();
    return attempt.start() != null
        && needsPod(generation, attempt)
        && observation.pod(group, generation, attempt).isEmpty()
        && !wasRefused(observation, group, generation, attempt)
        && observation.now().isAfter(expected.plus(CREATION_GRACE));
  }

  private static boolean wasRefused(
      Observation observation, TaskGroup group, Generation generation, Attempt attempt) {
    return observation
        .refusedPods()
        .contains(PodName.of(observation, group, generation, attempt.number()).toString());
  }

  /**
   * Whether an attempt has nothing to read, and yet nothing leads to the end: what it relied on was
   * overtaken by another attempt's cut.
   */
  private static boolean leavesHole(
      Observation observation, TaskGroup group, Generation generation, Attempt attempt) {
    return generation.start() != null
        && !needsPod(generation, attempt)
        && !whatIsLeft(observation, group, generation).isEmpty();
  }

  /** Whether the positions have moved past where an attempt would start that has no Pod yet. */
  private static boolean isOvertaken(Observation observation, Attempt attempt) {
    return attempt.start() != null
        && attempt.retryAt() != null
        && observation.now().isBefore(attempt.retryAt())
        && attempt.start().anyBefore(observation.state().offsets());
  }

  private static boolean isStranded(
      Observation observation,
      TaskGroup group,
      Generation generation,
      Attempt attempt,
      ObservedPod pod) {
    Report report = pod.report();
    if (report == null
        || report.oldestStart() == null
        || generation.start() == null
        || attempt.start() == null) {
      return false;
    }
    Positions oldest = Positions.of(report.oldestStart());
    if (oldest.equalWithin(Chain.begin(observation, generation))) {
      return false;
    }
    Chain chain = Chain.of(observation, group, generation);
    if (chain.leadsTo(oldest)
        || !wasLookedFor(observation, group, generation)
        || judgesItself(generation, chain, oldest)) {
      return false;
    }
    Positions open = oldest;
    for (Prepared prepared : cuts(observation, group, generation, pod, report)) {
      Positions end = Positions.of(prepared.manifest().end());
      if (generation.committed().contains(prepared.path())
          || end.atOrBefore(observation.state().offsets())) {
        open = open.with(end);
      }
    }
    return !chain.leadsTo(open);
  }

  /**
   * One of several replicas that what is committed has passed has a cut there, or drops what it has
   * read, or fails, when it is told.
   */
  private static boolean judgesItself(Generation generation, Chain chain, Positions oldest) {
    return generation.replicas() > 1 && oldest.atOrBefore(chain.points().getFirst());
  }

  /**
   * Whether an attempt that came to its end, or is about to, needs no other: with an end recorded
   * one replica is enough.
   */
  private static boolean isLeftToOthers(
      Observation observation,
      TaskGroup group,
      Generation generation,
      Attempt attempt,
      Optional<ObservedPod> pod) {
    boolean lives = pod.filter(own -> !own.hasEnded() && !own.isTerminating()).isPresent();
    return generation.phase() == Phase.FINISHING
        && !lives
        && observation.presentPods(group, generation).stream()
            .filter(other -> other.name().attempt() != attempt.number())
            .anyMatch(other -> !other.hasEnded() && !other.isTerminating() && other.holdsRows());
  }

  /**
   * The sequences that a task has prepared, oldest first: those that it reports, and those whose
   * manifests were found before it came to report them.
   */
  private static List<Prepared> cuts(
      Observation observation,
      TaskGroup group,
      Generation generation,
      ObservedPod pod,
      Report report) {
    List<Prepared> cuts = new ArrayList<>(report.prepared());
    Candidates.left(observation, group, generation).found().stream()
        .filter(found -> found.manifest().podUid().equals(pod.uid()))
        .filter(found -> !report.prepared().contains(found))
        .forEach(cuts::add);
    cuts.sort(Comparator.comparingInt(cut -> cut.manifest().sequence()));
    return cuts;
  }

  private static Generation started(
      Observation observation, Generation generation, Attempt attempt, ObservedPod pod) {
    Report report = pod.report();
    if (report == null) {
      return generation;
    }
    Generation seen =
        attempt.readyAt() == null && report.state() == TaskState.READY
            ? generation.replacing(attempt, attempt.readyAt(observation.now()))
            : generation;
    return seen.startedAt() == null && report.readingSince() != null
        ? seen.readingSince(observation.now())
        : seen;
  }

  /**
   * The next attempt is there already, and waits until the ones before it have prepared what they
   * can.
   */
  private static Generation awaitPredecessors(
      Observation observation, TaskGroup group, Generation generation, Attempt attempt) {
    boolean done =
        earlier(observation, group, generation).stream()
            .allMatch(pod -> isDrained(observation, pod));
    return done && wasLookedFor(observation, group, generation)
        ? generation.replacing(
            attempt, attempt.startingAt(whatIsLeft(observation, group, generation)))
        : generation;
  }

  private static boolean isDrained(Observation observation, ObservedPod pod) {
    if (pod.hasEnded()) {
      return true;
    }
    return saysThatItIsDone(pod) || isNotWaitedFor(observation, pod);
  }

  /** One that is to end: what it said before that may be older than what it was told last. */
  private static boolean saysThatItIsDone(ObservedPod pod) {
    Report report = pod.report();
    return report != null
        && report.draining()
        && (report.oldestStart() == null || hasPreparedAll(report));
  }

  private static boolean isNotWaitedFor(Observation observation, ObservedPod pod) {
    Instant now = observation.now();
    boolean silent =
        pod.reportedAt() != null && now.isAfter(pod.reportedAt().plus(LostTouch.SILENCE));
    return pod.isOverdue(now) || silent || LostTouch.isSilent(pod, now);
  }

  /**
   * One that has failed may have written a manifest that it does not know of: it is waited for
   * until its Pod has ended, and what it left is looked for.
   */
  private static boolean hasPreparedAll(Report report) {
    return report.state() == TaskState.PREPARED || report.state() == TaskState.COMPLETED;
  }

  private static Generation warmUp(Observation observation, Generation generation, Attempt old) {
    return generation.replacing(
        old,
        new Attempt(generation.newestAttempt() + 1, null, observation.now(), old.failures(), null));
  }

  /**
   * Its Pod is deleted, since it is an earlier one from now on; what it had prepared by then is
   * looked for before the next one gets its start.
   */
  private static Generation giveUp(Observation observation, Generation generation, Attempt old) {
    int failures = old.failures() + 1;
    Instant now = observation.now();
    return generation.replacing(
        old,
        new Attempt(generation.newestAttempt() + 1, null, now, failures, retryAt(now, failures)));
  }

  private static Generation followEnded(
      Draft draft, TaskGroup group, Generation generation, Attempt old, ObservedPod pod) {
    if (!needsPod(generation, old)) {
      return generation;
    }
    if (pod.phase() == ObservedPod.Phase.FAILED) {
      PodTrouble trouble = pod.trouble() == null ? PodTrouble.UNKNOWN : pod.trouble();
      draft.warn(
          trouble.reason(),
          "task %s failed and is replaced: %s".formatted(pod.name(), trouble.message()));
    }
    return followFailed(draft.observation(), group, generation, old, pod.createdAt());
  }

  private static Generation followGone(
      Draft draft, TaskGroup group, Generation generation, Attempt old) {
    draft.warn(
        Reason.TaskReplaced,
        "task %s is gone, or never came to be, and is replaced"
            .formatted(PodName.of(draft.observation(), group, generation, old.number())));
    return followFailed(draft.observation(), group, generation, old, old.createdAt());
  }

  /**
   * What ended before its time is followed with a growing delay, whatever its exit status, and so
   * is a Pod that never came to be.
   */
  private static Generation followFailed(
      Observation observation, TaskGroup group, Generation generation, Attempt old, Instant began) {
    boolean stable = Duration.between(began, observation.now()).compareTo(STABLE) > 0;
    return follow(observation, group, generation, old, stable ? 1 : old.failures() + 1);
  }

  private static Generation follow(
      Observation observation, TaskGroup group, Generation generation, Attempt old, int failures) {
    Instant now = observation.now();
    Positions start =
        generation.start() == null ? null : whatIsLeft(observation, group, generation);
    boolean inVain = start != null && LostRangeRules.isPassed(observation, start);
    Instant retryAt = inVain ? now.plus(LONGEST_BACKOFF) : retryAt(now, failures);
    return generation.replacing(
        old, new Attempt(generation.newestAttempt() + 1, start, now, failures, retryAt));
  }

  /** Where the next attempt starts; a partition that is at its end already is left out. */
  static Positions whatIsLeft(Observation observation, TaskGroup group, Generation generation) {
    Positions start = Chain.of(observation, group, generation).end();
    Positions end = generation.end();
    if (end == null) {
      return start;
    }
    TreeSet<PartitionId> behind = new TreeSet<>(start.partitions());
    behind.removeIf(partition -> start.at(partition).compareTo(end.at(partition)) >= 0);
    return start.only(behind);
  }

  /** Whether it has been ready for so long that failures before it count no more. */
  static boolean isStable(Observation observation, Attempt attempt) {
    return attempt.readyAt() != null && observation.now().isAfter(attempt.readyAt().plus(STABLE));
  }

  /** The first failure is retried at once, the next after 1, 2, 4 … seconds. */
  private static @Nullable Instant retryAt(Instant now, int failures) {
    if (failures < 2) {
      return null;
    }
    Duration delay = Duration.ofSeconds(1L << Math.min(failures - 2, 10));
    return now.plus(delay.compareTo(LONGEST_BACKOFF) > 0 ? LONGEST_BACKOFF : delay);
  }

  /** Pods of earlier attempts whose manifests are known, or that nobody waits for. */
  static List<ObservedPod> earlier(
      Observation observation, TaskGroup group, Generation generation) {
    int newest = generation.newestAttempt();
    List<ObservedPod> earlier = new ArrayList<>();
    for (ObservedPod pod : observation.pods(group, generation)) {
      int number = pod.name().attempt();
      if (number < newest && generation.attempt(number).isEmpty()) {
        earlier.add(pod);
      }
    }
    return earlier;
  }
}
