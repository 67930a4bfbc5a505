package io.millrace.operator.decide;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The newest reset.
 *
 * @param nonce the newest request that is done; absent when positions were only ever set without
 *     one
 * @param to what was asked for
 * @param time when it was done; absent when only the ledger knows, and when there was nothing to
 *     reset
 * @param ranges how partitions moved, as many as are kept
 * @param skipped positions that were skipped, of all partitions
 * @param repeated positions that are read again, of all partitions
 * @param otherTopic partitions whose topic is another one since then, or gone
 */
public record LastReset(
    @Nullable Long nonce,
    String to,
    @Nullable Instant time,
    List<Jump> ranges,
    long skipped,
    long repeated,
    long otherTopic) {

  /** More of them stand in the ledger only. */
  static final int MOST_RANGES = 100;

  public LastReset {
    ranges = List.copyOf(ranges);
  }

  static LastReset of(@Nullable Long nonce, String to, Instant time, List<Jump> jumps) {
    return new LastReset(
        nonce,
        to,
        time,
        jumps.subList(0, Math.min(MOST_RANGES, jumps.size())),
        jumps.stream().mapToLong(Jump::skipped).sum(),
        jumps.stream().mapToLong(Jump::repeated).sum(),
        jumps.stream().filter(Jump::otherTopic).count());
  }
}
