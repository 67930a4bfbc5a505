package io.millrace.operator.decide;

import static io.millrace.operator.decide.Situation.generation;

import io.millrace.protocol.Prepared;
import io.millrace.streams.PartitionId;
import io.millrace.streams.StreamDescription;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Situations in which a pattern matches several topics. */
final class TopicSituations {

  static final Map<String, String> A = Map.of("a:0", "100");
  static final Map<String, String> A_AND_B = Map.of("a:0", "100", "b:0", "200");
  static final Map<String, String> IDS = Map.of("a", "id-a", "b", "id-b");
  static final Map<String, String> WITHOUT_B = Map.of("a", "id-a");
  static final Map<String, String> OTHER_B = Map.of("a", "id-a", "b", "another");

  private TopicSituations() {}

  static StreamObservation.Known stream(Map<String, String> ids, Map<String, String> earliest) {
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

  static Situation reading(Map<String, String> offsets, Generation... generations) {
    Situation situation = Situation.reading(offsets, 5, generations);
    Map<String, String> ids = new TreeMap<>(IDS);
    ids.keySet().retainAll(offsets.keySet().stream().map(key -> key.substring(0, 1)).toList());
    situation.stream =
        stream(ids, offsets.keySet().stream().collect(Collectors.toMap(key -> key, key -> "0")));
    situation.state = situation.state.withStream(known(situation).description());
    return situation;
  }

  static StreamObservation.Known known(Situation situation) {
    return (StreamObservation.Known) situation.stream;
  }

  /** One group that reads both topics; its task ended because it noticed. */
  static Situation noticed() {
    Situation situation = reading(A_AND_B, generation(1, Phase.READING, A_AND_B, null));
    situation.with(Situation.pod(1, 0, ObservedPod.Phase.FAILED, null, null));
    return situation;
  }

  static void wasLookedFor(Situation situation, Prepared... found) {
    situation.left.put(
        new GenerationKey(1, 0, 1), new LeftManifests(Set.of("s-0-1-0"), List.of(found)));
  }

  static Prepared prepared(Map<String, String> start, Map<String, String> end) {
    return Situation.elsewhere(
        Situation.prepared(1, "pod-1-0", start, end), 0, "cluster{a=id-a, b=id-b}");
  }
}
