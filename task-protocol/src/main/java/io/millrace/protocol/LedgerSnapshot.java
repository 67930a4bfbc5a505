package io.millrace.protocol;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What the chain adds up to after one of its entries, so that nobody has to read all of it.
 *
 * @param formatVersion {@link ProtocolVersion#FORMAT}
 * @param commit the last entry that is counted in
 * @param ownerUid UID of the supervisor that owns the chain
 * @param installationId id of the operator's installation that the owner belongs to; absent when no
 *     entry of the owner says it
 * @param epoch the highest epoch in the chain
 * @param streamIdentity cluster and topic ids of the newest entry
 * @param positions committed position of every partition
 * @param nextPartition next partition number of each time chunk, by interval
 * @param reset the newest reset that a user asked for; absent when there was none
 * @param counters rows since the first entry
 */
public record LedgerSnapshot(
    int formatVersion,
    long commit,
    String ownerUid,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String installationId,
    long epoch,
    String streamIdentity,
    Map<String, String> positions,
    Map<String, Integer> nextPartition,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable LedgerReset reset,
    RowCounters counters) {

  /** Of a chain without a reset. */
  public LedgerSnapshot(
      int formatVersion,
      long commit,
      String ownerUid,
      @Nullable String installationId,
      long epoch,
      String streamIdentity,
      Map<String, String> positions,
      Map<String, Integer> nextPartition,
      RowCounters counters) {
    this(
        formatVersion,
        commit,
        ownerUid,
        installationId,
        epoch,
        streamIdentity,
        positions,
        nextPartition,
        null,
        counters);
  }

  public LedgerSnapshot {
    positions = Ordered.positions(positions);
    nextPartition = Collections.unmodifiableMap(new TreeMap<>(nextPartition));
  }
}
