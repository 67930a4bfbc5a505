package io.millrace.operator.decide;

import io.millrace.protocol.LedgerEntry;
import io.millrace.protocol.LedgerReset;
import io.millrace.protocol.ManifestReference;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The newest commit, as status holds it; the ledger entry follows from it.
 *
 * @param sequence number of the commit, from 1 without gaps
 * @param kind what happened
 * @param time when, by the clock of the operator
 * @param epoch the highest epoch of any task group
 * @param from position before, of each partition that moved
 * @param to position after, of the same partitions
 * @param manifests what was published, in the order in which it was judged
 * @param records records between {@code from} and {@code to}
 * @param rows rows that were added of them
 * @param reset the reset that it is, or that is done with it; absent with all others
 */
public record Commit(
    long sequence,
    LedgerEntry.Kind kind,
    Instant time,
    long epoch,
    Positions from,
    Positions to,
    List<ManifestReference> manifests,
    long records,
    long rows,
    @Nullable LedgerReset reset) {

  /** One that has nothing to do with a reset. */
  public Commit(
      long sequence,
      LedgerEntry.Kind kind,
      Instant time,
      long epoch,
      Positions from,
      Positions to,
      List<ManifestReference> manifests,
      long records,
      long rows) {
    this(sequence, kind, time, epoch, from, to, manifests, records, rows, null);
  }

  public Commit {
    manifests = List.copyOf(manifests);
  }
}
