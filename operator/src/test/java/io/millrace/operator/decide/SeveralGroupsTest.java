package io.millrace.operator.decide;

import static io.millrace.operator.decide.Situation.generation;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.protocol.Manifest;
import io.millrace.protocol.MessageTimeBounds;
import io.millrace.protocol.Prepared;
import io.millrace.protocol.ProtocolVersion;
import io.millrace.protocol.Report;
import io.millrace.protocol.RowCounters;
import io.millrace.protocol.TaskState;
import io.millrace.streams.PartitionId;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Two groups of one partition each: what one does is nothing of the other's. */
class SeveralGroupsTest {

  private static final Map<String, String> BOTH = Map.of("0", "0", "1", "0");

  private final Situation situation = Situation.reading(BOTH, 1);

  SeveralGroupsTest() {
    situation.settings = Situation.settings(true, 2);
    situation.state = situation.state.withGroups(List.of(group(0), group(1)));
  }

  private static TaskGroup group(int id) {
    String partition = String.valueOf(id);
    return new TaskGroup(
        id,
        1,
        new TreeSet<>(Set.of(new PartitionId(partition))),
        2,
        List.of(generation(1, Phase.READING, Map.of(partition, "0"), null)));
  }

  private static Prepared prepared(int group, String partition, String to) {
    Manifest manifest =
        new Manifest(
            ProtocolVersion.FORMAT,
            Situation.UID,
            1,
            group,
            1,
            0,
            "pod-%d".formatted(group),
            Situation.IDENTITY,
            Map.of(partition, "0"),
            Map.of(partition, to),
            MessageTimeBounds.OPEN,
            new RowCounters(10, 6, 3, Map.of(), 1, 100),
            List.of());
    return new Prepared("prepared/%d.json".formatted(group), "digest", manifest);
  }

  private static ObservedPod reading(int group, Prepared... prepared) {
    Map<String, String> start = Map.of(String.valueOf(group), "0");
    Report report = Situation.report(TaskState.READING, 1, start, start, prepared);
    return new ObservedPod(
        new PodName("s", group, 1, 0),
        "pod-%d".formatted(group),
        ObservedPod.Phase.RUNNING,
        null,
        Situation.NOW,
        "127.0.0.9",
        null,
        report,
        Situation.NOW);
  }

  @Test
  void oneCommitTakesWhatBothHavePreparedAndEachRemembersItsOwn() {
    situation.with(reading(0, prepared(0, "0", "5"))).with(reading(1, prepared(1, "1", "7")));

    SupervisorState next = situation.decide().next();

    assertThat(next.offsets().text()).isEqualTo(Map.of("0", "5", "1", "7"));
    assertThat(next.commits()).isEqualTo(2);
    assertThat(next.commit())
        .satisfies(commit -> assertThat(commit.manifests()).hasSize(2))
        .satisfies(commit -> assertThat(commit.records()).isEqualTo(20))
        .satisfies(commit -> assertThat(commit.rows()).as("those with errors count").isEqualTo(18));
    assertThat(next.groups())
        .extracting(group -> group.generations().getFirst().committed())
        .containsExactly(List.of("prepared/0.json"), List.of("prepared/1.json"));
  }

  @Test
  void aManifestOfAnotherGroupNeverCommitsAsThisOnes() {
    situation.with(reading(0, prepared(1, "0", "5"))).with(reading(1));
    situation.settle();
    assertThat(situation.state.offsets().text()).isEqualTo(BOTH);
  }

  @Test
  void aTaskIsToldOfItsOwnPartitionsOnly() {
    situation.with(reading(0)).with(reading(1));
    assertThat(situation.actions(Action.Assign.class))
        .extracting(assign -> assign.assignment().committed().positions())
        .containsExactly(Map.of("0", "0"), Map.of("1", "0"));
  }

  @Test
  void aGenerationStartsWithItsOwnPartitionsOnly() {
    situation.state =
        situation.state.mappingGroups(
            group -> new TaskGroup(group.id(), 1, group.partitions(), 2, List.of()));
    situation.settle();
    assertThat(situation.state.groups())
        .extracting(group -> group.generation(2).orElseThrow().start())
        .containsExactly(Positions.of(Map.of("0", "0")), Positions.of(Map.of("1", "0")));
  }

  @Test
  void theGroupThatIsDueFirstIsReplacedFirst() {
    situation.with(reading(0)).with(reading(1));
    situation.state =
        situation.state.mappingGroups(
            group ->
                group.mapping(
                    open -> open.readingSince(Situation.NOW.minusSeconds(10L * group.id()))));
    situation.now = Situation.NOW.plus(Duration.ofHours(1));
    situation.settle();
    assertThat(situation.state.group(0).orElseThrow().standby()).isEmpty();
    assertThat(situation.state.group(1).orElseThrow().standby()).isPresent();
  }

  @Test
  void aPartitionThatWasAddedIsReadFromItsBaselineByTheNextGenerationWhichStartsAtOnce() {
    Situation one =
        Situation.reading(Map.of("0", "0"), 1, generation(1, Phase.READING, Map.of("0", "0"), null))
            .with(reading(0));
    one.stream = Situation.known(Map.of("0", "0", "1", "7"), Map.of("0", "50", "1", "9"));
    one.settle();
    assertThat(one.state.groups().getFirst().standby()).as("well before its time").isPresent();

    one.pods.add(
        new ObservedPod(
            new PodName("s", 0, 2, 0),
            "pod-standby",
            ObservedPod.Phase.RUNNING,
            null,
            Situation.NOW,
            "127.0.0.8",
            null,
            Situation.report(TaskState.READY, 0, null, Map.of()),
            Situation.NOW));
    one.settle();
    assertThat(one.generation(1).phase()).isEqualTo(Phase.PAUSING);
    one.pods.removeFirst();
    one.with(
        Situation.running(
            1,
            0,
            Situation.report(
                TaskState.PAUSED,
                1,
                one.generation(1).assignment(),
                false,
                Map.of("0", "0"),
                Map.of("0", "40"))));
    one.settle();
    assertThat(one.generation(2).start()).isEqualTo(Positions.of(Map.of("0", "40", "1", "7")));
    assertThat(one.generation(1).end()).isEqualTo(Positions.of(Map.of("0", "40")));
  }
}
