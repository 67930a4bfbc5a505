package io.millrace.operator.decide;

import static io.millrace.operator.decide.Situation.generation;
import static io.millrace.operator.decide.Situation.pending;
import static io.millrace.operator.decide.Situation.report;
import static io.millrace.operator.decide.Situation.running;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.operator.Reason;
import io.millrace.protocol.TaskState;
import io.millrace.streams.PartitionId;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A spec that tasks see differently: old tasks publish what they read, new ones read on there. */
class SpecUpdateTest {

  private static final Map<String, String> P0 = Map.of("0", "0");
  private static final Map<String, String> P40 = Map.of("0", "40");

  private static Situation updated() {
    Situation situation =
        Situation.reading(P0, 1, generation(1, Phase.READING, P0, null))
            .with(running(1, 0, report(TaskState.READING, 1, P0, P40)));
    situation.candidate = new Observation.Candidate("s-2", true);
    return situation;
  }

  @Test
  void newTasksAreStartedAtOnceAndReadOnWhereTheOldOnesEnd() {
    Situation situation = updated();
    assertThat(situation.actions(Action.CreatePod.class))
        .singleElement()
        .satisfies(
            create -> {
              assertThat(create.name()).isEqualTo(new PodName("s", 0, 2, 0));
              assertThat(create.revision()).isEqualTo("s-2");
            });
    assertThat(situation.generation(1).phase()).isEqualTo(Phase.READING);

    situation.with(running(2, 0, report(TaskState.READY, 0, null, Map.of())));
    situation.settle();
    assertThat(situation.generation(1).phase()).isEqualTo(Phase.PAUSING);

    situation.pods.removeFirst();
    situation.with(paused(1, situation.generation(1).assignment()));
    situation.settle();
    assertThat(situation.generation(1))
        .satisfies(old -> assertThat(old.end()).isEqualTo(Positions.of(P40)))
        .satisfies(old -> assertThat(old.revision()).isEqualTo("s-1"));
    assertThat(situation.generation(2))
        .satisfies(next -> assertThat(next.start()).isEqualTo(Positions.of(P40)))
        .satisfies(next -> assertThat(next.revision()).isEqualTo("s-2"));
  }

  private static ObservedPod paused(int generation, long assignment) {
    return running(generation, 0, report(TaskState.PAUSED, generation, assignment, false, P0, P40));
  }

  @Test
  void aChangeThatOnlyTheLoopReadsRestartsNothing() {
    Situation situation = updated();
    situation.candidate = new Observation.Candidate("s-1", true);
    situation.settings =
        new Settings("ds", 1, 1, Duration.ofHours(2), 3, false, false, null, null, null);
    situation.settle();
    assertThat(situation.state.groups().getFirst().generations()).hasSize(1);
  }

  @Test
  void aSpecThatIsNotWrittenAsARevisionYetRestartsNothing() {
    Situation situation = updated();
    situation.candidate = new Observation.Candidate("s-2", false);
    situation.settle();
    assertThat(situation.state.acceptedRevision()).isEqualTo("s-1");
    assertThat(situation.state.groups().getFirst().generations()).hasSize(1);
  }

  @Test
  void aStandbyOfAnOlderSpecIsDroppedAndMadeAnew() {
    Situation situation = updated();
    situation.settle();
    situation.with(running(2, 0, report(TaskState.READY, 0, null, Map.of())));
    situation.candidate = new Observation.Candidate("s-3", true);

    Plan plan = situation.settle();

    assertThat(situation.state.groups().getFirst().generation(2)).isEmpty();
    assertThat(situation.generation(3).revision()).isEqualTo("s-3");
    assertThat(situation.generation(3).phase()).isEqualTo(Phase.STANDBY);
    assertThat(situation.generation(1).phase()).isEqualTo(Phase.READING);
    assertThat(plan.actions()).contains(new Action.DeletePod(new PodName("s", 0, 2, 0), "pod-2-0"));
  }

