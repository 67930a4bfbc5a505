package io.millrace.operator.decide;

import static io.millrace.operator.decide.Situation.generation;
import static io.millrace.operator.decide.TopicSituations.A;
import static io.millrace.operator.decide.TopicSituations.A_AND_B;
import static io.millrace.operator.decide.TopicSituations.IDS;
import static io.millrace.operator.decide.TopicSituations.OTHER_B;
import static io.millrace.operator.decide.TopicSituations.WITHOUT_B;
import static io.millrace.operator.decide.TopicSituations.noticed;
import static io.millrace.operator.decide.TopicSituations.prepared;
import static io.millrace.operator.decide.TopicSituations.reading;
import static io.millrace.operator.decide.TopicSituations.stream;
import static io.millrace.operator.decide.TopicSituations.wasLookedFor;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.operator.Reason;
import io.millrace.protocol.LedgerEntry;
import io.millrace.protocol.LedgerSnapshot;
import io.millrace.protocol.Prepared;
import io.millrace.protocol.ProtocolVersion;
import io.millrace.protocol.RowCounters;
import io.millrace.protocol.TaskState;
import io.millrace.streams.PartitionId;
import io.millrace.streams.StreamDescription;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** A pattern that several topics match. */
class SeveralTopicsTest {

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

  @Test
  void case18_aTopicThatWasDeletedLeavesItsGroupWhichGoesOnWithTheOthers() {
    Situation situation = noticed();
    wasLookedFor(situation);
    situation.stream = stream(WITHOUT_B, Map.of("a:0", "0"));

    Plan plan = situation.settle();

    TaskGroup group = situation.state.groups().getFirst();
    assertThat(group.epoch()).isEqualTo(2);
    assertThat(group.generations()).hasSize(1);
    assertThat(group.generations().getFirst().start()).isEqualTo(Positions.of(A));
    assertThat(situation.state.offsets().text())
        .as("its partitions keep their positions")
        .isEqualTo(A_AND_B);
    assertThat(plan.actions()).anyMatch(Action.CreatePod.class::isInstance);
    assertThat(plan.findings())
        .anySatisfy(
            finding -> {
              assertThat(finding.reason()).isEqualTo(Reason.TopicChanged);
              assertThat(finding.stalls()).isFalse();
              assertThat(finding.message()).contains("b is gone");
            });
  }

  @Test
  void case5_aTopicThatWasCreatedAgainLeavesItsGroupAndIsNamed() {
    Situation situation = noticed();
    wasLookedFor(situation);
    situation.stream = stream(OTHER_B, Map.of("a:0", "0", "b:0", "0", "b:1", "0"));

    Plan plan = situation.settle();

    assertThat(situation.state.groups().getFirst().generations().getFirst().partitions())
        .containsExactly(new PartitionId("a:0"));
    assertThat(situation.state.offsets().text())
        .as("no partition of it gets a baseline")
        .isEqualTo(A_AND_B);
    assertThat(requireNonNull(situation.state.stream()).topics())
        .as("what its positions belong to")
        .isEqualTo(IDS);
    assertThat(plan.findings())
        .extracting(Finding::message)
        .anyMatch(message -> message.contains("b was created again (id another, was id-b)"));
  }

  @Test
  void case56_whatWasPreparedBeforeIsCommittedBeforeTheTopicIsLeft() {
    Situation situation = noticed();
    situation.stream = stream(OTHER_B, Map.of("a:0", "0", "b:0", "0"));
    assertThat(situation.actions(Action.LookForManifests.class)).hasSize(1);
    assertThat(situation.state.groups().getFirst().epoch()).as("not yet").isEqualTo(1);

    wasLookedFor(situation, prepared(A_AND_B, Map.of("a:0", "150", "b:0", "250")));
    situation.settle();

    assertThat(situation.state.offsets().text()).isEqualTo(Map.of("a:0", "150", "b:0", "250"));
    TaskGroup group = situation.state.groups().getFirst();
    assertThat(group.epoch()).isEqualTo(2);
    assertThat(group.generations().getFirst().start())
        .isEqualTo(Positions.of(Map.of("a:0", "150")));
  }

