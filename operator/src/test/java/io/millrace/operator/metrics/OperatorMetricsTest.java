package io.millrace.operator.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.operator.autoscale.AutoscalerState;
import io.millrace.operator.autoscale.Hold;
import io.millrace.operator.decide.Gap;
import io.millrace.operator.decide.Jumps;
import io.millrace.operator.decide.Lag;
import io.millrace.operator.decide.LastReset;
import io.millrace.operator.decide.LedgerObservation;
import io.millrace.operator.decide.Observation;
import io.millrace.operator.decide.Positions;
import io.millrace.operator.decide.StreamObservation;
import io.millrace.operator.decide.SupervisorState;
import io.millrace.operator.decide.TaskGroup;
import io.millrace.operator.observe.SpecCheck;
import io.millrace.operator.observe.SpecVerdict;
import io.millrace.operator.observe.SupervisorResource;
import io.millrace.operator.status.Situation;
import io.millrace.operator.testing.LoopWorld;
import io.millrace.operator.testing.Supervisors;
import io.millrace.streams.PartitionId;
import io.millrace.streams.StreamDescription;
import io.millrace.streams.StreamException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class OperatorMetricsTest {

  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  private final OperatorMetrics metrics = new OperatorMetrics(8);

  @Test
  void case24AverageLagHasAFractionAndIsNotAllThatIsShown() {
    iterated(null, Map.of("0", 7));

    assertThat(metrics.scrape())
        .containsPattern("ingest_kafka_lag\\{[^}]*} 7\\.0\n")
        .containsPattern("ingest_kafka_maxLag\\{[^}]*} 7\\.0\n")
        .containsPattern("ingest_kafka_avgLag\\{[^}]*} 0\\.875\n")
        .containsPattern("ingest_kafka_partitionLag\\{[^}]*partition=\"0\"[^}]*} 7\\.0\n");
  }

  @Test
  void timesAreThereOnlyWhenTheyAreMeasured() {
    iterated(null, Map.of("0", 7));
    assertThat(metrics.scrape()).doesNotContain("ag_time{");

    OperatorMetrics timed = new OperatorMetrics(8);
    Observation seen = observation(Map.of("0", 7));
    StreamObservation.Known known = (StreamObservation.Known) seen.stream();
    Lag lag =
        Objects.requireNonNull(known.lag())
            .withTimes(Map.of(new PartitionId("0"), Duration.ofSeconds(9)));
    timed.iterated(resource(null), situation(seen, with(known, lag)));

    assertThat(timed.scrape())
        .containsPattern("ingest_kafka_lag_time\\{[^}]*} 9000\\.0\n")
        .containsPattern("ingest_kafka_maxLag_time\\{[^}]*} 9000\\.0\n")
        .containsPattern("ingest_kafka_avgLag_time\\{[^}]*} 1125\\.0\n")
        .containsPattern("ingest_kafka_partitionLag_time\\{[^}]*partition=\"0\"[^}]*} 9000\\.0\n")
        .containsPattern("ingest_kafka_fetchOffsets_time\\{[^}]*} 12\\.0\n");
  }

  @Test
  void supervisorOfMorePartitionsThanAreShownHasOnlyThoseOfAllTogether() {
    OperatorMetrics few = new OperatorMetrics(7);
    Observation seen = observation(Map.of("0", 7));
    few.iterated(resource(null), situation(seen, seen.stream()));

    assertThat(few.scrape()).contains("ingest_kafka_maxLag{").doesNotContain("partitionLag");
  }

  @Test
  void lagIsNotShownAnyMoreWhileTheStreamDoesNotAnswer() {
    iterated(null, Map.of("0", 7));
    Observation seen = observation(Map.of());
    StreamObservation down =
        new StreamObservation.Failed(
            StreamException.Kind.UNREACHABLE,
            "no broker answered",
            NOW,
            (StreamObservation.Known) seen.stream());

    metrics.iterated(resource(null), situation(seen, down));

    assertThat(metrics.scrape()).doesNotContain("ag{").contains("fetchOffsets_time{");
  }

  @Test
  void autoscalerShowsWhatItWantsWhatLagAskedForAndWhyThatWaits() {
    Observation seen = observation(Map.of());
    AutoscalerState waiting =
        new AutoscalerState(3, NOW, List.of(), NOW, NOW, 5, Hold.TOO_SOON, "because");

    metrics.iterated(resource(null), next(seen, waiting));
    assertThat(metrics.scrape())
        .containsPattern(
            "task_autoScaler_requiredCount\\{[^}]*scalingSkipReason=\"TOO_SOON\"[^}]*} 5\\.0\n")
        .containsPattern("task_autoScaler_updatedCount\\{[^}]*} 3\\.0\n");

    metrics.iterated(resource(null), next(seen, waiting.holding(NOW, 3, null, "well")));
    assertThat(metrics.scrape()).doesNotContain("TOO_SOON");

    metrics.iterated(resource(null), next(seen, null));
    assertThat(metrics.scrape()).doesNotContain("autoScaler");
  }

  private static Situation next(Observation seen, @Nullable AutoscalerState autoscaler) {
    return next(seen, autoscaler, Jumps.NONE);
  }

  private static Situation next(
      Observation seen, @Nullable AutoscalerState autoscaler, Jumps jumps) {
    Situation situation = situation(seen, seen.stream());
    SupervisorState state = situation.next();
    return new Situation(
        1,
        null,
        situation.verdict(),
        null,
        situation.observation(),
        new SupervisorState(
            state.epoch(),
            state.acceptedRevision(),
            state.stream(),
            state.offsets(),
            state.commit(),
            state.groups(),
            autoscaler,
            state.quiet(),
            state.handoff(),
            jumps),
        List.of());
  }

  @Test
  void whatWasLostSkippedOrRepeatedIsCounted() {
    iterated(null, Map.of("0", 7));
    assertThat(metrics.scrape())
        .containsPattern("millrace_lost_records\\{[^}]*} 0\\.0\n")
        .doesNotContain("millrace_reset_");

    LastReset reset = new LastReset(3L, "Timestamp", NOW, List.of(), 40, 2, 5);
    metrics.iterated(
        resource(null), next(observation(Map.of("0", 7)), null, new Jumps(reset, List.of(), 30)));

    assertThat(metrics.scrape())
        .containsPattern("millrace_lost_records\\{[^}]*} 30\\.0\n")
        .containsPattern("millrace_reset_skipped_records\\{[^}]*} 40\\.0\n")
        .containsPattern("millrace_reset_repeated_records\\{[^}]*} 2\\.0\n")
        .containsPattern("millrace_reset_other_topic_partitions\\{[^}]*} 5\\.0\n");
  }

  @Test
  void supervisorIsLabelledWithItsIdAsItsTasksAre() {
    iterated("clicks of Europe", Map.of());
    metrics.took(Supervisors.KEY, Duration.ofMillis(5));

    assertThat(samples())
        .hasSizeGreaterThan(10)
        .allMatch(sample -> sample.contains("supervisorId=\"clicks of Europe\""))
        .allMatch(sample -> sample.contains("name=\"events\""));
  }

  @Test
  void supervisorWithoutAnIdIsLabelledWithItsName() {
    iterated(null, Map.of());

    assertThat(samples()).allMatch(sample -> sample.contains("supervisorId=\"events\""));
  }

  @Test
  void aRolloverIsMeasuredOncePerPartition() {
    iterated(null, Map.of());
    Gap open = new Gap(NOW, 1, null);
    Gap measured = new Gap(null, 2, 400L);

    metrics.remembered(Supervisors.KEY, withGap(Gap.NONE), withGap(open));
    metrics.remembered(Supervisors.KEY, withGap(open), withGap(measured));
    metrics.remembered(Supervisors.KEY, withGap(measured), withGap(measured));

    assertThat(samples())
        .anyMatch(sample -> sample.matches("millrace_rollover_gap_seconds_count.* 3"))
        .anyMatch(sample -> sample.matches("millrace_rollover_gap_seconds_bucket.*le=\"0.25\".* 0"))
        .anyMatch(sample -> sample.matches("millrace_rollover_gap_seconds_bucket.*le=\"0.5\".* 3"));
  }

  @Test
  void aGapThatIsAbandonedIsNotMeasured() {
    iterated(null, Map.of());
    metrics.remembered(
        Supervisors.KEY, withGap(new Gap(NOW, 1, 400L)), withGap(new Gap(null, 1, 400L)));

    assertThat(samples())
        .anyMatch(sample -> sample.matches("millrace_rollover_gap_seconds_count.* 0"));
  }

  /** One group of three partitions. */
  private static SupervisorState withGap(Gap gap) {
    TreeSet<PartitionId> partitions =
        new TreeSet<>(List.of(new PartitionId("0"), new PartitionId("1"), new PartitionId("2")));
    return new SupervisorState(
        1,
        null,
        null,
        Positions.NONE,
        null,
        List.of(new TaskGroup(0, 1, partitions, 3, List.of(), gap)));
  }

  @Test
  void nothingIsLeftOfASupervisorThatIsGone() {
    iterated(null, Map.of("0", 7));

    metrics.gone(Supervisors.KEY);
    metrics.took(Supervisors.KEY, Duration.ofMillis(5));

    assertThat(samples()).isEmpty();
  }

  @Test
  void supervisorThatIsCreatedAnewWithAnotherIdLeavesNothingOfTheFirst() {
    iterated("one", Map.of("0", 7));
    iterated("two", Map.of("0", 7));

    assertThat(samples()).allMatch(sample -> sample.contains("supervisorId=\"two\""));
  }

  private List<String> samples() {
    return metrics.scrape().lines().filter(line -> !line.startsWith("#")).toList();
  }

  /** An iteration on eight partitions, with so many records ahead in some of them. */
  private void iterated(@Nullable String id, Map<String, Integer> ahead) {
    Observation seen = observation(ahead);
    metrics.iterated(resource(id), situation(seen, seen.stream()));
  }

  private static SupervisorResource resource(@Nullable String id) {
    return new SupervisorResource(
        "ns",
        "events",
        "uid",
        1,
        "1",
        null,
        Supervisors.edited(
            spec -> {
              if (id != null) {
                spec.put("id", id);
              }
            }),
        null);
  }

  private static Situation situation(Observation seen, StreamObservation stream) {
    SpecVerdict verdict =
        new SpecCheck(LoopWorld.CLAIM).check(Supervisors.KEY, Supervisors.goodSpec(), null, null);
    return new Situation(
        1, null, verdict, null, observed(seen.state(), stream), seen.state(), List.of());
  }

  private static StreamObservation with(StreamObservation.Known known, Lag lag) {
    return new StreamObservation.Known(
        known.description(), known.earliest(), known.latest(), known.at(), lag, known.took());
  }

  private static Observation observation(Map<String, Integer> ahead) {
    Map<String, String> committed =
        IntStream.range(0, 8)
            .mapToObj(Integer::toString)
            .collect(Collectors.toMap(partition -> partition, partition -> "0"));
    Map<String, String> latest = new TreeMap<>(committed);
    ahead.forEach((partition, records) -> latest.put(partition, Integer.toString(records)));
    StreamDescription stream =
        new StreamDescription(
            "cluster",
            new TreeMap<>(Map.of("events", "id")),
            committed.keySet().stream()
                .map(PartitionId::new)
                .collect(Collectors.toCollection(TreeSet::new)));
    return observed(
        new SupervisorState(1, null, stream, Positions.of(committed), null, List.of()),
        known(stream, Positions.of(committed), Positions.of(latest)));
  }

  private static Observation observed(SupervisorState state, StreamObservation stream) {
    return new Observation(
        NOW,
        "uid",
        "events",
        "installation",
        null,
        false,
        null,
        null,
        null,
        null,
        state,
        List.of(),
        stream,
        new LedgerObservation.NotYet(),
        Map.of(),
        Map.of(),
        null,
        null);
  }

  private static StreamObservation known(
      StreamDescription stream, Positions committed, Positions latest) {
    return new StreamObservation.Known(
        stream,
        committed,
        latest,
        NOW,
        Lag.between(committed, committed, latest),
        Duration.ofMillis(12));
  }
}
