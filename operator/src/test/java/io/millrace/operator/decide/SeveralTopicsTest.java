package io.millrace.operator.decide;

import static io.millrace.operator.decide.Situation.generation;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.operator.Reason;
import io.millrace.protocol.LedgerEntry;
import io.millrace.protocol.LedgerSnapshot;
import io.millrace.protocol.ProtocolVersion;
import io.millrace.protocol.RowCounters;
import io.millrace.streams.PartitionId;
import io.millrace.streams.StreamDescription;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** A pattern that several topics match. */
class SeveralTopicsTest {

  private static final Map<String, String> A = Map.of("a:0", "100");
  private static final Map<String, String> A_AND_B = Map.of("a:0", "100", "b:0", "200");
  private static final Map<String, String> IDS = Map.of("a", "id-a", "b", "id-b");

  private static StreamObservation.Known stream(
      Map<String, String> ids, Map<String, String> earliest) {
    return new StreamObservation.Known(
        new StreamDescription(
            "cluster",
            new TreeMap<>(ids),
            earliest.keySet().stream()
                .map(PartitionId::new)
                .collect(Collectors.toCollection(TreeSet::new))),
        Positions.of(earliest),
        Positions.of(
            earliest.keySet().stream()
                .collect(Collectors.toMap(partition -> partition, partition -> "1000"))),
        Situation.NOW);
  }

  private static Situation reading(Map<String, String> offsets, Generation... generations) {
    Situation situation = Situation.reading(offsets, 5, generations);
    Map<String, String> ids = new TreeMap<>(IDS);
    ids.keySet()
        .retainAll(offsets.keySet().stream().map(key -> key.substring(0, 1)).toList());
    situation.stream =
        stream(ids, offsets.keySet().stream().collect(Collectors.toMap(key -> key, key -> "0")));
    situation.state = situation.state.withStream(known(situation).description());
    return situation;
  }

  private static StreamObservation.Known known(Situation situation) {
    return (StreamObservation.Known) situation.stream;
  }

  private static LedgerSnapshot head(String identity, Map<String, String> positions) {
    return new LedgerSnapshot(
        ProtocolVersion.FORMAT,
        7,
        Situation.OTHER_UID,
        "installation",
        1,
        identity,
        positions,
        Map.of(),
        RowCounters.ZERO);
  }

  private static Situation createdAgain(LedgerSnapshot head, StreamObservation.Known stream) {
    Situation situation = new Situation();
    situation.ledger =
        Situation.claimed(Situation.owner(Situation.OTHER_UID, "installation"), head);
    situation.stream = stream;
    return situation;
  }

  @Test
  void case3_aTopicThatAppearsLaterIsReadFromItsEarliestPosition() {
    Situation situation = reading(A, generation(1, Phase.READING, A, null));
    situation.settings = Situation.settings(false, 1);
    situation.stream = stream(IDS, Map.of("a:0", "0", "b:0", "7"));

    Plan plan = situation.decide();

    Commit baseline = requireNonNull(plan.next().commit());
    assertThat(baseline.kind()).isEqualTo(LedgerEntry.Kind.BASELINE);
    assertThat(baseline.to().text()).isEqualTo(Map.of("b:0", "7"));
    assertThat(requireNonNull(plan.next().stream()).topics()).isEqualTo(IDS);
    assertThat(plan.findings()).isEmpty();
  }

  @Test
  void aTopicThatAppearsChangesNothingForTheGenerationThatReadsAnother() {
    Situation situation = reading(A, generation(1, Phase.READING, A, null));
    String before = identityOfGeneration(situation);
    situation.stream = stream(IDS, Map.of("a:0", "0", "b:0", "7"));

    situation.settle();

    assertThat(situation.state.offsets().partitions()).hasSize(2);
    assertThat(identityOfGeneration(situation)).isEqualTo(before).isEqualTo("cluster{a=id-a}");
  }

  @Test
  void partitionsOfAllTopicsAreSharedOutEvenly() {
    Situation situation = new Situation();
    situation.settings = Situation.settings(true, 2);
    situation.stream =
        stream(IDS, Map.of("a:0", "0", "a:1", "0", "a:2", "0", "b:0", "0", "b:1", "0", "b:2", "0"));

    situation.settle();

    assertThat(situation.state.groups())
        .extracting(group -> group.partitions().size())
        .containsExactly(3, 3);
  }

  @Test
  void aChainGoesOnWithTopicsThatAppearedWhileNobodyRead() {
    Situation situation =
        createdAgain(head("cluster{a=id-a}", A), stream(IDS, Map.of("a:0", "0", "b:0", "7")));

    Plan plan = situation.decide();

    assertThat(requireNonNull(plan.next().commit()).kind()).isEqualTo(LedgerEntry.Kind.TAKEOVER);
    assertThat(plan.next().offsets().text()).isEqualTo(A);
  }

  @Test
  void case46_aChainIsNotContinuedWhereOneOfItsTopicsIsAnotherOne() {
    Situation situation =
        createdAgain(
            head("cluster{a=id-a, b=id-b}", A_AND_B),
            stream(Map.of("a", "id-a", "b", "another"), Map.of("a:0", "0", "b:0", "0")));

    assertThat(situation.settle().findings())
        .extracting(Finding::reason)
        .contains(Reason.LedgerOwnedByOther);
    assertThat(situation.state.commit()).isNull();
  }

  @Test
  void case46_aChainOfOneTopicIsNotContinuedByAPatternNorTheOtherWayRound() {
    StreamObservation.Known byName =
        new StreamObservation.Known(
            new StreamDescription(
                "cluster",
                new TreeMap<>(Map.of("a", "id-a")),
                new TreeSet<>(List.of(new PartitionId("0")))),
            Positions.of(Map.of("0", "0")),
            Positions.of(Map.of("0", "1000")),
            Situation.NOW);
    Situation toPattern =
        createdAgain(
            head("cluster{a=id-a}", Map.of("0", "100")),
            stream(Map.of("a", "id-a"), Map.of("a:0", "0")));
    Situation toTopic = createdAgain(head("cluster{a=id-a}", A), byName);

    for (Situation situation : List.of(toPattern, toTopic)) {
      assertThat(situation.settle().findings())
          .anySatisfy(
              finding -> {
                assertThat(finding.reason()).isEqualTo(Reason.LedgerOwnedByOther);
                assertThat(finding.message()).contains("by topicPattern");
              });
      assertThat(situation.state.commit()).isNull();
    }
  }

  private static String identityOfGeneration(Situation situation) {
    TaskGroup group = situation.state.groups().getFirst();
    return Assignments.of(situation.state, group, group.generation(1).orElseThrow())
        .orElseThrow()
        .streamIdentity();
  }
}
