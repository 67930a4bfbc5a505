package io.millrace.quickstart.proof;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.protocol.RowCounters;
import io.millrace.protocol.SegmentDescriptor;
import io.millrace.quickstart.events.EventTotals;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class VerdictTest {

  private static final EventTotals PRODUCED = new EventTotals(10, 100, 40, 60, 3, 4);
  private static final Map<String, Long> ENDS = Map.of("0", 10L);
  private static final List<SegmentDescriptor> SEGMENTS =
      List.of(
          new SegmentDescriptor(
              "d", "i", "v", Map.of(), "", "", SegmentDescriptor.numbered(0), 9, 1, 10));

  @Test
  void equalFiguresHold() {
    Verdict verdict = Verdict.of(PRODUCED, ENDS, finding(10, 10, List.of()), SEGMENTS, PRODUCED);

    assertThat(verdict.holds()).isTrue();
    assertThat(verdict.table()).doesNotContain("WRONG");
  }

  @Test
  void anyOtherSumDoesNotHold() {
    EventTotals published = new EventTotals(10, 100, 41, 59, 3, 4);

    Verdict verdict = Verdict.of(PRODUCED, ENDS, finding(10, 10, List.of()), SEGMENTS, published);

    assertThat(verdict.holds()).isFalse();
    assertThat(verdict.table()).containsPattern("sum\\(deleted\\) +40 +41 +WRONG");
  }

  @Test
  void positionsShortOfTheEndDoNotHold() {
    assertThat(Verdict.of(PRODUCED, ENDS, finding(10, 9, List.of()), SEGMENTS, PRODUCED).holds())
        .isFalse();
  }

  @Test
  void unsoundLedgerDoesNotHold() {
    Verdict verdict =
        Verdict.of(
            PRODUCED, ENDS, finding(10, 10, List.of("entry 2 has a gap")), SEGMENTS, PRODUCED);

    assertThat(verdict.holds()).isFalse();
    assertThat(verdict.table()).contains("WRONG: entry 2 has a gap");
  }

  private static LedgerAudit.Finding finding(long records, long position, List<String> problems) {
    return new LedgerAudit.Finding(
        2,
        1,
        Map.of("0", position),
        new RowCounters(records, records, 0, Map.of(), 0, 0),
        problems);
  }
}
