package io.millrace.operator.decide;

import static io.millrace.operator.decide.Situation.generation;
import static io.millrace.operator.decide.Situation.prepared;
import static io.millrace.operator.decide.Situation.report;
import static io.millrace.operator.decide.Situation.running;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.protocol.LedgerEntry;
import io.millrace.protocol.ManifestReference;
import io.millrace.protocol.Prepared;
import io.millrace.protocol.TaskState;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CommitTest {

  private static final Map<String, String> P0 = Map.of("0", "0");
  private static final Map<String, String> P100 = Map.of("0", "100");
  private static final Map<String, String> P150 = Map.of("0", "150");
  private static final Map<String, String> P200 = Map.of("0", "200");

  @Test
  void aPreparedSequenceThatStartsAtTheCommittedPositionIsCommitted() {
    Prepared sequence = prepared(1, "a", P0, P100);
    Situation situation =
        Situation.reading(P0, 1, generation(1, Phase.READING, P0, null))
            .with(running(1, 0, report(TaskState.READING, 1, P0, P100, sequence)));

    Plan plan = situation.decide();

    assertThat(plan.next().offsets().text()).isEqualTo(P100);
    assertThat(requireNonNull(plan.next().commit()).sequence()).isEqualTo(2);
    assertThat(requireNonNull(plan.next().commit()).kind()).isEqualTo(LedgerEntry.Kind.COMMIT);
    assertThat(requireNonNull(plan.next().commit()).manifests())
        .containsExactly(new ManifestReference(sequence.path(), sequence.digest()));
    assertThat(plan.actions()).allMatch(Action.Announce.class::isInstance);
  }

  @Test
  void case07_aCommitWhoseAcknowledgementWasLostIsNotMadeAgainAndIsAcknowledgedByPath() {
    Prepared sequence = prepared(1, "a", P0, P100);
    Situation situation =
        Situation.reading(P0, 1, generation(1, Phase.READING, P0, null))
            .with(running(1, 0, report(TaskState.READING, 1, P0, P150, sequence)));

    List<Action.Assign> assigned = situation.actions(Action.Assign.class);

    assertThat(situation.state.commits()).isEqualTo(2);
    assertThat(assigned)
        .singleElement()
        .satisfies(
            action -> {
              assertThat(action.assignment().committed().manifests())
                  .containsExactly(sequence.path());
              assertThat(action.assignment().committed().positions()).isEqualTo(P100);
            });
    assertThat(
            situation.state.group(0).orElseThrow().generation(1).orElseThrow().attempt().number())
        .as("the task is not taken for superseded")
        .isZero();
  }

  @Test
  void case08_aManifestOfAnotherUidEpochOrUnknownGenerationNeverCommits() {
    for (Prepared stale :
        List.of(
            prepared("somebody", 1, 1, "a", P0, P100),
            prepared(Situation.UID, 0, 1, "a", P0, P100),
            prepared(Situation.UID, 1, 9, "a", P0, P100))) {
      Situation situation =
          Situation.reading(P0, 1, generation(1, Phase.READING, P0, null))
              .with(running(1, 0, report(TaskState.READING, 1, P0, P100, stale)));
      situation.settle();
      assertThat(situation.state.offsets().text()).isEqualTo(P0);
    }
  }

  @Test
  void case09_case58_ofTwoManifestsOfOneRangeOnlyOneCounts() {
    Situation situation =
        Situation.reading(P0, 1, generation(1, Phase.READING, P0, null))
            .with(
                running(1, 0, report(TaskState.READING, 1, P0, P100, prepared(1, "b", P0, P100))));
    situation.left.put(
        new GenerationKey(1, 0, 1),
        new LeftManifests(Set.of("s-0-1-9"), List.of(prepared(1, "a", P0, P100))));

    Plan plan = situation.decide();

    assertThat(requireNonNull(plan.next().commit()).manifests())
        .singleElement()
        .satisfies(manifest -> assertThat(manifest.digest()).isEqualTo("digest-b"));
    assertThat(requireNonNull(plan.next().commit()).records()).isEqualTo(10);
  }

  @Test
  void case10_aSequenceWithoutRowsWhosePositionsAdvancedIsCommitted() {
    Prepared empty = prepared(1, "a", P0, P100);
    assertThat(empty.manifest().segments()).isEmpty();
    Situation situation =
        Situation.reading(P0, 1, generation(1, Phase.READING, P0, null))
            .with(running(1, 0, report(TaskState.READING, 1, P0, P100, empty)));

    assertThat(situation.decide().next().offsets().text()).isEqualTo(P100);
  }

  @Test
  void case11_aSuccessorWaitsForItsPredecessorAlsoAsTheVeryFirstCommit() {
    Situation situation =
        Situation.reading(
                P0,
                1,
                generation(1, Phase.FINISHING, P0, P100),
                generation(2, Phase.READING, P100, null))
            .with(running(1, 0, report(TaskState.PUBLISHING, 1, P0, P100)))
            .with(
                running(
                    2, 0, report(TaskState.READING, 2, P100, P200, prepared(2, "b", P100, P200))));
    situation.settle();
    assertThat(situation.state.offsets().text()).isEqualTo(P0);

    situation.pods.removeFirst();
    situation.with(
        running(1, 0, report(TaskState.PREPARED, 1, P0, P100, prepared(1, "a", P0, P100))));
    Plan plan = situation.decide();

    assertThat(plan.next().offsets().text())
        .as("both are taken in one commit, in order")
        .isEqualTo(P200);
    assertThat(requireNonNull(plan.next().commit()).manifests()).hasSize(2);
    assertThat(requireNonNull(plan.next().commit()).from().text()).isEqualTo(P0);
    assertThat(requireNonNull(plan.next().commit()).to().text()).isEqualTo(P200);
  }

  @Test
  void nothingIsCommittedBeforeTheEntryOfTheLastCommitIsThere() {
    Situation situation =
        Situation.reading(P0, 2, generation(1, Phase.READING, P0, null))
            .with(
                running(1, 0, report(TaskState.READING, 1, P0, P100, prepared(1, "a", P0, P100))));
    situation.ledger =
        new LedgerObservation.Read(
            Situation.owner(Situation.UID, "installation"),
            Situation.head(1, Situation.UID, 1, P0));

    Plan plan = situation.decide();

    assertThat(plan.next()).isEqualTo(situation.state);
    assertThat(plan.actions()).anyMatch(Action.RecordCommit.class::isInstance);
  }

  @Test
  void whatIsCommittedIsAcknowledgedOnlyOnceItsEntryIsThere() {
    Prepared sequence = prepared(1, "a", P0, P100);
    Situation situation =
        Situation.reading(P0, 1, generation(1, Phase.READING, P0, null))
            .with(running(1, 0, report(TaskState.READING, 1, P0, P100, sequence)));
    situation.state = situation.decide().next();

    assertThat(situation.decide().actions())
        .noneMatch(Action.Assign.class::isInstance)
        .anyMatch(Action.RecordCommit.class::isInstance);
    situation.ledger =
        new LedgerObservation.Read(
            Situation.owner(Situation.UID, "installation"),
            Situation.head(2, Situation.UID, 1, P100));
    assertThat(situation.decide().actions()).anyMatch(Action.Assign.class::isInstance);
  }

  @Test
  void aManifestThatReachesPastTheRecordedEndNeverCommits() {
    Situation situation =
        Situation.reading(P0, 1, generation(1, Phase.FINISHING, P0, P100))
            .with(
                running(1, 0, report(TaskState.READING, 1, P0, P150, prepared(1, "a", P0, P150))));
    situation.settle();
    assertThat(situation.state.offsets().text()).isEqualTo(P0);
  }

  @Test
  void aManifestOfAnotherStreamNeverCommits() {
    Situation situation =
        Situation.reading(P0, 1, generation(1, Phase.READING, P0, null))
            .with(
                running(1, 0, report(TaskState.READING, 1, P0, P100, prepared(1, "a", P0, P100))));
    situation.state = situation.state.withStream(Situation.description("other-id", Set.of("0")));
    situation.stream =
        new StreamObservation.Known(
            Situation.description("other-id", Set.of("0")),
            Positions.of(P0),
            Positions.of(P200),
            Situation.NOW);
    situation.settle();
    assertThat(situation.state.offsets().text()).isEqualTo(P0);
  }

  @Test
  void case49_whatAStoppedAttemptHadPreparedStillCommits() {
    Situation situation =
        Situation.reading(
                P0,
                1,
                generation(1, Phase.READING, P0, null)
                    .with(new Attempt(1, Positions.of(P100), Situation.NOW, 0, null)))
            .with(running(1, 1, null));
    situation.left.put(
        new GenerationKey(1, 0, 1),
        new LeftManifests(Set.of("s-0-1-0"), List.of(prepared(1, "a", P0, P100))));

    assertThat(situation.decide().next().offsets().text()).isEqualTo(P100);
  }

  @Test
  void case51_anotherAttemptsCommitOfTheSameStartDoesNotAcknowledgeThisOnes() {
    Prepared mine = prepared(1, "b", P0, P150);
    Situation situation =
        Situation.reading(
                P100,
                2,
                generation(1, Phase.READING, P0, null)
                    .withCommitted(List.of("prepared/1/{0=0}/a.json")))
            .with(running(1, 0, report(TaskState.READING, 1, P0, P150, mine)));

    Plan plan = situation.decide();

    assertThat(plan.next().offsets().text()).isEqualTo(P100);
    assertThat(plan.next().group(0).orElseThrow().generation(1).orElseThrow().attempt())
        .as("the attempt can never commit, and is replaced where the committed position is")
        .satisfies(
            attempt -> {
              assertThat(attempt.number()).isEqualTo(1);
              assertThat(attempt.start()).isEqualTo(Positions.of(P100));
            });
  }

  @Test
  void aGenerationThatNeverHadAnythingEndsWithoutACommit() {
    Situation situation = Situation.reading(P100, 2, generation(1, Phase.FINISHING, P100, P100));
    situation.suspend = true;
    situation.settle();
    assertThat(situation.state.commits()).isEqualTo(2);
    assertThat(situation.state.groups().getFirst().generations()).isEmpty();
  }
}
