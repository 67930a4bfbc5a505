package io.millrace.operator.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.operator.decide.LedgerObservation;
import io.millrace.operator.decide.Observation;
import io.millrace.operator.decide.Positions;
import io.millrace.operator.decide.StreamObservation;
import io.millrace.operator.decide.SupervisorState;
import io.millrace.operator.observe.SpecCheck;
import io.millrace.operator.observe.SpecVerdict;
import io.millrace.operator.observe.SupervisorKey;
import io.millrace.operator.observe.SupervisorResource;
import io.millrace.operator.status.Situation;
import io.millrace.operator.testing.LoopWorld;
import io.millrace.operator.testing.Supervisors;
import io.millrace.streams.PartitionId;
import io.millrace.streams.StreamDescription;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class OperatorMetricsTest {

  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final SupervisorKey KEY = new SupervisorKey("ns", "events");

  private final OperatorMetrics metrics = new OperatorMetrics();

  @Test
  void averageLagHasAFraction() {
    iterated(null, Map.of("0", 7));

    assertThat(metrics.scrape())
        .containsPattern("ingest_kafka_lag\\{[^}]*} 7\\.0\n")
        .containsPattern("ingest_kafka_maxLag\\{[^}]*} 7\\.0\n")
        .containsPattern("ingest_kafka_avgLag\\{[^}]*} 0\\.875\n")
        .containsPattern("ingest_kafka_partitionLag\\{[^}]*partition=\"0\"[^}]*} 7\\.0\n");
  }

  @Test
  void supervisorIsLabelledWithItsIdAsItsTasksAre() {
    iterated("clicks of Europe", Map.of());
    metrics.took(KEY, Duration.ofMillis(5));

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
  void nothingIsLeftOfASupervisorThatIsGone() {
    iterated(null, Map.of("0", 7));

    metrics.gone(KEY);
    metrics.took(KEY, Duration.ofMillis(5));

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
    SupervisorResource resource =
        new SupervisorResource(
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
    SpecVerdict verdict =
        new SpecCheck(LoopWorld.CLAIM).check("events", resource.spec(), null, null);
    Observation observation = observation(ahead);
    metrics.iterated(
        resource,
        new Situation(1, null, verdict, null, observation, observation.state(), List.of()));
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
        new SupervisorState(1, null, stream, Positions.of(committed), null, List.of()),
        List.of(),
        new StreamObservation.Known(stream, Positions.of(committed), Positions.of(latest), NOW),
        new LedgerObservation.NotYet(),
        Map.of(),
        Set.of());
  }
}