  @Test
  void aSpecThatIsTakenBackBeforeItsTasksAreReadyRestartsNothing() {
    Situation situation = updated();
    situation.settle();
    situation.candidate = new Observation.Candidate("s-1", true);
    situation.settle();
    assertThat(situation.state.groups().getFirst().generations()).hasSize(1);
    assertThat(situation.generation(1).phase()).isEqualTo(Phase.READING);
  }

  @Test
  void case20_aSpecWhoseTasksNeverStartLeavesTheOldOnesReadingAndSaysSo() {
    Situation situation = updated();
    situation.settle();
    for (int hours = 0; hours < 3; hours++) {
      situation.now = situation.now.plus(Duration.ofHours(1));
      Plan plan = situation.settle();

      assertThat(situation.generation(1).phase()).isEqualTo(Phase.READING);
      assertThat(plan.findings())
          .filteredOn(finding -> finding.reason() == Reason.SpecUpdateWaits)
          .singleElement()
          .satisfies(finding -> assertThat(finding.stalls()).isFalse())
          .satisfies(finding -> assertThat(finding.message()).contains("s-1", "Pod s-0-2-", "s-2"));
    }
  }

  @Test
  void lackOfRoomIsNoReasonToEndWhatReadsUnderTheOldSpec() {
    Situation situation = updated();
    situation.settle();
    situation.now = situation.now.plus(RolloverRules.PATIENCE);
    situation.with(pending(2, 0, new PodTrouble(Reason.PodUnschedulable, "0/2 nodes")));
    Plan plan = situation.settle();
    assertThat(situation.generation(1).phase()).isEqualTo(Phase.READING);
    assertThat(plan.findings())
        .filteredOn(finding -> finding.reason() == Reason.SpecUpdateWaits)
        .singleElement()
        .satisfies(
            finding ->
                assertThat(finding.message()).contains("s-0-2-0", "PodUnschedulable: 0/2 nodes"));
  }

  @Test
  void whatIsAddedWhileTheOldTasksReadOnIsNamed() {
    Situation situation = updated();
    situation.stream = Situation.known(Map.of("0", "0", "1", "0"), Map.of("0", "90", "1", "9"));
    situation.settle();
    situation.now = situation.now.plus(RolloverRules.PATIENCE);

    assertThat(situation.settle().findings())
        .filteredOn(finding -> finding.reason() == Reason.SpecUpdateWaits)
        .singleElement()
        .satisfies(
            finding ->
                assertThat(finding.message())
                    .endsWith("or make room. Nobody reads partition 1 meanwhile"));
  }

  @Test
  void whatNobodyReadsUnderTheOldSpecDoesNotWaitForTheNewTasksForEver() {
    PodTrouble noRoom = new PodTrouble(Reason.PodUnschedulable, "0/2 nodes");
    Situation situation = updated();
    situation.pods.set(0, pending(1, 0, noRoom));
    situation.settle();
    situation.with(pending(2, 0, noRoom));
    assertThat(situation.generation(1).phase()).isEqualTo(Phase.READING);

    situation.now = situation.now.plus(RolloverRules.PATIENCE);
    situation.settle();
    assertThat(situation.state.groups().getFirst().open().orElseThrow().revision())
        .isEqualTo("s-2");
  }

  @Test
  void aSpecWhoseTasksNeverStartIsReplacedByOneWhoseDo() {
    Situation situation = updated();
    situation.settle();
    situation.now = situation.now.plus(Duration.ofHours(1));
    situation.settle();

    situation.candidate = new Observation.Candidate("s-3", true);
    situation.settle();
    int next = situation.state.groups().getFirst().standby().orElseThrow().number();
    situation.with(running(next, 0, report(TaskState.READY, 0, null, Map.of())));
    Plan plan = situation.settle();

    assertThat(situation.generation(1).phase()).isEqualTo(Phase.PAUSING);
    assertThat(plan.findings()).extracting(Finding::reason).doesNotContain(Reason.SpecUpdateWaits);
  }

