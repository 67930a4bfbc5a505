package io.millrace.operator.decide;

import static io.millrace.operator.decide.Situation.NOW;
import static io.millrace.operator.decide.Situation.generation;
import static io.millrace.operator.decide.Situation.pod;
import static io.millrace.operator.decide.Situation.report;
import static io.millrace.operator.decide.Situation.running;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.operator.autoscale.AutoscalerSettings;
import io.millrace.operator.autoscale.AutoscalerState;
import io.millrace.operator.autoscale.LagAggregate;
import io.millrace.operator.autoscale.LagBasedStrategy;
import io.millrace.operator.autoscale.LagSample;
import io.millrace.operator.autoscale.LagWindow;
import io.millrace.protocol.TaskState;
import io.millrace.streams.PartitionId;
import io.millrace.streams.StreamDescription;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A reset while partitions move between groups, topics come and go, or nothing arrives. */
class ResetBesideOthersTest {

  private static final Map<String, String> BOTH_TOPICS = Map.of("a:0", "100", "b:0", "200");

  @Test
  void aGroupThatReadsOnWhereAFencedOneWasToEndBeginsAtWhatIsCommitted() {
    Situation situation = Exchange.moved().situation;
    ask(situation, "0", Map.of("0", "0", "1", "0"));

    situation.settle();

    assertThat(situation.state.groups()).extracting(TaskGroup::epoch).containsExactly(2L, 2L);
    assertThat(start(situation, 1)).isEqualTo(Positions.of(Map.of("1", "0")));
  }

  @Test
  void aGroupWhosePredecessorHasCommittedItsEndReadsOn() {
    Exchange exchange = Exchange.moved();
    exchange.commit(0, 1);
    ask(exchange.situation, "0", Map.of("0", "0", "1", "0"));

    exchange.situation.settle();

    assertThat(exchange.situation.state.groups())
        .extracting(TaskGroup::epoch)
        .containsExactly(2L, 1L);
    assertThat(start(exchange.situation, 1)).isEqualTo(Positions.of(Map.of("1", "40")));
  }

