package io.millrace.operator.decide;

import io.millrace.operator.Reason;
import io.millrace.protocol.Report;
import io.millrace.protocol.TaskState;
import io.millrace.streams.PartitionId;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Whether a rollover waits for its standbys. What reads is not ended for a task that may never
 * start: it reads on, and what ails the task is said. So is what else a rollover waits for.
 */
final class Standbys {

  /** An attempt that is not ready, of a standby that is waited for. */
  private record Awaited(TaskGroup group, Generation standby, Attempt attempt) {}

  private final Observation observation;
  private final Step step;

  private Standbys(Observation observation, Step step) {
    this.observation = observation;
    this.step = step;
  }

  /**
   * Whether the step may begin: every standby is ready, or those that are late would not be waited
   * for to any good. That is so where they only lack room, which what is to end may be taking, and
   * where nobody reads anyway. Room is no reason where the spec has changed: the old one may be
   * taken back.
   */
  static boolean letBegin(Draft draft, Step step) {
    Standbys standbys = new Standbys(draft.observation(), step);
    List<Awaited> awaited = standbys.awaited();
    if (awaited.isEmpty()) {
      return true;
    }
    if (!awaited.stream().allMatch(each -> standbys.isLate(each.standby()))) {
      return false;
    }
    Optional<String> outdated = standbys.outdatedRevision();
    Optional<Awaited> hindered =
        awaited.stream().filter(each -> !standbys.lacksRoom(each)).findFirst();
    if (!standbys.isAnythingRead() || (outdated.isEmpty() && hindered.isEmpty())) {
      return true;
    }
    standbys.find(draft, hindered.orElse(awaited.getFirst()), outdated);
    return false;
  }

  /**
   * Says of a step that may begin but for {@code stopTaskCount} what it waits for, if it has for
   * long: others publish for a while after each rollover.
   */
  static void findLimited(Draft draft, Step step, Settings settings) {
    Standbys standbys = new Standbys(draft.observation(), step);
    int limit = TaskCounts.stopping(TaskCounts.wanted(draft.state(), settings), settings);
    List<TaskGroup> finishing =
        draft.state().groups().stream()
            .filter(TaskGroup::isFinishing)
            .sorted(Comparator.comparing(group -> finishing(group).createdAt()))
            .toList();
    standbys
        .mayBeginSince()
        .filter(since -> !finishing.isEmpty() && standbys.isOver(since))
        .ifPresent(since -> standbys.find(draft, since, finishing, limit));
  }

  /** When the last standby was ready and the time of the last group was up. */
  private Optional<Instant> mayBeginSince() {
    Stream<Instant> due =
        ending()
            .flatMap(
                group ->
                    group
                        .open()
                        .flatMap(open -> RolloverRules.due(observation, group, open))
                        .stream());
    Stream<Instant> ready =
        observation.state().groups().stream()
            .filter(group -> step.beginning().contains(group.id()))
            .flatMap(group -> group.standby().stream())
            .flatMap(standby -> standby.attempts().stream())
            .map(attempt -> attempt.readyAt() == null ? attempt.createdAt() : attempt.readyAt());
    return Stream.concat(due, ready).max(Comparator.naturalOrder());
  }

  private static Generation finishing(TaskGroup group) {
    return group.generations().stream()
        .filter(generation -> generation.phase() == Phase.FINISHING)
        .findFirst()
        .orElseThrow();
  }

  private List<Awaited> awaited() {
    return observation.state().groups().stream()
        .filter(group -> step.beginning().contains(group.id()))
        .flatMap(group -> group.standby().stream().flatMap(standby -> awaited(group, standby)))
        .toList();
  }

  /** One replica is enough to publish: the others of a standby that is late hold nobody up. */
  private Stream<Awaited> awaited(TaskGroup group, Generation standby) {
    List<Awaited> unready =
        standby.attempts().stream()
            .filter(attempt -> !isReady(group, standby, attempt))
            .map(attempt -> new Awaited(group, standby, attempt))
            .toList();
    boolean suffices = isLate(standby) && unready.size() < standby.replicas();
    return suffices ? Stream.empty() : unready.stream();
  }

  private boolean isReady(TaskGroup group, Generation standby, Attempt attempt) {
    return observation
        .pod(group, standby, attempt)
        .filter(present -> !present.isTerminating())
        .map(ObservedPod::report)
        .map(Report::state)
        .filter(state -> state == TaskState.READY)
        .isPresent();
  }

  private boolean isLate(Generation standby) {
    return isOver(standby.createdAt());
  }

