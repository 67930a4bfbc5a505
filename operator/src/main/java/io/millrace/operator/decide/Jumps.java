package io.millrace.operator.decide;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where committed positions moved otherwise than by reading.
 *
 * @param lastReset the newest reset; absent when there was none
 * @param lost ranges that were lost to retention, as many as are kept, newest last
 * @param lostRecords positions of all that were ever lost
 */
public record Jumps(@Nullable LastReset lastReset, List<LostRange> lost, long lostRecords) {

  public static final Jumps NONE = new Jumps(null, List.of(), 0);

  /** More of them stand in the ledger only. */
  private static final int MOST_LOST = 100;

  public Jumps {
    lost = List.copyOf(lost);
  }

  /** The newest request that is done; absent when none is. */
  @Nullable Long nonce() {
    return lastReset == null ? null : lastReset.nonce();
  }

  Jumps with(LastReset reset) {
    return new Jumps(reset, lost, lostRecords);
  }

  Jumps losing(List<LostRange> more) {
    List<LostRange> all = new ArrayList<>(lost);
    all.addAll(more);
    return new Jumps(
        lastReset,
        all.subList(Math.max(0, all.size() - MOST_LOST), all.size()),
        lostRecords + more.stream().mapToLong(range -> range.from().until(range.to())).sum());
  }
}