  @Test
  void aTaskThatMayStillPrepareIsWaitedForUntilItSaysNothingMoreAndIsDeletedInVain() {
    Situation situation = reading(A_AND_B, generation(1, Phase.READING, A_AND_B, null));
    situation.with(
        Situation.running(1, 0, Situation.report(TaskState.READING, 1, A_AND_B, A_AND_B)));
    situation.stream = stream(WITHOUT_B, Map.of("a:0", "0"));
    situation.settle();
    assertThat(situation.state.groups().getFirst().epoch()).isEqualTo(1);

    ObservedPod task = silent(situation.pods.removeFirst());
    situation.with(task);
    situation.lookInVain();
    assertThat(situation.actions(Action.DeletePod.class)).hasSize(1);
    assertThat(situation.state.groups().getFirst().epoch()).isEqualTo(1);

    situation.pods.clear();
    situation.with(Situation.overdue(task, Duration.ofSeconds(11)));
    situation.settle();
    assertThat(situation.state.groups().getFirst().epoch()).as("looked for again").isEqualTo(1);
    situation.lookInVain();
    situation.settle();

    assertThat(situation.state.groups().getFirst().epoch()).isEqualTo(2);
  }

  @Test
  void case56_whatASilentTaskHadPreparedIsCommittedBeforeTheTopicIsLeft() {
    Situation situation = reading(A_AND_B, generation(1, Phase.READING, A_AND_B, null));
    ObservedPod task =
        Situation.running(1, 0, Situation.report(TaskState.READING, 1, A_AND_B, A_AND_B));
    situation.with(Situation.overdue(silent(task), Duration.ofSeconds(11)));
    situation.stream = stream(WITHOUT_B, Map.of("a:0", "0"));
    Action.LookForManifests look = situation.actions(Action.LookForManifests.class).getFirst();
    Map<String, String> to = Map.of("a:0", "150", "b:0", "250");

    situation.left.put(
        look.generation(), new LeftManifests(look.gonePods(), List.of(prepared(A_AND_B, to))));
    situation.settle();

    assertThat(situation.state.offsets().text()).isEqualTo(to);
    assertThat(situation.state.groups().getFirst().epoch()).isEqualTo(2);
  }

  @Test
  void aResetOfAGroupThatLosesATopicWaitsForItsTasksAndNamesOne() {
    Situation situation = reading(A_AND_B, generation(1, Phase.READING, A_AND_B, null));
    situation.with(
        Situation.running(1, 0, Situation.report(TaskState.READING, 1, A_AND_B, A_AND_B)));
    StreamObservation.Known now = stream(WITHOUT_B, Map.of("a:0", "0"));
    situation.reset =
        new ResetRequest(
            1,
            ResetRequest.To.EARLIEST,
            null,
            Positions.NONE,
            new TreeSet<>(Set.of(new PartitionId("a:0"))));
    situation.stream =
        new StreamObservation.Known(
            now.description(),
            now.earliest(),
            now.latest(),
            Situation.NOW,
            new StreamQuestion(Positions.of(A_AND_B), situation.reset),
            Positions.NONE);

    Plan plan = situation.settle();

    assertThat(situation.state.offsets().text()).isEqualTo(A_AND_B);
    assertThat(plan.findings())
        .filteredOn(finding -> finding.reason() == Reason.ResetWaits)
        .singleElement()
        .satisfies(finding -> assertThat(finding.message()).contains("reset 1", "s-0-1-0"));
  }

  private static ObservedPod silent(ObservedPod pod) {
    Unanswered unanswered = new Unanswered(Situation.NOW.minusSeconds(41), 3, true);
    return Situation.heard(pod, unanswered.since(), unanswered, unanswered.since());
  }

  @Test
  void aGenerationThatCannotReachItsEndAnyMoreIsLeftWithItsSuccessor() {
    Map<String, String> end = Map.of("a:0", "150", "b:0", "250");
    Situation situation =
        reading(
            A_AND_B,
            generation(1, Phase.FINISHING, A_AND_B, end),
            generation(2, Phase.READING, end, null));
    situation.with(Situation.pod(1, 0, ObservedPod.Phase.FAILED, null, null));
    situation.left.put(new GenerationKey(1, 0, 1), new LeftManifests(Set.of("s-0-1-0"), List.of()));
    situation.with(Situation.pod(2, 0, ObservedPod.Phase.FAILED, null, null));
    situation.left.put(new GenerationKey(1, 0, 2), new LeftManifests(Set.of("s-0-2-0"), List.of()));
    situation.stream = stream(WITHOUT_B, Map.of("a:0", "0"));

    situation.settle();

    TaskGroup group = situation.state.groups().getFirst();
    assertThat(group.generations()).hasSize(1);
    assertThat(group.generations().getFirst().number()).isEqualTo(3);
    assertThat(group.generations().getFirst().start())
        .as("all that was not committed is read again")
        .isEqualTo(Positions.of(A));
  }

