package io.millrace.simulator.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.operator.decide.Commit;
import io.millrace.operator.decide.Jumps;
import io.millrace.operator.decide.LostRange;
import io.millrace.operator.decide.Positions;
import io.millrace.operator.decide.SupervisorState;
import io.millrace.protocol.LedgerEntry;
import io.millrace.simulator.fault.Trace;
import io.millrace.simulator.time.VirtualTime;
import io.millrace.streams.PartitionId;
import io.millrace.streams.Position;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What status has to tell of what was lost. */
class LossCheckTest {

  private final VirtualTime time = new VirtualTime();
  private final Violations violations = new Violations(time, new Trace(time, false));
  private final LossCheck check = new LossCheck(violations);

  @Test
  void aRangeThatWasLostIsTold() {
    check.follow(state(1, 10, Jumps.NONE), state(2, 30, jumps(20, range(10, 30))));

    assertThat(violations.found()).isEmpty();
  }

  @Test
  void silenceIsNoticed() {
    check.follow(state(1, 10, Jumps.NONE), state(2, 30, Jumps.NONE));

    assertThat(violations.found())
        .extracting(Violations.Violation::rule)
        .containsExactly(Rule.LOST_IS_TOLD);
  }

  @Test
  void soIsAnotherNumberOfPositions() {
    check.follow(state(1, 10, Jumps.NONE), state(2, 30, jumps(19, range(10, 30))));

    assertThat(violations.found()).hasSize(1);
  }

  @Test
  void oneThatWasToldIsNotForgotten() {
    SupervisorState lost = state(2, 30, jumps(20, range(10, 30)));
    check.follow(lost, lost);
    assertThat(violations.found()).isEmpty();

    check.follow(lost, state(2, 30, Jumps.NONE));
    assertThat(violations.found()).hasSize(1);
  }

  @Test
  void theNewestHundredAreToldAndAllAreCounted() {
    List<LostRange> hundred = new ArrayList<>();
    for (int from = 0; from < 100; from++) {
      hundred.add(range(from, from + 1));
    }
    List<LostRange> next = new ArrayList<>(hundred.subList(1, 100));
    next.add(range(100, 110));

    check.follow(
        state(100, 100, new Jumps(null, hundred, 100)),
        state(101, 110, new Jumps(null, next, 110)));

    assertThat(violations.found()).isEmpty();
  }

  private static Jumps jumps(long records, LostRange... ranges) {
    return new Jumps(null, List.of(ranges), records);
  }

  private static LostRange range(long from, long to) {
    return new LostRange(
        new PartitionId("0"), Position.of(from), Position.of(to), VirtualTime.START);
  }

  /** The newest commit has given up what lies between the newest range's ends, or 10 and 30. */
  private static SupervisorState state(long sequence, long committed, Jumps jumps) {
    Position from = jumps.lost().isEmpty() ? Position.of(10) : jumps.lost().getLast().from();
    Commit commit =
        new Commit(
            sequence,
            LedgerEntry.Kind.LOST,
            VirtualTime.START,
            1,
            at(from.value()),
            at(Long.toString(committed)),
            List.of(),
            0,
            0);
    Positions offsets = at(Long.toString(committed));
    return new SupervisorState(1, "s-1", null, offsets, commit, List.of(), null, null, null, jumps);
  }

  private static Positions at(String position) {
    return Positions.of(Map.of("0", position));
  }
}