  @Test
  void tasksThatNeverReadUnderTheOldSpecAreReplacedToo() {
    Generation neverRead = generation(1, Phase.READING, P0, null).readingSince(null);
    Situation situation =
        Situation.reading(P0, 1, neverRead)
            .with(Situation.pod(1, 0, ObservedPod.Phase.PENDING, null, null));
    situation.candidate = new Observation.Candidate("s-2", true);
    situation.settle();
    situation.with(running(2, 0, report(TaskState.READY, 0, null, Map.of())));
    situation.settle();
    assertThat(situation.generation(1).phase())
        .as("it has read nothing, so that nothing is to be published")
        .isEqualTo(Phase.COMMITTED);
    assertThat(situation.generation(2).start()).isEqualTo(Positions.of(P0));
    assertThat(situation.generation(2).phase()).isEqualTo(Phase.READING);
  }

  @Test
  void oneGroupIsUpdatedAfterTheOtherAsStopTaskCountAllows() {
    Situation situation = twoGroups(1);
    situation.settle();
    assertThat(standbys(situation)).containsExactly(0);

    situation.with(pod(0, 2, TaskState.READY, null));
    situation.settle();
    assertThat(group(situation, 0).open().orElseThrow().phase()).isEqualTo(Phase.PAUSING);
    assertThat(standbys(situation)).as("one group stands still at a time").containsExactly(0);

    situation.pods.removeFirst();
    situation.with(
        pod(0, 1, TaskState.PAUSED, group(situation, 0).generation(1).orElseThrow().assignment()));
    situation.settle();
    assertThat(group(situation, 0).generation(1).orElseThrow().phase()).isEqualTo(Phase.FINISHING);
    assertThat(standbys(situation)).containsExactly(1);

    situation.with(pod(1, 2, TaskState.READY, null));
    situation.settle();
    assertThat(group(situation, 1).open().orElseThrow().number())
        .as("it waits until the first one's end is committed")
        .isEqualTo(1);
    assertThat(group(situation, 1).open().orElseThrow().phase()).isEqualTo(Phase.READING);
  }

  @Test
  void anUpdateThatWaitsLongForStopTaskCountSaysForWhichGroup() {
    Situation situation = firstGroupFinishes("s-2");
    situation.settle();
    situation.with(pod(1, 2, TaskState.READY, null));
    assertThat(waits(situation)).isEmpty();

    situation.now = situation.now.plus(RolloverRules.PATIENCE);
    assertThat(waits(situation))
        .singleElement()
        .satisfies(finding -> assertThat(finding.reason()).isEqualTo(Reason.SpecUpdateWaits))
        .satisfies(finding -> assertThat(finding.stalls()).isFalse())
        .satisfies(
            finding ->
                assertThat(finding.message())
                    .contains(
                        "under revision s-1",
                        "generation 1 of task group 0 is not committed",
                        "stopTaskCount",
                        "lets 1 task group end",
                        "task group 1 could roll over since"));
    assertThat(group(situation, 1).open().orElseThrow().phase()).isEqualTo(Phase.READING);
  }

  @Test
  void aRolloverThatWaitsLongForStopTaskCountIsNoSpecUpdate() {
    Situation situation = firstGroupFinishes("s-1");
    situation.now = situation.now.plusSeconds(3_010);
    situation.settle();
    situation.with(pod(1, 2, TaskState.READY, null));
    assertThat(waits(situation)).isEmpty();

    situation.now = situation.now.plus(RolloverRules.PATIENCE);
    assertThat(waits(situation))
        .singleElement()
        .satisfies(finding -> assertThat(finding.reason()).isEqualTo(Reason.RolloverWaits))
        .satisfies(
            finding ->
                assertThat(finding.message())
                    .contains("generation 1 of task group 0 is not committed", "stopTaskCount"));
  }

  @Test
  void nothingIsSaidOfAGroupThatPublishesForAWhileBeforeTheNextOneEnds() {
    Situation situation = firstGroupFinishes("s-2");
    situation.settle();
    situation.with(pod(1, 2, TaskState.READY, null));
    situation.settle();
    situation.now = situation.now.plus(RolloverRules.PATIENCE).minusMillis(1);
    assertThat(waits(situation)).isEmpty();

    situation.state =
        situation.state.mappingGroups(
            group ->
                group.mapping(
                    each -> each.phase() == Phase.FINISHING ? each.in(Phase.COMMITTED) : each));
    situation.now = situation.now.plusSeconds(1);
    assertThat(waits(situation)).isEmpty();
    assertThat(group(situation, 1).open().orElseThrow().phase()).isEqualTo(Phase.PAUSING);
  }