  @Test
  void aGroupThatFollowsOneThatBeginsAnewDoesSoTooAlthoughItIsToReadTheTopicItself() {
    Situation situation = followed(Map.of("a:0", "150"));

    situation.settle();

    assertThat(situation.state.groups()).extracting(TaskGroup::epoch).containsExactly(2L, 2L);
    assertThat(situation.state.group(1).orElseThrow().open().orElseThrow().start())
        .as("nobody reads up to 150 any more")
        .isEqualTo(Positions.of(A));
    assertThat(situation.state.group(1).orElseThrow().partitions())
        .containsExactly(new PartitionId("a:0"));
  }

  @Test
  void case56_aGroupIsNotFollowedBeforeTheOtherHasCommittedWhatItHasOfTheTopic() {
    Map<String, String> start = Map.of("a:0", "150", "b:1", "0");
    Situation situation = followed(start);
    PodName name = new PodName("s", 1, 1, 0);
    situation.with(pod(name, ObservedPod.Phase.FAILED));
    Map<String, String> from = Map.of("b:1", "0");
    Map<String, String> to = Map.of("b:1", "20");
    Prepared prepared =
        Situation.elsewhere(Situation.prepared(1, "pod-x", from, to), 1, "cluster{a=id-a, b=id-b}");

    assertThat(situation.actions(Action.LookForManifests.class))
        .extracting(Action.LookForManifests::generation)
        .as("nobody knows yet whether it left something")
        .containsExactly(new GenerationKey(1, 1, 1));
    assertThat(situation.state.groups()).extracting(TaskGroup::epoch).containsExactly(1L, 1L);

    situation.left.put(
        new GenerationKey(1, 1, 1), new LeftManifests(Set.of(name.toString()), List.of(prepared)));
    situation.settle();

    assertThat(situation.state.offsets().text()).containsEntry("b:1", "20");
    assertThat(situation.state.groups()).extracting(TaskGroup::epoch).containsExactly(2L, 2L);
  }

  @Test
  void case56_aGroupIsNotFollowedWhileATaskOfTheOtherMayPrepareSomethingOfTheTopic() {
    Situation situation = followed(Map.of("a:0", "150", "b:1", "0"));
    situation.with(pod(new PodName("s", 1, 1, 0), ObservedPod.Phase.RUNNING));

    situation.settle();

    assertThat(situation.state.groups()).extracting(TaskGroup::epoch).containsExactly(1L, 1L);
  }

  /**
   * Group 0 is to end and cannot, for topic b is gone; group 1 has begun in a partition that it is
   * to have from there.
   *
   * @param begun where group 1 has begun
   */
  private static Situation followed(Map<String, String> begun) {
    Map<String, String> start = Map.of("a:0", "100", "a:1", "100", "b:0", "200");
    Map<String, String> end = Map.of("a:0", "150", "a:1", "150", "b:0", "250");
    Map<String, String> offsets = new TreeMap<>(start);
    offsets.put("b:1", "0");
    Situation situation = reading(offsets);
    situation.settings = Situation.settings(true, 2);
    TaskGroup gave =
        new TaskGroup(
            0,
            1,
            Exchange.partitions("a:1 b:0"),
            2,
            List.of(generation(1, Phase.FINISHING, start, end)));
    TaskGroup took =
        new TaskGroup(
            1,
            1,
            Exchange.partitions("a:0 b:1"),
            2,
            List.of(generation(1, Phase.READING, begun, null)));
    situation.state = situation.state.withGroups(List.of(gave, took));
    situation.with(Situation.pod(1, 0, ObservedPod.Phase.FAILED, null, null));
    wasLookedFor(situation);
    situation.stream = stream(WITHOUT_B, Map.of("a:0", "0", "a:1", "0"));
    return situation;
  }

  private static ObservedPod pod(PodName name, ObservedPod.Phase phase) {
    return new ObservedPod(
        name, "pod-x", phase, null, Situation.NOW.minusSeconds(500), "127.0.0.9", null, null, null);
  }

