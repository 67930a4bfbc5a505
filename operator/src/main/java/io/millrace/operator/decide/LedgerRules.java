package io.millrace.operator.decide;

import io.millrace.operator.Reason;
import io.millrace.protocol.LedgerEntry;
import io.millrace.protocol.LedgerSnapshot;
import java.util.List;
import org.jspecify.annotations.Nullable;

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
   * Whether the newest commit has its entry, nothing follows it, and the chain is ours: the next
   * commit may be made.
   */
  static boolean mayCommit(Observation observation) {
    return observation.ledger() instanceof LedgerObservation.Read read
        && read.entries() == observation.state().commits()
        && (read.head() == null || read.head().ownerUid().equals(observation.uid()))
        && read.owner() != null;
  }

  private static void compare(Draft draft, LedgerObservation.Read read) {
    LedgerSnapshot head = read.head();
    if (head == null) {
      compareWithEmpty(draft, read);
    } else if (!head.ownerUid().equals(draft.observation().uid())) {
      if (maySucceed(draft, read, head)) {
        takeOver(draft, head);
      }
    } else if (head.commit() > draft.state().commits()) {
      takeOver(draft, head);
    } else if (head.commit() == draft.state().commits()
        && !head.positions().equals(draft.state().offsets().text())) {
      draft.findStall(
          Reason.LedgerConflict,
          "ledger entry %d leads to other positions than status.offsets; expected equal ones. Somebody wrote to one of them by hand: restore it"
              .formatted(head.commit()));
    }
  }

  private static void compareWithEmpty(Draft draft, LedgerObservation.Read read) {
    Observation observation = draft.observation();
    if (read.owner() != null
        && !read.owner().supervisorUid().equals(observation.uid())
        && !(sameInstallation(observation, read)
            || read.owner().supervisorUid().equals(observation.adoptLedgerOf()))) {
      draft.findStall(Reason.LedgerOwnedByOther, ownedByOther(observation, read, null));
    }
  }

  /** Whether this supervisor may go on with a chain that another resource began. */
  private static boolean maySucceed(Draft draft, LedgerObservation.Read read, LedgerSnapshot head) {
    Observation observation = draft.observation();
    if (draft.state().commit() != null) {
      draft.findStall(
          Reason.LedgerOwnedByOther,
          "the ledger was taken over by supervisor %s at entry %d; expected it to end at entry %d of this one. Let only one of the two run"
              .formatted(head.ownerUid(), head.commit(), draft.state().commits()));
      return false;
    }
    if (!(observation.stream() instanceof StreamObservation.Known known)) {
      return false;
    }
    String identity = known.description().identity(Positions.of(head.positions()).partitions());
    boolean adopted = head.ownerUid().equals(observation.adoptLedgerOf());
    if (!identity.equals(head.streamIdentity())) {
      draft.findStall(
          Reason.LedgerOwnedByOther,
          "the ledger of this name holds positions of stream %s, the spec names %s; expected the same. Use another name, or move the old ledger away"
              .formatted(head.streamIdentity(), identity));
      return false;
    }
    if (!sameInstallation(observation, read) && !adopted) {
      draft.findStall(Reason.LedgerOwnedByOther, ownedByOther(observation, read, head));
      return false;
    }
    return true;
  }

  private static boolean sameInstallation(Observation observation, LedgerObservation.Read read) {
    return read.owner() != null
        && read.owner().installationId().equals(observation.installationId());
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
        old.groups().stream()
            .map(
                group ->
                    new TaskGroup(
                        group.id(),
                        epoch,
                        group.partitions(),
                        GroupRules.firstFreeGeneration(draft, group.id(), group.nextGeneration()),
                        List.of()))
            .toList();
    draft.become(
        new SupervisorState(
            epoch, old.acceptedRevision(), known.description(), positions, commit, groups));
    draft.announce(
        Reason.LedgerTakenOver,
        "goes on with the ledger of supervisor %s after entry %d, with epoch %d"
            .formatted(head.ownerUid(), head.commit(), epoch));
  }

  private static String ownedByOther(
      Observation observation, LedgerObservation.Read read, @Nullable LedgerSnapshot head) {
    String owner =
        head != null ? head.ownerUid() : read.owner() == null ? "?" : read.owner().supervisorUid();
    return "the ledger of this name belongs to supervisor %s of another installation; expected this one (%s). If that one is gone for good, set spec.ledger.adopt: %s"
        .formatted(owner, observation.uid(), owner);
  }
}