  private static List<Finding> waits(Situation situation) {
    return situation.settle().findings().stream()
        .filter(
            finding ->
                finding.reason() == Reason.SpecUpdateWaits
                    || finding.reason() == Reason.RolloverWaits)
        .toList();
  }

  /** Group 0 has its end, and one group may have at a time; it reads on under {@code revision}. */
  private static Situation firstGroupFinishes(String revision) {
    Situation situation = twoGroups(1);
    situation.candidate = new Observation.Candidate(revision, true);
    Generation next = generation(2, Phase.READING, P40, null).readingSince(Situation.NOW);
    firstGroupFinishes(situation, underSpec(revision, next));
    return situation;
  }

  /** Group 0 has its end, and goes on with {@code next}. */
  private static void firstGroupFinishes(Situation situation, Generation next) {
    situation.state =
        situation.state.mappingGroups(
            group ->
                group.id() == 1
                    ? group
                    : new TaskGroup(
                        0,
                        1,
                        group.partitions(),
                        3,
                        List.of(generation(1, Phase.FINISHING, P0, P40), next)));
  }

  @Test
  void withoutALimitTheNextGroupDoesNotWaitForThePublishingOfTheFirst() {
    Situation situation = twoGroups(2);
    firstGroupFinishes(situation, underSpec("s-2", generation(2, Phase.READING, P40, null)));
    situation.settle();
    situation.with(pod(1, 2, TaskState.READY, null));
    situation.settle();
    assertThat(group(situation, 1).open().orElseThrow().phase()).isEqualTo(Phase.PAUSING);
  }

  private static Generation underSpec(String revision, Generation of) {
    return new Generation(
        of.number(),
        revision,
        of.phase(),
        of.partitions(),
        of.start(),
        of.checkpoints(),
        of.end(),
        of.createdAt(),
        of.startedAt(),
        of.assignment(),
        of.attempts(),
        of.committed(),
        of.messageTimeBounds());
  }

  private static Situation twoGroups(int stopTaskCount) {
    Situation situation = Situation.reading(Map.of("0", "0", "1", "0"), 1);
    situation.settings =
        new Settings("ds", 2, 1, Duration.ofHours(1), stopTaskCount, true, false, null, null, null);
    situation.state = situation.state.withGroups(List.of(readingGroup(0), readingGroup(1)));
    situation.with(pod(0, 1, TaskState.READING, null)).with(pod(1, 1, TaskState.READING, null));
    situation.candidate = new Observation.Candidate("s-2", true);
    return situation;
  }

  private static TaskGroup readingGroup(int id) {
    String partition = String.valueOf(id);
    return new TaskGroup(
        id,
        1,
        new TreeSet<>(Set.of(new PartitionId(partition))),
        2,
        List.of(generation(1, Phase.READING, Map.of(partition, "0"), null)));
  }

  private static ObservedPod pod(
      int group, int generation, TaskState state, @Nullable Long pausedAt) {
    Map<String, String> start =
        state == TaskState.READY ? null : Map.of(String.valueOf(group), "0");
    Map<String, String> positions =
        state == TaskState.READY ? Map.of() : Map.of(String.valueOf(group), "40");
    return new ObservedPod(
        new PodName("s", group, generation, 0),
        "pod-%d-%d".formatted(group, generation),
        ObservedPod.Phase.RUNNING,
        null,
        Situation.NOW,
        "127.0.0.9",
        null,
        report(state, state == TaskState.READY ? 0 : generation, pausedAt, false, start, positions),
        Situation.NOW);
  }

  private static TaskGroup group(Situation situation, int id) {
    return situation.state.group(id).orElseThrow();
  }

  private static List<Integer> standbys(Situation situation) {
    return situation.state.groups().stream()
        .filter(group -> group.standby().isPresent())
        .map(TaskGroup::id)
        .toList();
  }
}