  private boolean isOver(Instant since) {
    return !observation.now().isBefore(since.plus(RolloverRules.PATIENCE));
  }

  /**
   * Whether it is only room that an attempt lacks, and for long: one that follows a failed one had
   * room.
   */
  private boolean lacksRoom(Awaited awaited) {
    Attempt attempt = awaited.attempt();
    return isOver(attempt.retryAt() == null ? attempt.createdAt() : attempt.retryAt())
        && trouble(awaited).filter(PodTrouble::isLackOfRoom).isPresent();
  }

  private Optional<PodTrouble> trouble(Awaited awaited) {
    return observation.trouble(awaited.group(), awaited.standby(), awaited.attempt());
  }

  /** The revision of what is to end, if it is another one than what follows has. */
  private Optional<String> outdatedRevision() {
    return ending()
        .flatMap(group -> group.open().stream())
        .map(Generation::revision)
        .filter(revision -> !revision.equals(observation.state().acceptedRevision()))
        .findFirst();
  }

  private Stream<TaskGroup> ending() {
    return step.ending().stream().flatMap(id -> observation.state().group(id).stream());
  }

  private boolean isAnythingRead() {
    return ending().anyMatch(group -> group.open().filter(open -> isRead(group, open)).isPresent());
  }

  /** Whether somebody reads, or is replaced by one who may. */
  private boolean isRead(TaskGroup group, Generation open) {
    return Standstill.isAnybodyReading(observation, group, open)
        || !AttemptRules.wasLookedFor(observation, group, open)
        || open.attempts().stream().anyMatch(attempt -> !isOver(attempt.createdAt()));
  }

  private void find(Draft draft, Awaited awaited, Optional<String> outdated) {
    Generation standby = awaited.standby();
    String late =
        "Pod %s of revision %s is not ready since %s; expected within %d seconds. %s. See its events and its log"
            .formatted(
                PodName.of(observation, awaited.group(), standby, awaited.attempt().number()),
                standby.revision(),
                standby.createdAt(),
                RolloverRules.PATIENCE.toSeconds(),
                ailment(awaited));
    say(
        draft,
        outdated,
        outdated.isPresent()
            ? late + ", then correct the spec or make room"
            : late + "; the rollover goes on once it is ready");
  }

  private void find(Draft draft, Instant since, List<TaskGroup> finishing, int limit) {
    TaskGroup first = finishing.getFirst();
    int more = finishing.size() - 1;
    say(
        draft,
        outdatedRevision(),
        "the end of generation %d of task group %d%s is not committed, and ioConfig.stopTaskCount, or stopTaskCountRatio of the autoscaler, lets %s end at a time; task group %s could roll over since %s, expected within %d seconds. See what the other findings and status.taskGroups say of task group %d, or raise stopTaskCount"
            .formatted(
                finishing(first).number(),
                first.id(),
                more > 0 ? ", and of %d more,".formatted(more) : "",
                Counted.of(limit, "task group"),
                step.ending().stream()
                    .sorted()
                    .map(String::valueOf)
                    .collect(Collectors.joining(", ")),
                since.truncatedTo(ChronoUnit.SECONDS),
                RolloverRules.PATIENCE.toSeconds(),
                first.id()));
  }

  private void say(Draft draft, Optional<String> outdated, String why) {
    draft.find(
        outdated.isPresent() ? Reason.SpecUpdateWaits : Reason.RolloverWaits,
        "tasks read on%s: %s%s"
            .formatted(
                outdated
                    .map(revision -> " under revision " + revision)
                    .orElse(", since what is to follow them does not begin"),
                why,
                unread()));
  }

  /** What nobody reads until the rollover goes on: partitions that are new, or have moved. */
  private String unread() {
    Transit transit = Transit.of(observation.state());
    SortedSet<PartitionId> unread =
        observation.state().groups().stream()
            .filter(group -> group.open().isPresent())
            .flatMap(group -> transit.unread(group).stream())
            .collect(Collectors.toCollection(TreeSet::new));
    unread.removeAll(observation.lostPartitions());
    return unread.isEmpty()
        ? ""
        : ". Nobody reads %s meanwhile".formatted(NamedPartitions.of(unread));
  }

  private String ailment(Awaited awaited) {
    int failures = awaited.attempt().failures();
    return trouble(awaited)
        .map(trouble -> "%s: %s".formatted(trouble.reason(), trouble.message()))
        .orElseGet(
            () ->
                failures > 0
                    ? "Before it %s failed in a row: see recentErrors and events for why"
                        .formatted(Counted.of(failures, "task"))
                    : "Its task has not connected to the stream yet");
  }
}
