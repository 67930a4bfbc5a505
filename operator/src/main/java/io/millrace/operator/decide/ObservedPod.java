package io.millrace.operator.decide;

import io.millrace.protocol.Report;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A Pod of the supervisor, as the informer's cache has it, with what its task last said.
 *
 * @param name what its name says
 * @param uid its UID: the identity of the attempt
 * @param phase where it is
 * @param deletedAt when its grace period is over after its deletion, by the clock of this operator;
 *     absent while it may live
 * @param createdAt when it was created
 * @param placedAt when a node took it; absent before one has
 * @param address IP address that its task answers at; absent before it has one
 * @param trouble why it does not start or has failed; absent when all is well
 * @param report what its task last said; absent when it never answered
 * @param reportedAt when that was; absent when it never answered
 * @param unanswered since when it does not answer; absent while it does, or is not asked
 * @param progressedAt when this operator last saw that it had got on; absent when it never answered
 */
public record ObservedPod(
    PodName name,
    String uid,
    Phase phase,
    @Nullable Instant deletedAt,
    Instant createdAt,
    @Nullable Instant placedAt,
    @Nullable String address,
    @Nullable PodTrouble trouble,
    @Nullable Report report,
    @Nullable Instant reportedAt,
    @Nullable Unanswered unanswered,
    @Nullable Instant progressedAt) {

  /** A Pod that should have ended is waited for until this long after its grace period. */
  private static final Duration OVERDUE = Duration.ofSeconds(10);

  /** What a Pod holds is given up no sooner: its node may come back. */
  private static final Duration LONG = Duration.ofMinutes(6);

  /** One that a node took at once, and that answers and gets on, as far as anybody knows. */
  public ObservedPod(
      PodName name,
      String uid,
      Phase phase,
      @Nullable Instant deletedAt,
      Instant createdAt,
      @Nullable String address,
      @Nullable PodTrouble trouble,
      @Nullable Report report,
      @Nullable Instant reportedAt) {
    this(
        name,
        uid,
        phase,
        deletedAt,
        createdAt,
        createdAt,
        address,
        trouble,
        report,
        reportedAt,
        null,
        null);
  }

  /** The phases of a Pod. */
  public enum Phase {
    PENDING,
    RUNNING,
    SUCCEEDED,
    FAILED;

    /** Whether its process has ended for good. */
    public boolean hasEnded() {
      return this == SUCCEEDED || this == FAILED;
    }
  }

  /** Whether its process has ended for good. */
  public boolean hasEnded() {
    return phase.hasEnded();
  }

  public boolean isTerminating() {
    return deletedAt != null;
  }

  /** Whether its task has rows that are not committed, as far as it says, prepared or not. */
  boolean holdsRows() {
    return report != null && report.oldestStart() != null;
  }

  /**
   * Whether its task may still write a manifest. One that has failed may have written one that it
   * does not know of, until its process has ended. One that does not answer is waited for until it
   * should have ended after its deletion: its node may be lost, and then its Pod stays for good.
   */
  boolean mayPrepare(Instant now) {
    return !hasEnded() && hasMoreToPrepare() && !(isOverdue(now) && LostTouch.isSilent(this, now));
  }

  /** Whether it should have ended long ago, and its task does not answer: its node is lost. */
  boolean isOfLostNode(Instant now) {
    return isOverdue(now.minus(LONG)) && LostTouch.isSilent(this, now);
  }

  /** Whether it was deleted, and should have ended by now. */
  boolean isOverdue(Instant now) {
    return deletedAt != null && now.isAfter(deletedAt.plus(OVERDUE));
  }

  private boolean hasMoreToPrepare() {
    if (report == null) {
      return phase == Phase.RUNNING && address != null;
    }
    return holdsRows()
        && switch (report.state()) {
          case NOT_STARTED, STARTING, READY, READING, PAUSED, PUBLISHING, FAILED -> true;
          case PREPARED, COMPLETED -> false;
        };
  }
}