  @Test
  void aTaskThatHasPreparedAllUpToItsEndIsNotWaitedFor() {
    Map<String, String> end = Map.of("a:0", "150", "b:0", "250");
    Situation situation = heldUpBy(TaskState.PREPARED, end);

    situation.settle();

    assertThat(situation.state.groups().getFirst().epoch()).isEqualTo(2);
  }

  @Test
  void aGroupThatIsHeldUpBeginsNothing() {
    Map<String, String> end = Map.of("a:0", "150", "b:0", "250");
    Situation situation = heldUpBy(TaskState.PUBLISHING, end);
    situation.candidate = new Observation.Candidate("s-2", true);

    Plan plan = situation.settle();

    TaskGroup group = situation.state.groups().getFirst();
    assertThat(group.epoch()).as("another task may still prepare").isEqualTo(1);
    assertThat(group.generations()).extracting(Generation::number).containsExactly(1, 2, 3);
    assertThat(group.generation(1).orElseThrow().newestAttempt())
        .as("another attempt would only notice and end")
        .isZero();
    assertThat(group.open().orElseThrow().phase())
        .as("its spec is outdated")
        .isEqualTo(Phase.READING);
    assertThat(plan.actions()).noneMatch(Action.CreatePod.class::isInstance);
    assertThat(plan.findings())
        .as("why it does nothing")
        .anySatisfy(
            finding -> {
              assertThat(finding.reason()).isEqualTo(Reason.TopicChanged);
              assertThat(finding.message()).contains("waits for task s-0-2-0");
            });
  }

  @Test
  void aGroupThatIsHeldUpAndReadsNoMoreBeginsNothing() {
    Situation situation = heldUpBy(TaskState.PUBLISHING, Map.of("a:0", "150", "b:0", "250"));
    situation.state = situation.state.mappingGroups(group -> group.without(3));

    situation.settle();

    assertThat(situation.state.groups().getFirst().generations())
        .extracting(Generation::number)
        .containsExactly(1, 2);
  }

  @Test
  void noPodIsCreatedThatWouldOnlyNoticeThatItsTopicIsLost() {
    Situation situation = heldUpBy(TaskState.PUBLISHING, Map.of("a:0", "150", "b:0", "250"));
    situation.state =
        situation.state.mappingGroups(
            group ->
                group.mapping(
                    each ->
                        each.number() == 3
                            ? each.with(new Attempt(0, each.start(), Situation.NOW, 0, null))
                            : each));

    assertThat(situation.actions(Action.CreatePod.class)).isEmpty();
  }

  @Test
  void nothingIsSkippedOfATopicThatWasCreatedAgain() {
    Situation situation = noticed();
    situation.settings =
        new Settings("ds", 1, 1, Duration.ofHours(1), 1, true, true, null, null, null);
    wasLookedFor(situation);
    situation.stream = stream(OTHER_B, Map.of("a:0", "0", "b:0", "300"));

    situation.settle();

    assertThat(situation.state.offsets().text()).isEqualTo(A_AND_B);
  }

  /**
   * The first of three generations has failed, the second has come as far as {@code state} says,
   * the third has no Pod any more.
   */
  private static Situation heldUpBy(TaskState state, Map<String, String> end) {
    Map<String, String> later = Map.of("a:0", "170", "b:0", "270");
    Situation situation =
        reading(
            A_AND_B,
            generation(1, Phase.FINISHING, A_AND_B, end),
            generation(2, Phase.FINISHING, end, later),
            generation(3, Phase.READING, later, null));
    situation.with(Situation.pod(1, 0, ObservedPod.Phase.FAILED, null, null));
    situation.left.put(new GenerationKey(1, 0, 1), new LeftManifests(Set.of("s-0-1-0"), List.of()));
    situation.with(Situation.running(2, 0, Situation.report(state, 1, end, later)));
    situation.left.put(new GenerationKey(1, 0, 3), new LeftManifests(Set.of("s-0-3-0"), List.of()));
    situation.stream = stream(WITHOUT_B, Map.of("a:0", "0"));
    return situation;
  }

