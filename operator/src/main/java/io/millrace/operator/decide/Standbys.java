package io.millrace.operator.decide;

import io.millrace.operator.Reason;
import io.millrace.protocol.Report;
import io.millrace.protocol.TaskState;
import io.millrace.streams.PartitionId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Whether a rollover waits for its standbys. What reads is not ended for a task that may never
 * start: it reads on, and what ails the task is said.
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
        "Pod %s of revision %s is not ready since %s; expected within %d seconds. %s"
            .formatted(
                PodName.of(observation, awaited.group(), standby, awaited.attempt().number()),
                standby.revision(),
                standby.createdAt(),
                RolloverRules.PATIENCE.toSeconds(),
                ailment(awaited));
    if (outdated.isPresent()) {
      draft.find(
          Reason.SpecUpdateWaits,
          "tasks read on under revision %s: %s. See its events and its log, then correct the spec or make room%s"
              .formatted(outdated.get(), late, unread()));
    } else {
      draft.find(
          Reason.RolloverWaits,
          "tasks read on, since what is to follow them does not start: %s. See its events and its log; the rollover goes on once it is ready%s"
              .formatted(late, unread()));
    }
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
