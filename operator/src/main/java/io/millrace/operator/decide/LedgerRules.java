package io.millrace.operator.decide;

import io.millrace.operator.Reason;
import io.millrace.protocol.LedgerEntry;
import io.millrace.protocol.LedgerSnapshot;
import java.util.List;
import java.util.Optional;

/** One owner of a ledger, and a chain that never lags or overtakes status unnoticed. */
final class LedgerRules {

  private LedgerRules() {}

  static void apply(Draft draft) {
    Observation observation = draft.observation();
    if (observation.candidate() != null
        && observation.candidate().written()
        && observation.deletion() == null
        && !observation.candidate().revision().equals(draft.state().acceptedRevision())) {
      draft.become(draft.state().withRevision(observation.candidate().revision()));
    }
    switch (observation.ledger()) {
      case LedgerObservation.NotYet ignored -> {}
      case LedgerObservation.Failed failed ->
          draft.find(Reason.DeepStorageUnavailable, failed.message());
      case LedgerObservation.Conflict conflict ->
          draft.findStall(Reason.LedgerConflict, conflict.message());
      case LedgerObservation.Read read -> compare(draft, read);
    }
  }

  /**
   * Whether the newest commit has its entry, nothing follows it, chain and datasource are ours: the
   * next commit may be made.
   */
  static boolean mayCommit(Observation observation) {
    return observation.ledger() instanceof LedgerObservation.Read read
        && read.entries() == observation.state().commits()
        && (read.head() == null || read.head().ownerUid().equals(observation.uid()))
        && read.owner() != null
        && (observation.state().commit() != null
            || LedgerOwnership.holdsDataSource(observation, read));
  }

  private static void compare(Draft draft, LedgerObservation.Read read) {
    Optional<Finding> refusal = LedgerOwnership.refusal(draft.observation(), read);
    refusal.ifPresent(finding -> draft.findStall(finding.reason(), finding.message()));
    LedgerSnapshot head = read.head();
    if (refusal.isPresent() || head == null) {
      return;
    }
    if (isToBeTakenOver(draft.observation(), read, head)) {
      takeOver(draft, head);
    } else if (head.commit() == draft.state().commits()
        && !head.positions().equals(draft.state().offsets().text())) {
      draft.findStall(
          Reason.LedgerConflict,
          "ledger entry %d leads to other positions than status.offsets; expected equal ones. Somebody wrote to one of them by hand: restore it"
              .formatted(head.commit()));
    }
  }

  /** Whether the chain is another resource's, or further on than this one's status. */
  private static boolean isToBeTakenOver(
      Observation observation, LedgerObservation.Read read, LedgerSnapshot head) {
    Commit commit = observation.state().commit();
    boolean begins = commit == null;
    boolean ours = head.ownerUid().equals(observation.uid());
    return (!begins || LedgerOwnership.holdsDataSource(observation, read))
        && (ours
            ? head.commit() > observation.state().commits()
            : commit == null || LedgerOwnership.wasOvertaken(commit, head));
  }

  private static void takeOver(Draft draft, LedgerSnapshot head) {
    if (!(draft.observation().stream() instanceof StreamObservation.Known known)
        || draft.observation().deletion() != null) {
      return;
    }
    SupervisorState old = draft.state();
    long epoch = Math.max(head.epoch(), old.epoch()) + 1;
    Positions positions = Positions.of(head.positions());
    Commit commit =
        new Commit(
            head.commit() + 1,
            LedgerEntry.Kind.TAKEOVER,
            draft.observation().now(),
            epoch,
            positions,
            positions,
            List.of(),
            0,
            0);
    List<TaskGroup> groups =
        old.groups().stream().map(group -> GroupRules.anew(draft, group, epoch)).toList();
    draft.become(
        new SupervisorState(
            epoch,
            old.acceptedRevision(),
            known.description(),
            positions,
            commit,
            groups,
            old.autoscaler(),
            old.quiet(),
            old.handoff(),
            ResetRules.known(old.jumps(), head.reset())));
    draft.announce(
        Reason.LedgerTakenOver,
        "goes on with the ledger of supervisor %s after entry %d, with epoch %d"
            .formatted(head.ownerUid(), head.commit(), epoch));
  }
}
