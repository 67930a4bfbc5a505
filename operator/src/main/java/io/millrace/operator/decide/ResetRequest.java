package io.millrace.operator.decide;

import io.millrace.protocol.LedgerReset;
import io.millrace.streams.PartitionId;
import java.time.Instant;
import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What the spec asks for under {@code reset}.
 *
 * @param nonce number of the request
 * @param to where to
 * @param timestamp with {@code TIMESTAMP}: time of the records to begin with
 * @param positions with {@code POSITION}: positions by partition
 * @param partitions what is reset; empty for all, with {@code POSITION} for those in positions
 */
public record ResetRequest(
    long nonce,
    To to,
    @Nullable Instant timestamp,
    Positions positions,
    SortedSet<PartitionId> partitions) {

  /** Where to. */
  public enum To {
    EARLIEST("Earliest"),
    LATEST("Latest"),
    POSITION("Position"),
    TIMESTAMP("Timestamp");

    private final String text;

    To(String text) {
      this.text = text;
    }

    /** As it stands in the spec. */
    public String text() {
      return text;
    }
  }

  public ResetRequest {
    partitions = Collections.unmodifiableSortedSet(new TreeSet<>(partitions));
  }

  LedgerReset recorded() {
    return new LedgerReset(nonce, to.text());
  }

  /** The partitions that it concerns, of {@code all}; also such as are not among them. */
  SortedSet<PartitionId> concerned(SortedSet<PartitionId> all) {
    if (!partitions.isEmpty()) {
      return partitions;
    }
    return to == To.POSITION ? positions.partitions() : all;
  }
}
