package io.millrace.operator.act;

import io.millrace.operator.decide.Action;
import io.millrace.operator.decide.Plan;
import io.millrace.operator.observe.AcceptedSpec;
import io.millrace.operator.observe.LeftBehindException;
import io.millrace.operator.observe.Revisions;
import io.millrace.operator.observe.Sight;
import io.millrace.operator.observe.SpecVerdict;
import io.millrace.operator.observe.SupervisorResource;
import io.millrace.operator.status.Event;
import io.millrace.operator.status.EventLimiter;
import io.millrace.operator.status.EventSink;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;

/**
 * Carries out the actions of plans of one supervisor, in order, once status says what they follow
 * from. Used by one iteration at a time.
 */
public final class PlanExecutor {

  private final LedgerActions ledger;
  private final PodActions pods;
  private final Revisions revisions;
  private final LeftManifestsFound left;
  private final Troubles troubles;
  private final StatusWriter status;
  private final EventSink events;
  private final EventLimiter limiter;

  /** What came of carrying out a plan. */
  public enum Result {
    DONE,
    /** The resource was let go: there is nothing left to do. */
    RELEASED,
    /** Letting go was refused, since the resource has moved on: decide again. */
    CONFLICT
  }

  public PlanExecutor(
      LedgerActions ledger,
      PodActions pods,
      Revisions revisions,
      LeftManifestsFound left,
      Troubles troubles,
      StatusWriter status,
      EventSink events,
      EventLimiter limiter) {
    this.ledger = ledger;
    this.pods = pods;
    this.revisions = revisions;
    this.left = left;
    this.troubles = troubles;
    this.status = status;
    this.events = events;
    this.limiter = limiter;
  }

  /**
   * @param sight what the plan was decided on
   * @param stored the resource as it is stored now, with the plan's state in its status
   */
  public Result carryOut(Sight sight, Plan plan, SupervisorResource stored) {
    left.keepOnly(plan.next());
    if (plan.next().equals(sight.observation().state())) {
      troubles.keepOnly(plan.actions()); // one that changes the state plans no Pods
    }
    for (Action action : plan.actions()) {
      if (action instanceof Action.Release) {
        return release(stored);
      }
      carryOut(sight, action);
    }
    return Result.DONE;
  }

  /** Tells people, unless they were told not long ago. */
  public void tell(SupervisorResource about, Event event, Instant now) {
    if (limiter.admits(event, now)) {
      events.publish(about, event);
    }
  }

  private void carryOut(Sight sight, Action action) {
    switch (action) {
      case Action.WriteRevision write -> tryToWriteRevision(sight, write);
      case Action.ReadLedger ignored -> ledger.read(sight);
      case Action.ClaimLedger claim -> ledger.claim(sight, claim);
      case Action.RecordCommit record -> ledger.record(sight, record.commit());
      case Action.LookForManifests look -> ledger.look(sight, look);
      case Action.CreatePod create -> pods.create(sight.resource(), create);
      case Action.DeletePod delete -> pods.delete(sight.resource(), delete);
      case Action.Assign assign -> pods.assign(assign);
      case Action.Announce announce ->
          tell(
              sight.resource(),
              new Event(announce.warning(), announce.reason(), announce.note()),
              sight.observation().now());
      case Action.Release ignored ->
          throw new IllegalStateException("a release ends the plan that it stands in");
    }
  }

  private void tryToWriteRevision(Sight sight, Action.WriteRevision write) {
    try {
      writeRevision(sight, write);
      troubles.cleanedUp();
    } catch (LeftBehindException e) {
      troubles.waitsForCleanup(String.valueOf(e.getMessage()));
    }
  }

  private void writeRevision(Sight sight, Action.WriteRevision write) {
    if (sight.verdict() instanceof SpecVerdict.Good good
        && good.spec().revision().equals(write.revision())) {
      AcceptedSpec spec = good.spec();
      revisions.write(sight.resource(), spec);
      Set<String> referenced = new HashSet<>();
      referenced.add(spec.revision());
      if (sight.observation().state().acceptedRevision() != null) {
        referenced.add(sight.observation().state().acceptedRevision());
      }
      sight.observation().state().groups().stream()
          .flatMap(group -> group.generations().stream())
          .forEach(generation -> referenced.add(generation.revision()));
      revisions.prune(sight.resource(), referenced);
    }
  }

  private Result release(SupervisorResource stored) {
    return switch (status.release(stored)) {
      case StatusWrite.Written ignored -> Result.RELEASED;
      case StatusWrite.Gone ignored -> Result.RELEASED;
      case StatusWrite.Conflict ignored -> Result.CONFLICT;
    };
  }
}
