package io.millrace.operator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TroubleshootingPageTest {

  private static final Path PAGE = Path.of("..", "docs", "how-to", "troubleshoot.md");

  private static final Set<Reason> ORDINARY =
      EnumSet.of(
          Reason.Running,
          Reason.SpecAccepted,
          Reason.StreamReachable,
          Reason.Suspended,
          Reason.Idle,
          Reason.Unknown,
          Reason.Starting,
          Reason.Suspending,
          Reason.Deleting,
          Reason.BaselineRecorded,
          Reason.LedgerTakenOver,
          Reason.RolledOver,
          Reason.Rescaled,
          Reason.CheckpointRecorded,
          Reason.TaskReplaced,
          Reason.Committed,
          Reason.Released,
          Reason.ReleasedUnpublished);

  @Test
  void everyReasonThatMayWorrySomebodyIsExplained() throws IOException {
    String page = Files.readString(PAGE);

    assertThat(EnumSet.complementOf(EnumSet.copyOf(ORDINARY)))
        .allSatisfy(reason -> assertThat(page).contains("`" + reason + "`"));
  }
}
