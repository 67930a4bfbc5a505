package io.millrace.simulator.check;

import io.millrace.operator.decide.Commit;
import io.millrace.operator.decide.Jumps;
import io.millrace.operator.decide.LostRange;
import io.millrace.operator.decide.SupervisorState;
import io.millrace.protocol.LedgerEntry;
import java.util.List;
import java.util.stream.Stream;

/** Judges whether status tells what was lost to retention, from one stored status to the next. */
final class LossCheck {

  /** Older ones stand in the ledger only. */
  private static final int MOST_RANGES = 100;

  private final Violations violations;

  LossCheck(Violations violations) {
    this.violations = violations;
  }

  /** Another status is stored. */
  void follow(SupervisorState then, SupervisorState now) {
    List<LostRange> lost = lostBetween(then, now);
    long records =
        then.jumps().lostRecords()
            + lost.stream().mapToLong(range -> range.from().until(range.to())).sum();
    List<LostRange> all = Stream.concat(then.jumps().lost().stream(), lost.stream()).toList();
    List<LostRange> newest = all.subList(Math.max(0, all.size() - MOST_RANGES), all.size());
    Jumps told = now.jumps();
    violations.require(
        told.lost().equals(newest) && told.lostRecords() == records,
        Rule.LOST_IS_TOLD,
        () ->
            "%d positions are lost, the newest %s; status tells of %d, the newest %s"
                .formatted(records, newest, told.lostRecords(), told.lost()));
  }

  private static List<LostRange> lostBetween(SupervisorState then, SupervisorState now) {
    Commit commit = now.commit();
    if (commit == null || commit.kind() != LedgerEntry.Kind.LOST || commit.equals(then.commit())) {
      return List.of();
    }
    return commit.to().byPartition().entrySet().stream()
        .map(
            to ->
                new LostRange(
                    to.getKey(), commit.from().at(to.getKey()), to.getValue(), commit.time()))
        .toList();
  }
}
