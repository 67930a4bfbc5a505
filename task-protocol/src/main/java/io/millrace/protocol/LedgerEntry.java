package io.millrace.protocol;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One link of the chain of commits, created once and never changed. Its bytes follow from {@code
 * status.commit}, constants of the installation, the manifests that it names, and the entries
 * before it, so that whoever writes it writes the same.
 *
 * @param formatVersion {@link ProtocolVersion#FORMAT}
 * @param commit number of the commit, from 1 without gaps
 * @param kind what happened
 * @param supervisorUid UID of the supervisor that owns the chain from this entry on
 * @param installationId id of the operator's installation that the supervisor belongs to; absent in
 *     entries of releases that did not write it
 * @param epoch the highest epoch of any task group when it was committed
 * @param time when it was committed, by the clock of the operator
 * @param streamIdentity cluster and topic ids that the positions belong to
 * @param from position of each partition before, of those that moved; none for a partition that is
 *     new
 * @param to position of each partition after
 * @param manifests what was published, in the order in which it was judged
 * @param counters what became of the records between {@code from} and {@code to}
 * @param reset the reset that this entry is, or that is done with it; absent with all others
 * @param segments the published segments with their final partition numbers, complete: the ledger
 *     is the catalogue
 */
public record LedgerEntry(
    int formatVersion,
    long commit,
    Kind kind,
    String supervisorUid,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String installationId,
    long epoch,
    Instant time,
    String streamIdentity,
    Map<String, String> from,
    Map<String, String> to,
    List<ManifestReference> manifests,
    RowCounters counters,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable LedgerReset reset,
    List<SegmentDescriptor> segments) {

  /** What an entry says. */
  public enum Kind {
    /** Partitions were seen for the first time; {@code to} is where they are read from. */
    BASELINE,
    /** Sequences were published. */
    COMMIT,
    /**
     * Positions were set: {@code from} names every partition that was reset, {@code to} where it is
     * read from now on. One that {@code to} leaves out is not in the stream any more.
     */
    RESET,
    /** What lies between {@code from} and {@code to} left the stream before it was read. */
    LOST,
    /** Another resource, or one restored from a backup, goes on with the chain. */
    TAKEOVER
  }

  /** One that has nothing to do with a reset. */
  public LedgerEntry(
      int formatVersion,
      long commit,
      Kind kind,
      String supervisorUid,
      @Nullable String installationId,
      long epoch,
      Instant time,
      String streamIdentity,
      Map<String, String> from,
      Map<String, String> to,
      List<ManifestReference> manifests,
      RowCounters counters,
      List<SegmentDescriptor> segments) {
    this(
        formatVersion,
        commit,
        kind,
        supervisorUid,
        installationId,
        epoch,
        time,
        streamIdentity,
        from,
        to,
        manifests,
        counters,
        null,
        segments);
  }

  public LedgerEntry {
    from = Ordered.positions(from);
    to = Ordered.positions(to);
    manifests = List.copyOf(manifests);
    segments = List.copyOf(segments);
  }

  /** The same entry as another installation would have written it. */
  public LedgerEntry writtenBy(@Nullable String installation) {
    return new LedgerEntry(
        formatVersion,
        commit,
        kind,
        supervisorUid,
        installation,
        epoch,
        time,
        streamIdentity,
        from,
        to,
        manifests,
        counters,
        reset,
        segments);
  }
}