  @Test
  void aPartitionIsReadAgainAlsoWhereAGenerationOfBeforeCommittedItsEndFurtherOn() {
    Exchange exchange = Exchange.moved();
    exchange.commit(0, 1);
    exchange.situation.with(pod(1, 0, ObservedPod.Phase.RUNNING, null, null));
    exchange.situation.settle();
    ask(exchange.situation, "1", Map.of("0", "0", "1", "0"));

    exchange.situation.settle();

    assertThat(exchange.situation.state.groups())
        .as("group 0 has nothing to do with it any more")
        .extracting(TaskGroup::epoch)
        .containsExactly(1L, 2L);
    assertThat(start(exchange.situation, 1)).isEqualTo(Positions.of(Map.of("1", "0")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"a:0 b:0", "a:0"})
  void whatWasPreparedOfATopicThatIsLostIsCommittedBeforeItsGroupIsReset(String still) {
    Situation situation = Situation.reading(BOTH_TOPICS, 5);
    Generation both = generation(1, Phase.READING, BOTH_TOPICS, null);
    situation.state =
        situation
            .state
            .withStream(topics(Map.of("a", "id-a", "b", "id-b")))
            .withGroups(List.of(new TaskGroup(0, 1, Exchange.partitions(still), 2, List.of(both))));
    situation.with(running(1, 0, report(TaskState.READING, 1, BOTH_TOPICS, BOTH_TOPICS)));
    situation.reset = earliest("a:0");
    situation.stream =
        stream(topics(Map.of("a", "id-a", "b", "another")), BOTH_TOPICS.keySet(), situation.reset);

    situation.settle();
    assertThat(situation.state.commits()).as("its task may still prepare").isEqualTo(5);

    situation.pods.clear();
    situation.with(pod(1, 0, ObservedPod.Phase.FAILED, null, null));
    situation.left.put(new GenerationKey(1, 0, 1), new LeftManifests(Set.of("s-0-1-0"), List.of()));
    situation.settle();

    assertThat(situation.state.offsets().text()).isEqualTo(Map.of("a:0", "0", "b:0", "200"));
    assertThat(start(situation, 0)).isEqualTo(Positions.of(Map.of("a:0", "0")));
  }

  @Test
  void positionsOfATopicThatIsGoneStayWhenAllThatAreThereWereCreatedAgain() {
    Situation situation = Situation.reading(BOTH_TOPICS, 5);
    situation.state = situation.state.withStream(topics(Map.of("a", "id-a", "b", "id-b")));
    situation.reset = earliest();
    situation.stream = stream(topics(Map.of("a", "another")), Set.of("a:0"), situation.reset);

    situation.settle();

    assertThat(situation.state.offsets().text()).isEqualTo(Map.of("a:0", "0", "b:0", "200"));
    assertThat(requireNonNull(situation.state.stream()).topics())
        .isEqualTo(Map.of("a", "another", "b", "id-b"));
    assertThat(situation.state.group(0).orElseThrow().partitions())
        .containsExactly(new PartitionId("a:0"));
  }

  @Test
  void lagIsMeasuredAnewWhereAnAutoscalerDecidesByIt() {
    Map<String, String> at100 = Map.of("0", "100");
    Situation situation = Situation.reading(at100, 5, generation(1, Phase.READING, at100, null));
    situation.settings = scaled();
    situation.state =
        situation.state.withAutoscaler(
            new AutoscalerState(
                1,
                NOW.minusSeconds(900),
                List.of(new LagSample(NOW.minusSeconds(30), 7)),
                NOW.minusSeconds(30),
                null,
                1,
                null,
                ""));
    ask(situation, "0", Map.of("0", "0"));

    AutoscalerState next = requireNonNull(situation.decide().next().autoscaler());

    assertThat(next.samples()).isEmpty();
    assertThat(next.since()).isEqualTo(NOW);
    assertThat(next.taskCount()).isEqualTo(1);
  }

  @Test
  void aSupervisorThatIsIdleReadsAgainWhatItIsResetTo() {
    Map<String, String> atEnd = Map.of("0", "900");
    Situation situation = Situation.reading(atEnd, 5);
    situation.settings = settings(null, Duration.ofMinutes(10));
    situation.state =
        situation.state.withQuiet(
            new Quiet(NOW.minusSeconds(3_600), Quiet.digest(Positions.of(atEnd))));
    situation.stream = Situation.known(Map.of("0", "0"), atEnd);
    situation.settle();
    assertThat(situation.state.group(0).orElseThrow().open()).as("it is idle").isEmpty();

    ask(situation, "0", Map.of("0", "0"));
    situation.settle();

    assertThat(start(situation, 0)).isEqualTo(Positions.of(Map.of("0", "0")));
  }

  private static Positions start(Situation situation, int group) {
    return requireNonNull(
        situation.state.group(group).flatMap(TaskGroup::open).orElseThrow().start());
  }

  private static void ask(Situation situation, String partition, Map<String, String> earliest) {
    situation.reset = earliest(partition);
    situation.stream =
        stream(Situation.description("id", earliest.keySet()), earliest.keySet(), situation.reset);
  }

  private static ResetRequest earliest(String... partitions) {
    TreeSet<PartitionId> named = new TreeSet<>();
    for (String partition : partitions) {
      named.add(new PartitionId(partition));
    }
    return new ResetRequest(3, ResetRequest.To.EARLIEST, null, Positions.NONE, named);
  }

  private static StreamDescription topics(Map<String, String> ids) {
    TreeSet<PartitionId> partitions = new TreeSet<>();
    ids.keySet().forEach(topic -> partitions.add(new PartitionId(topic + ":0")));
    return new StreamDescription("cluster", new TreeMap<>(ids), partitions);
  }

  private static StreamObservation.Known stream(
      StreamDescription description, Set<String> partitions, @Nullable ResetRequest request) {
    Map<String, String> earliest = new TreeMap<>();
    Map<String, String> latest = new TreeMap<>();
    partitions.forEach(partition -> earliest.put(partition, "0"));
    partitions.forEach(partition -> latest.put(partition, "900"));
    return new StreamObservation.Known(
        description,
        Positions.of(earliest),
        Positions.of(latest),
        NOW,
        new StreamQuestion(Positions.NONE, request),
        Positions.NONE);
  }

  private static Settings scaled() {
    Duration minute = Duration.ofMinutes(1);
    return settings(
        new AutoscalerSettings(
            1,
            4,
            1,
            null,
            minute,
            minute,
            minute,
            LagWindow.of(minute, Duration.ofMinutes(10), minute, LagAggregate.SUM),
            new LagBasedStrategy(6_000_000, 0.3, 2, 1_000_000, 0.9, 1)),
        null);
  }

  private static Settings settings(
      @Nullable AutoscalerSettings autoscaler, @Nullable Duration idleAfter) {
    return new Settings(
        "ds",
        1,
        1,
        Duration.ofHours(1),
        1,
        true,
        false,
        null,
        null,
        null,
        autoscaler,
        idleAfter,
        Deadlines.USUAL);
  }
}
