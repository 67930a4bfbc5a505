package io.millrace.operator.task;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.protocol.ProtocolVersion;
import io.millrace.protocol.Report;
import io.millrace.protocol.RowCounters;
import io.millrace.protocol.TaskState;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class HeardReportTest {

  private static final Instant FIRST = Instant.parse("2026-01-01T00:00:00Z");

  @Test
  void whoStandsStillUnderANewerAssignmentHasGotOn() {
    HeardReport heard = HeardReport.first(pausedAt(2), FIRST);
    assertThat(heard.then(pausedAt(2), FIRST.plusSeconds(5)).progressedAt()).isEqualTo(FIRST);
    assertThat(heard.then(pausedAt(3), FIRST.plusSeconds(9)).progressedAt())
        .isEqualTo(FIRST.plusSeconds(9));
  }

  private static Report pausedAt(long assignment) {
    return new Report(
        ProtocolVersion.TASK_PROTOCOL,
        "pod",
        assignment,
        TaskState.PAUSED,
        assignment,
        1,
        assignment,
        false,
        Map.of("0", "0"),
        Map.of("0", "5"),
        List.of(),
        null,
        null,
        1,
        RowCounters.ZERO,
        -1,
        FIRST,
        List.of());
  }
}