  @Test
  void aGenerationWhoseLostPartitionIsAtItsEndFinishesAsIfNothingWere() {
    Map<String, String> end = Map.of("a:0", "150", "b:0", "200");
    Situation situation = reading(A_AND_B, generation(1, Phase.FINISHING, A_AND_B, end));
    situation.stream = stream(WITHOUT_B, Map.of("a:0", "0"));

    situation.settle();

    TaskGroup group = situation.state.groups().getFirst();
    assertThat(group.epoch()).isEqualTo(1);
    assertThat(group.generation(1)).isPresent();
    assertThat(group.open().orElseThrow().start()).isEqualTo(Positions.of(Map.of("a:0", "150")));
  }

  @Test
  void case57_aGroupThatDoesNotReadTheTopicReadsAndCommitsOn() {
    Situation situation = reading(A_AND_B, generation(1, Phase.READING, A, null));
    situation.settings = Situation.settings(true, 2);
    TaskGroup ofA =
        new TaskGroup(
            0, 1, Positions.of(A).partitions(), 2, List.of(generation(1, Phase.READING, A, null)));
    Map<String, String> b = Map.of("b:0", "200");
    TaskGroup ofB =
        new TaskGroup(
            1, 1, Positions.of(b).partitions(), 2, List.of(generation(1, Phase.READING, b, null)));
    situation.state = situation.state.withGroups(List.of(ofA, ofB));
    situation.with(Situation.running(1, 0, Situation.report(TaskState.READING, 1, A, A)));
    situation.left.put(new GenerationKey(1, 1, 1), new LeftManifests(Set.of("s-1-1-0"), List.of()));
    situation.stream = stream(OTHER_B, Map.of("a:0", "0", "b:0", "0"));

    situation.settle();

    assertThat(situation.state.group(0).orElseThrow()).isEqualTo(ofA);
    TaskGroup left = situation.state.group(1).orElseThrow();
    assertThat(left.partitions()).isEmpty();
    assertThat(left.generations()).isEmpty();
  }

  @Test
  void aTopicThatComesBackAsItWasIsReadOn() {
    Situation situation = noticed();
    wasLookedFor(situation);
    situation.stream = stream(WITHOUT_B, Map.of("a:0", "0"));
    situation.settle();

    situation.stream = stream(IDS, Map.of("a:0", "0", "b:0", "0"));
    Plan plan = situation.settle();

    assertThat(plan.findings()).extracting(Finding::reason).doesNotContain(Reason.TopicChanged);
    assertThat(situation.state.groups().getFirst().partitions())
        .isEqualTo(Positions.of(A_AND_B).partitions());
  }

  @Test
  void whileTheStreamIsNotKnownNoPartitionIsGivenBack() {
    Situation situation = noticed();
    wasLookedFor(situation);
    situation.stream = stream(WITHOUT_B, Map.of("a:0", "0"));
    situation.settle();

    situation.stream = new StreamObservation.NotYet();
    situation.settle();

    assertThat(situation.state.groups().getFirst().partitions())
        .containsExactly(new PartitionId("a:0"));
  }

  @Test
  void aTopicThatAppearsIsReadAlthoughAnotherOneIsLost() {
    Situation situation = noticed();
    wasLookedFor(situation);
    situation.stream = stream(Map.of("a", "id-a", "c", "id-c"), Map.of("a:0", "0", "c:0", "3"));

    situation.settle();

    assertThat(situation.state.offsets().text())
        .isEqualTo(Map.of("a:0", "100", "b:0", "200", "c:0", "3"));
    assertThat(requireNonNull(situation.state.stream()).topics())
        .isEqualTo(Map.of("a", "id-a", "b", "id-b", "c", "id-c"));
    assertThat(situation.state.groups().getFirst().partitions())
        .isEqualTo(Positions.of(Map.of("a:0", "100", "c:0", "3")).partitions());
  }

  @Test
  void whenAllTopicsWereCreatedAgainEverythingStandsStill() {
    Situation situation = noticed();
    wasLookedFor(situation);
    situation.stream = stream(Map.of("a", "x", "b", "y"), Map.of("a:0", "0", "b:0", "0"));

    assertThat(situation.settle().findings())
        .anyMatch(finding -> finding.stalls() && finding.reason() == Reason.StreamChanged);
    assertThat(situation.state.groups().getFirst().epoch()).isEqualTo(1);
  }

  private static String identityOfGeneration(Situation situation) {
    TaskGroup group = situation.state.groups().getFirst();
    Generation generation = group.generation(1).orElseThrow();
    return Assignments.of(situation.state, group, generation, generation.attempts().getFirst())
        .orElseThrow()
        .streamIdentity();
  }
}
