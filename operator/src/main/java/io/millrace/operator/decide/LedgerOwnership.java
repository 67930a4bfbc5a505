package io.millrace.operator.decide;

import io.millrace.operator.Reason;
import io.millrace.protocol.DataSourceOwner;
import io.millrace.protocol.LedgerEntry;
import io.millrace.protocol.LedgerSnapshot;
import io.millrace.protocol.ManifestPaths;
import io.millrace.streams.PartitionId;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;

/** Whose a chain is, and a datasource: who may begin one, or go on with it. */
final class LedgerOwnership {

  private LedgerOwnership() {}

  /** Why this supervisor must not write to what was read; empty when nothing speaks against it. */
  static Optional<Finding> refusal(Observation observation, LedgerObservation.Read read) {
    return ofChain(observation, read).or(() -> ofDataSource(observation, read));
  }

  /**
   * Whether datasource or {@code owner.json} are still to be claimed. Nothing is claimed of what
   * another one owns, and a supervisor that has committed holds its datasource.
   */
  static boolean mustClaim(Observation observation, LedgerObservation.Read read) {
    boolean begins = observation.state().commit() == null;
    boolean lacks = read.owner() == null || (begins && !holdsDataSource(observation, read));
    boolean goesOn = !begins || (read.head() != null && observation.deletion() == null);
    return lacks && (goesOn || !observation.winding()) && ofChain(observation, read).isEmpty();
  }

  /** Whether this supervisor is known to be the one that publishes to its datasource. */
  static boolean holdsDataSource(Observation observation, LedgerObservation.Read read) {
    DataSourceClaim claim = claim(observation, read);
    return claim != null && claim.other() == null;
  }

  private static Optional<Finding> ofChain(Observation observation, LedgerObservation.Read read) {
    LedgerSnapshot head = read.head();
    if (head == null) {
      boolean ours = read.owner() == null || read.owner().supervisorUid().equals(observation.uid());
      return ours ? Optional.empty() : ofInstallation(observation, read);
    }
    Commit commit = observation.state().commit();
    if (head.ownerUid().equals(observation.uid())) {
      return head.commit() > observation.state().commits()
          ? ofStream(observation, head, Reason.StreamChanged)
          : Optional.empty();
    }
    if (commit != null && !wasOvertaken(commit, head)) {
      return isTakingOver(commit, head) ? Optional.empty() : stall(takenOver(commit, head));
    }
    return ofStream(observation, head, Reason.LedgerOwnedByOther)
        .or(() -> ofInstallation(observation, read));
  }

  /** Whether {@code commit} takes the chain over and its entry is not there yet. */
  private static boolean isTakingOver(Commit commit, LedgerSnapshot head) {
    return commit.kind() == LedgerEntry.Kind.TAKEOVER && head.commit() == commit.sequence() - 1;
  }

  /**
   * Whether the entry of {@code commit}, our first, was never written, since the supervisor before
   * wrote its last one there in the meantime: nothing of ours can have followed.
   */
  static boolean wasOvertaken(Commit commit, LedgerSnapshot head) {
    boolean first = commit.kind() == LedgerEntry.Kind.TAKEOVER || commit.sequence() == 1;
    return first && head.commit() == commit.sequence();
  }

  /** The positions of a chain have to be of the stream as it is now, once that is known. */
  private static Optional<Finding> ofStream(
      Observation observation, LedgerSnapshot head, Reason otherwise) {
    if (!(observation.stream() instanceof StreamObservation.Known known)) {
      return Optional.empty();
    }
    SortedSet<PartitionId> held = Positions.of(head.positions()).partitions();
    String identity = known.description().identity(held);
    return identity.equals(head.streamIdentity())
            && named(held) == named(known.description().partitions())
        ? Optional.empty()
        : Optional.of(
            new Finding(
                otherwise,
                "the ledger of this name holds positions of stream %s%s, the spec names %s%s; expected the same. Use another name, or move the old ledger away"
                    .formatted(
                        head.streamIdentity(),
                        form(held),
                        identity,
                        form(known.description().partitions())),
                true));
  }

  private static boolean named(Set<PartitionId> partitions) {
    return partitions.stream().anyMatch(partition -> partition.topic().isPresent());
  }

  private static String form(Set<PartitionId> partitions) {
    return named(partitions) ? " by topicPattern" : "";
  }

  private static Optional<Finding> ofInstallation(
      Observation observation, LedgerObservation.Read read) {
    String owner = ownerUid(read);
    return observation.installationId().equals(installationId(read))
            || owner.equals(observation.adoptLedgerOf())
        ? Optional.empty()
        : stall(
            "the ledger of this name belongs to supervisor %s of another installation; expected this one (%s). If that one is gone for good, set spec.ledger.adopt: %s"
                .formatted(owner, observation.uid(), owner));
  }

  private static String ownerUid(LedgerObservation.Read read) {
    if (read.head() != null) {
      return read.head().ownerUid();
    }
    return read.owner() == null ? "?" : read.owner().supervisorUid();
  }

  /** That of the newest entry: {@code owner.json} stays as it was when the chain is taken over. */
  private static @Nullable String installationId(LedgerObservation.Read read) {
    if (read.head() != null && read.head().installationId() != null) {
      return read.head().installationId();
    }
    return read.owner() == null ? null : read.owner().installationId();
  }

  private static String takenOver(Commit commit, LedgerSnapshot head) {
    return "the ledger was taken over by supervisor %s at entry %d; expected it to end at entry %d of this one. Let only one of the two run"
        .formatted(head.ownerUid(), head.commit(), commit.sequence());
  }

  private static Optional<Finding> ofDataSource(
      Observation observation, LedgerObservation.Read read) {
    DataSourceClaim claim = claim(observation, read);
    if (claim == null) {
      return Optional.empty();
    }
    DataSourceOwner other = claim.other();
    return other == null
        ? Optional.empty()
        : stall(
            "dataSource %s in this deep storage belongs to supervisor %s/%s, as its file %s says; expected none or this one. Name another dataSource, or, if that supervisor is gone for good, delete that file"
                .formatted(
                    claim.dataSource(),
                    other.namespace(),
                    other.name(),
                    ManifestPaths.dataSourceOwner(claim.dataSource())));
  }

  /** What came of claiming the datasource that the accepted spec names. */
  private static @Nullable DataSourceClaim claim(
      Observation observation, LedgerObservation.Read read) {
    DataSourceClaim claim = read.dataSource();
    return claim != null
            && observation.settings() != null
            && claim.dataSource().equals(observation.settings().dataSource())
        ? claim
        : null;
  }

  private static Optional<Finding> stall(String message) {
    return Optional.of(new Finding(Reason.LedgerOwnedByOther, message, true));
  }
}
