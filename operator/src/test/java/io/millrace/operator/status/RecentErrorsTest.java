package io.millrace.operator.status;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.crds.v1alpha1.status.RecentError;
import io.millrace.operator.Reason;
import io.millrace.operator.decide.Finding;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RecentErrorsTest {

  private static final Instant NOW = Instant.parse("2026-11-22T06:00:00Z");

  @Test
  void aLongMessageIsCutAndWrittenOnce() {
    List<Finding> findings =
        List.of(new Finding(Reason.ResetRefused, "partition ".repeat(100_000), false));

    List<RecentError> errors = RecentErrors.next(List.of(), findings, NOW, 5);

    assertThat(errors).hasSize(1);
    assertThat(errors.getFirst().message()).startsWith("partition ").endsWith("…").hasSize(2_048);
    assertThat(RecentErrors.next(errors, findings, NOW.plusSeconds(60), 5)).isEqualTo(errors);
  }

  @Test
  void moreErrorsAtOnceThanAreKeptDoNotTakeTurns() {
    List<Finding> findings =
        Stream.of(Reason.TopicChanged, Reason.ResetRefused, Reason.QuotaTooSmall)
            .map(reason -> new Finding(reason, "it lasts", false))
            .toList();

    List<RecentError> errors = RecentErrors.next(List.of(), findings, NOW, 2);

    assertThat(errors)
        .extracting(RecentError::reason)
        .containsExactly("TopicChanged", "ResetRefused");
    assertThat(RecentErrors.next(errors, findings, NOW.plusSeconds(60), 2)).isEqualTo(errors);
  }
}
