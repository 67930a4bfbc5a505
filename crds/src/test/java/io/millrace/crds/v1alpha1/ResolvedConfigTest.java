package io.millrace.crds.v1alpha1;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ResolvedConfigTest {

  @Test
  void ioConfigHasDruidsDefaults() {
    ResolvedIoConfig io = Specs.kafka("").resolvedIoConfig();

    assertThat(io.replicas()).isEqualTo(1);
    assertThat(io.taskCount()).isEqualTo(1);
    assertThat(io.stopTaskCount()).isEmpty();
    assertThat(io.taskDuration()).isEqualTo(Duration.ofHours(1));
    assertThat(io.startDelay()).isEqualTo(Duration.ofSeconds(5));
    assertThat(io.period()).isEqualTo(Duration.ofSeconds(30));
    assertThat(io.completionTimeout()).isEqualTo(Duration.ofMinutes(30));
    assertThat(io.pollTimeout()).isEqualTo(Duration.ofMillis(100));
    assertThat(io.useEarliest(StreamType.KAFKA)).isFalse();
    assertThat(io.lateMessageRejectionPeriod()).isEmpty();
    assertThat(io.lateMessageRejectionStartDateTime()).isEmpty();
    assertThat(io.earlyMessageRejectionPeriod()).isEmpty();
    assertThat(io.idleAfter()).isEmpty();
  }

  @Test
  void tuningConfigHasDruidsDefaults() {
    ResolvedTuningConfig tuning = Specs.kafka("").resolvedTuningConfig();

    assertThat(tuning.maxRowsInMemory()).isEqualTo(150_000);
    assertThat(tuning.maxBytesInMemory()).isZero();
    assertThat(tuning.maxRowsPerSegment()).isEqualTo(5_000_000);
    assertThat(tuning.maxTotalRows()).isEqualTo(20_000_000);
    assertThat(tuning.intermediatePersistPeriod()).isEqualTo(Duration.ofMinutes(10));
    assertThat(tuning.intermediateHandoffPeriod()).isEqualTo(Duration.ofDays(2_147_483_647));
    assertThat(tuning.maxParseExceptions()).isEqualTo(2_147_483_647);
    assertThat(tuning.maxSavedParseExceptions()).isZero();
    assertThat(tuning.handoffConditionTimeout()).isEqualTo(Duration.ofMinutes(15));
    assertThat(tuning.offsetFetchPeriod()).isEqualTo(Duration.ofSeconds(30));
    assertThat(tuning.chatRetries()).isEqualTo(8);
    assertThat(tuning.httpTimeout()).isEqualTo(Duration.ofSeconds(10));
    assertThat(tuning.shutdownTimeout()).isEqualTo(Duration.ofSeconds(80));
    assertThat(tuning.numPersistThreads()).isEqualTo(1);
    assertThat(tuning.maxColumnsToMerge()).isEqualTo(-1);
    assertThat(tuning.logParseExceptions()).isFalse();
    assertThat(tuning.resetOffsetAutomatically()).isFalse();
    assertThat(tuning.skipBytesInMemoryOverheadCheck()).isFalse();
  }

  @Test
  void stopTaskCountLimitsNothingWhereItIsLeftOut() {
    assertThat(Specs.io("taskCount: 4").resolvedIoConfig().stopTaskCount()).isEmpty();
    assertThat(Specs.io("taskCount: 4, stopTaskCount: 2").resolvedIoConfig().stopTaskCount())
        .contains(2);
  }

  @Test
  void taskCountFallsBackToTheAutoscalersLeastWhereThatIsOn() {
    assertThat(
            Specs.io("autoScalerConfig: {enableTaskAutoScaler: true, taskCountMin: 3}")
                .resolvedIoConfig()
                .taskCount())
        .isEqualTo(3);
    assertThat(Specs.io("autoScalerConfig: {taskCountMin: 3}").resolvedIoConfig().taskCount())
        .isEqualTo(1);
  }

  @Test
  void idleConfigIsOffAndHasDruidsDefault() {
    assertThat(Specs.io("idleConfig: {inactiveAfterMillis: 1000}").resolvedIoConfig().idleAfter())
        .isEmpty();
    assertThat(Specs.io("idleConfig: {enabled: true}").resolvedIoConfig().idleAfter())
        .contains(Duration.ofMinutes(10));
    assertThat(
            Specs.io("idleConfig: {enabled: true, inactiveAfterMillis: 1000}")
                .resolvedIoConfig()
                .idleAfter())
        .contains(Duration.ofSeconds(1));
  }

  @Test
  void replicasAreTheSumOfThoseByPriority() {
    assertThat(Specs.io("serverPriorityToReplicas: {'1': 2, '0': 1}").resolvedIoConfig().replicas())
        .isEqualTo(3);
  }

  @Test
  void reportedParseExceptionsAllowNone() {
    ResolvedTuningConfig tuning =
        Specs.tuning(
                "reportParseExceptions: true, maxParseExceptions: 10, maxSavedParseExceptions: 5")
            .resolvedTuningConfig();

    assertThat(tuning.maxParseExceptions()).isZero();
    assertThat(tuning.maxSavedParseExceptions()).isEqualTo(1);
  }

  @Test
  void offsetFetchPeriodIsAtLeastFiveSeconds() {
    assertThat(Specs.tuning("offsetFetchPeriod: PT1S").resolvedTuningConfig().offsetFetchPeriod())
        .isEqualTo(Duration.ofSeconds(5));
  }

  @ParameterizedTest
  @CsvSource({
    "2026-01-31, 2026-01-31T00:00:00Z",
    "2026-01-31T12:00, 2026-01-31T12:00:00Z",
    "2026-01-31T12:00:00+02:00, 2026-01-31T10:00:00Z"
  })
  void lateMessageRejectionStartIsInUtcUnlessItSaysOtherwise(String text, Instant expected) {
    assertThat(
            Specs.io("lateMessageRejectionStartDateTime: '" + text + "'")
                .resolvedIoConfig()
                .lateMessageRejectionStartDateTime())
        .contains(expected);
  }

  @ParameterizedTest
  @CsvSource({"PT30S, PT30S", "P1D, PT24H", "P1W, PT168H", "P1W2DT3H4M5.5S, PT219H4M5.5S"})
  void periodIsRead(String period, Duration expected) {
    assertThat(IsoPeriod.parse(period)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "P", "PT", "P1DT", "P1M", "P1Y", "30s", "PT-1S", "-PT1S", "pt1s", "PT1S "})
  void periodOfNoFixedLengthOrMalformedIsRefused(String period) {
    assertThatThrownBy(() -> IsoPeriod.parse(period))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("found '" + period + "'")
        .hasMessageContaining("PT30S");
  }
}
