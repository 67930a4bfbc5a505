package io.millrace.runner;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** After what time a task ends a sequence, alone or with other replicas. */
class SequencePeriodTest {

  /** For how long a rollover waits for its standby. */
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource({"1", "3"})
  void aTaskThatReadsOnPastItsPlannedEndPublishesByTimeThoughNoPeriodIsSet(String replicas)
      throws Exception {
    assertThat(period("{}", replicas))
        .isLessThanOrEqualTo(Duration.ofMinutes(65))
        .as("a rollover that waits for its standby adds no sequence")
        .isGreaterThan(Duration.ofHours(1).plus(PATIENCE.multipliedBy(2)));
  }

  @Test
  void aShorterPeriodCounts() throws Exception {
    assertThat(period("{\"intermediateHandoffPeriod\": \"PT10M\"}", "1"))
        .isEqualTo(Duration.ofMinutes(10));
  }

  @Test
  void aLongerPeriodThanTaskDurationDoesNotKeepRowsBack() throws Exception {
    assertThat(period("{\"intermediateHandoffPeriod\": \"P1D\"}", "1"))
        .isEqualTo(Duration.ofMinutes(65));
  }

  private Duration period(String tuningConfig, String replicas)
      throws IOException, ConfigurationException {
    TaskFiles files =
        new TaskFiles(folder)
            .withSpec(TaskFiles.spec("broker:9092", "clicks", tuningConfig))
            .with("MILLRACE_REPLICAS", replicas);
    return TaskProcess.settings(TaskConfiguration.read(files.environment())).sequencePeriod();
  }
}
