package io.millrace.runner.life;

import io.millrace.protocol.Assignment;
import io.millrace.protocol.Prepared;
import io.millrace.runner.life.Progress.Place;
import io.millrace.streams.PartitionId;
import io.millrace.streams.Position;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * All that a task with start positions knows: what it was told last, how far it has come.
 *
 * @param attempt which task this is
 * @param decidesAlone whether the group has no other replica, so that the task cuts its sequences
 *     where it likes
 * @param assignment the newest assignment
 * @param progress what was read and is not acknowledged
 * @param pauseOver number of the assignment whose pause has ended by itself, 0 for none
 * @param longEnough number of the sequence that is long enough to end, -1 for none
 * @param draining whether the process was asked to end
 * @param openGivenUp whether the sequence being read will not be closed any more
 */
public record Work(
    Attempt attempt,
    boolean decidesAlone,
    Assignment assignment,
    Progress progress,
    long pauseOver,
    int longEnough,
    boolean draining,
    boolean openGivenUp) {

  private static final int NONE = -1;

  /** Reading waits while more sequences than this are closed and not prepared. */
  static final int MAX_UNPREPARED = 2;

  /** Reading waits while more sequences than this are not acknowledged. */
  static final int MAX_UNACKNOWLEDGED = 50;

  static Work begin(
      Attempt attempt, boolean decidesAlone, Assignment assignment, Map<String, String> start) {
    return new Work(
        attempt,
        decidesAlone,
        assignment,
        Progress.from(Positions.of(start)),
        0,
        NONE,
        false,
        false);
  }

  /** Where reading has to stop next: the next boundary, else the end. Empty when nowhere. */
  public Optional<Positions> limit() {
    if (assignment.end() == null && assignment.boundaries().isEmpty()) {
      return Optional.empty();
    }
    SortedMap<PartitionId, Position> limit = new TreeMap<>();
    end().ifPresent(end -> limit.putAll(end.byPartition()));
    nextBoundary().ifPresent(boundary -> limit.putAll(boundary.byPartition()));
    return limit.isEmpty() ? Optional.empty() : Optional.of(new Positions(limit));
  }

  /** Whether all was read up to the end. */
  public boolean isAtEnd() {
    return end().filter(progress.positions()::isAt).isPresent();
  }

  /**
   * Whether nothing more will be read or closed. While draining, a boundary that lies ahead is not
   * reached any more.
   */
  public boolean isReadOut() {
    return (isAtEnd() || draining) && (!progress.isAdvance() || openGivenUp || limit().isPresent());
  }

  /** Whether a poll may follow now. */
  public boolean mayRead() {
    return !isAtEnd()
        && !draining
        && !isPaused()
        && progress.unprepared() <= MAX_UNPREPARED
        && progress.closed().size() <= MAX_UNACKNOWLEDGED;
  }

  public boolean isPaused() {
    return assignment.paused() && assignment.number() != pauseOver;
  }

  /** Number of sequences that are not acknowledged, the one being read included. */
  public int sequences() {
    return progress.closed().size() + (isReadOut() ? 0 : 1);
  }

  /**
   * Where the sequence being read begins, while it is long enough to end and nobody has said where
   * it ends.
   */
  public Optional<Positions> checkpointWanted() {
    boolean wanted =
        longEnough == progress.number() && progress.isAdvance() && !draining && limit().isEmpty();
    return wanted ? Optional.of(progress.start()) : Optional.empty();
  }

  /** Where the task has to end, once that is known. */
  public Optional<Positions> end() {
    return Optional.ofNullable(assignment.end()).map(Positions::of);
  }

  LifeCycle assigned(Assignment next) {
    Work told = withAssignment(next);
    if (next.stop()) {
      return new LifeCycle.Completed(Optional.of(told));
    }
    Optional<Progress> left = acknowledged(next);
    if (left.isEmpty()) {
      return told.failed(Reasons.ATTEMPT_SUPERSEDED, told.describeSuperseded());
    }
    Work acknowledged = told.withProgress(left.get());
    if (acknowledged.progress().isAdvance()
        && !decidesAlone
        && !next.messageTimeBounds().equals(assignment.messageTimeBounds())) {
      return told.failed(Reasons.BOUNDARY_PASSED, told.describePassedEventTimes());
    }
    return acknowledged
        .passedBoundary()
        .map(boundary -> told.failed(Reasons.BOUNDARY_PASSED, told.describePassed(boundary)))
        .orElseGet(acknowledged::settled);
  }

  LifeCycle read(Positions now) {
    return withProgress(progress.read(now)).settled();
  }

  /** With other replicas the sequence ends where it is decided for all of them together. */
  LifeCycle checkpoint() {
    return decidesAlone
        ? withProgress(progress.cut(attempt)).settled()
        : wantingCheckpoint().settled();
  }

  LifeCycle prepared(int sequence, Prepared result) {
    return withProgress(progress.prepared(sequence, result)).settled();
  }

  LifeCycle drained() {
    return new Work(
            attempt, decidesAlone, assignment, progress, pauseOver, longEnough, true, openGivenUp)
        .settled();
  }

  /** Nobody has recorded an end of the sequence being read: its rows are left to others. */
  LifeCycle givingUpOpen() {
    return new Work(
            attempt, decidesAlone, assignment, progress, pauseOver, longEnough, draining, true)
        .settled();
  }

  LifeCycle pauseEnded() {
    return new Work(
            attempt,
            decidesAlone,
            assignment,
            progress,
            assignment.number(),
            longEnough,
            draining,
            openGivenUp)
        .settled();
  }

  /** The state that follows from all that is known, after the cuts that are due. */
  LifeCycle settled() {
    boolean atBoundary = nextBoundary().filter(progress.positions()::isAt).isPresent();
    boolean cuts = atBoundary || isAtEnd() || (draining && decidesAlone);
    if (progress.isAdvance() && !openGivenUp && cuts) {
      return withProgress(progress.cut(attempt)).settled();
    }
    if (isReadOut() && progress.closed().isEmpty()) {
      return new LifeCycle.Completed(Optional.of(this));
    }
    if (isReadOut() && progress.isPrepared()) {
      return new LifeCycle.Prepared(this);
    }
    if (isPaused() && !draining && !isAtEnd()) {
      return new LifeCycle.Paused(this);
    }
    return draining || assignment.end() != null
        ? new LifeCycle.Publishing(this)
        : new LifeCycle.Reading(this);
  }

  /** One of several replicas goes on behind what another one committed before it got there. */
  private Optional<Progress> acknowledged(Assignment next) {
    Optional<Progress> left = progress.acknowledged(next.committed());
    return decidesAlone ? left : left.or(() -> progress.overtaken(next.committed()));
  }

  private Optional<Positions> nextBoundary() {
    if (assignment.boundaries().isEmpty()) {
      return Optional.empty();
    }
    return assignment.boundaries().stream()
        .map(Positions::of)
        .filter(boundary -> progress.place(boundary) == Place.AHEAD)
        .map(progress::notBehind)
        .findFirst();
  }

  private Optional<Positions> passedBoundary() {
    Optional<Positions> passedEnd = end().filter(end -> !progress.positions().isAtOrBefore(end));
    return passedEnd.or(
        () ->
            assignment.boundaries().stream()
                .map(Positions::of)
                .filter(boundary -> progress.place(boundary) == Place.PASSED)
                .findFirst());
  }

  private LifeCycle failed(String reason, String message) {
    return new LifeCycle.Failed(new Problem(reason, message), Optional.of(this));
  }

  private String describeSuperseded() {
    return "Another attempt committed %s, which lies inside of what this one read from %s to %s: its rows from there on can never be committed. Another task takes over."
        .formatted(
            assignment.committed().positions(),
            progress.oldestStart().text(),
            progress.positions().text());
  }

  private String describePassed(Positions boundary) {
    return "The task is to stop at %s, but has read to %s already, in sequences that begin at %s. Another task takes over."
        .formatted(boundary.text(), progress.positions().text(), progress.oldestStart().text());
  }

  /** The same rows under other event times would make another sequence of them. */
  private String describePassedEventTimes() {
    return "The task is to accept events up to %s from %s on, but has read to %s already with others. Another task takes over."
        .formatted(
            assignment.messageTimeBounds().maximum(),
            assignment.committed().positions(),
            progress.positions().text());
  }

  private Work withAssignment(Assignment next) {
    return new Work(
        attempt, decidesAlone, next, progress, pauseOver, longEnough, draining, openGivenUp);
  }

  private Work withProgress(Progress next) {
    return new Work(
        attempt, decidesAlone, assignment, next, pauseOver, longEnough, draining, openGivenUp);
  }

  /** A sequence in which nothing was read has nothing to end. */
  private Work wantingCheckpoint() {
    return progress.isAdvance()
        ? new Work(
            attempt,
            decidesAlone,
            assignment,
            progress,
            pauseOver,
            progress.number(),
            draining,
            openGivenUp)
        : this;
  }
}
