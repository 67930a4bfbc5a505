package io.millrace.operator.decide;

import static io.millrace.operator.decide.Situation.generation;
import static io.millrace.operator.decide.Situation.prepared;
import static io.millrace.operator.decide.Situation.report;
import static io.millrace.operator.decide.Situation.running;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.operator.Reason;
import io.millrace.protocol.LedgerEntry;
import io.millrace.protocol.LedgerSnapshot;
import io.millrace.protocol.Manifest;
import io.millrace.protocol.ManifestReference;
import io.millrace.protocol.Prepared;
import io.millrace.protocol.RowCounters;
import io.millrace.protocol.SegmentDescriptor;
import io.millrace.protocol.TaskState;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
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
  void moreThanOneCommitHoldsIsPublishedByTheNext() {
    Prepared[] sequences =
        IntStream.range(0, 501)
            .mapToObj(
                number ->
                    prepared(
                        1,
                        "a",
                        Map.of("0", String.valueOf(number)),
                        Map.of("0", String.valueOf(number + 1))))
            .toArray(Prepared[]::new);
    Situation situation =
        Situation.reading(P0, 1, generation(1, Phase.READING, P0, null))
            .with(running(1, 0, report(TaskState.READING, 1, P0, P150, sequences)));

    Plan first = situation.decide();
    assertThat(requireNonNull(first.next().commit()).manifests()).hasSize(500);
    situation.settle();
    assertThat(situation.state.offsets().text()).isEqualTo(Map.of("0", "501"));
    assertThat(situation.state.commits()).isEqualTo(3);
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
            situation
                .state
                .group(0)
                .orElseThrow()
                .generation(1)
                .orElseThrow()
                .attempts()
                .getFirst()
                .number())
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
    assertThat(plan.next().group(0).orElseThrow().generation(1).orElseThrow().attempts().getFirst())
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

  @Test
  void aManifestThatIsMalformedOrLiesOutsideOfItsGenerationNeverCommits() {
    Map<String, String> none = Map.of();
    for (Prepared bad :
        List.of(
            prepared(2, "a", none, none),
            prepared(2, "a", P0, P150),
            prepared(2, "a", P100, P100),
            prepared(2, "a", P200, P150),
            prepared(2, "a", P100, Map.of("0", "150", "1", "9")),
            prepared(2, "a", Map.of("1", "0"), Map.of("1", "9")))) {
      Situation situation = Situation.reading(Map.of("0", "0", "1", "0"), 1);
      situation.state =
          situation.state.mappingGroups(
              group ->
                  group
                      .adding(generation(1, Phase.FINISHING, P0, P100))
                      .adding(generation(2, Phase.READING, P100, null)));
      situation.with(running(1, 0, report(TaskState.PUBLISHING, 1, P0, P100)));
      situation.with(running(2, 0, report(TaskState.READING, 2, P100, P150, bad)));

      situation.decide();
      assertThat(situation.decide().next().offsets())
          .as("%s to %s", bad.manifest().start(), bad.manifest().end())
          .isEqualTo(situation.state.offsets());

      situation.pods.removeFirst();
      situation.with(
          running(1, 0, report(TaskState.PREPARED, 1, P0, P100, prepared(1, "b", P0, P100))));
      assertThat(situation.decide().next().offsets().text())
          .isEqualTo(Map.of("0", "100", "1", "0"));
    }
  }

  @Test
  void whatAnAttemptCommitsEndsTheRowOfThoseThatFailedBeforeIt() {
    Generation one = generation(1, Phase.FINISHING, P100, P150);
    Attempt commits = new Attempt(5, one.start(), Situation.NOW, 3, null);
    Attempt reads = new Attempt(6, one.start(), Situation.NOW, 2, null);
    Prepared sequence = prepared(1, "pod-1-5", P100, P150);
    Situation situation =
        Situation.reading(P100, 7, one.with(commits, reads))
            .with(running(1, 5, report(TaskState.READING, 1, P100, P150, sequence)))
            .with(running(1, 6, report(TaskState.READING, 1, P100, P150)));

    situation.settle();

    assertThat(situation.state.offsets().text()).isEqualTo(P150);
    assertThat(situation.generation(1).attempts())
        .extracting(Attempt::failures)
        .containsExactly(0, 2);
  }

  @Test
  void eachGenerationRemembersWhatIsItsOwn() {
    Situation situation =
        Situation.reading(
                P0,
                1,
                generation(1, Phase.FINISHING, P0, P100),
                generation(2, Phase.READING, P100, null))
            .with(
                running(1, 0, report(TaskState.PREPARED, 1, P0, P100, prepared(1, "a", P0, P100))))
            .with(
                running(
                    2, 0, report(TaskState.READING, 2, P100, P200, prepared(2, "b", P100, P200))));
    situation.settle();
    assertThat(situation.generation(1).committed()).containsExactly("prepared/1/{0=0}/a.json");
    assertThat(situation.generation(2).committed()).containsExactly("prepared/2/{0=100}/b.json");
  }

  @Test
  void whatATaskHasForgottenIsNotRememberedForIt() {
    Prepared second = prepared(1, "b", P100, P150);
    Prepared third = prepared(1, "c", P150, P200);
    Situation situation =
        Situation.reading(
                P150,
                3,
                generation(1, Phase.READING, P0, null)
                    .withCommitted(List.of("prepared/1/{0=0}/a.json", second.path())))
            .with(running(1, 0, report(TaskState.READING, 1, P100, P200, second, third)));
    situation.settle();
    assertThat(situation.generation(1).committed()).containsExactly(second.path(), third.path());
  }

  @Test
  void aCommitNamesTheHighestEpoch() {
    Situation situation =
        Situation.reading(P0, 1, generation(1, Phase.READING, P0, null))
            .with(
                running(1, 0, report(TaskState.READING, 1, P0, P100, prepared(1, "a", P0, P100))));
    SupervisorState old = situation.state;
    situation.state =
        new SupervisorState(
            4, old.acceptedRevision(), old.stream(), old.offsets(), old.commit(), old.groups());
    assertThat(requireNonNull(situation.decide().next().commit()).epoch()).isEqualTo(4);
  }

  @Test
  void thePresentAttemptsManifestIsJudgedFirstThenTheOthersInTheSameOrderForEverybody() {
    for (boolean reported : List.of(true, false)) {
      Situation situation =
          Situation.reading(
              P0,
              1,
              generation(1, Phase.READING, P0, null)
                  .with(new Attempt(1, Positions.of(P0), Situation.NOW, 0, null)));
      List<Prepared> found =
          List.of(
              prepared(1, "c", P0, P200), prepared(1, "b", P0, P150), prepared(1, "d", P0, P100));
      situation.left.put(new GenerationKey(1, 0, 1), new LeftManifests(Set.of(), found));
      if (reported) {
        situation.with(
            running(1, 0, report(TaskState.READING, 1, P0, P200, prepared(1, "a", P0, P200))));
        situation.with(
            running(1, 1, report(TaskState.READING, 1, P0, P100, prepared(1, "d", P0, P100))));
      }
      assertThat(situation.decide().next().offsets().text()).isEqualTo(reported ? P100 : P150);
    }
  }

  @Test
  void aManifestThatNamesAPartitionWithoutAnEndNeverCommits() {
    Map<String, String> both = Map.of("0", "0", "1", "0");
    Situation situation =
        Situation.reading(both, 1, generation(1, Phase.READING, both, null))
            .with(
                running(
                    1, 0, report(TaskState.READING, 1, both, P100, prepared(1, "a", both, P100))));
    situation.settle();
    assertThat(situation.state.commits()).isEqualTo(1);
  }

  @Test
  void aCommitIsAnnouncedInGoodGrammar() {
    Situation situation =
        Situation.reading(P0, 5, generation(1, Phase.READING, P0, null))
            .with(
                running(1, 0, report(TaskState.READING, 1, P0, P100, prepared(1, "a", P0, P100))));
    assertThat(notes(situation.decide(), Reason.Committed))
        .containsExactly("commit 6 publishes 1 sequence: 10 rows of 10 records");

    Situation two =
        Situation.reading(P0, 5, generation(1, Phase.READING, P0, null))
            .with(
                running(
                    1,
                    0,
                    report(
                        TaskState.READING,
                        1,
                        P0,
                        P150,
                        prepared(1, "a", P0, P100),
                        prepared(1, "a", P100, P150))));
    assertThat(notes(two.decide(), Reason.Committed))
        .containsExactly("commit 6 publishes 2 sequences: 20 rows of 20 records");
  }

  @Test
  void aTimeChunkThatRunsOutOfPartitionNumbersIsWarnedOfOncePerThousand() {
    assertThat(warnings(29_999, 1)).as("up to 29,999").isEmpty();
    assertThat(warnings(29_999, 2))
        .singleElement()
        .asString()
        .contains("2026-11-22T05:00:00.000Z", "30000", "32767", "segmentGranularity");
    assertThat(warnings(30_000, 1)).as("30,000 itself").hasSize(1);
    assertThat(warnings(30_001, 500)).as("said already").isEmpty();
    assertThat(warnings(30_990, 11)).as("31,000").hasSize(1);
    assertThat(warnings(31_999, 5)).as("32,000").hasSize(1);
  }

  /** Warnings of a commit of so many segments in a time chunk whose next number is {@code next}. */
  private static List<String> warnings(int next, int segments) {
    String hour = "2026-11-22T05:00:00.000Z/2026-11-22T06:00:00.000Z";
    Prepared plain = prepared(1, "a", P0, P100);
    Manifest manifest = plain.manifest();
    SegmentDescriptor segment =
        new SegmentDescriptor(
            "ds",
            hour,
            SegmentDescriptor.VERSION,
            Map.of("type", "local"),
            "d",
            "m",
            SegmentDescriptor.numbered(0),
            9,
            100,
            10);
    Prepared sequence =
        new Prepared(
            plain.path(),
            plain.digest(),
            new Manifest(
                manifest.formatVersion(),
                manifest.supervisorUid(),
                manifest.epoch(),
                manifest.group(),
                manifest.generation(),
                manifest.sequence(),
                manifest.podUid(),
                manifest.streamIdentity(),
                manifest.start(),
                manifest.end(),
                manifest.messageTimeBounds(),
                manifest.counters(),
                Collections.nCopies(segments, segment)));
    Situation situation =
        Situation.reading(P0, 5, generation(1, Phase.READING, P0, null))
            .with(running(1, 0, report(TaskState.READING, 1, P0, P100, sequence)));
    situation.ledger =
        Situation.claimed(
            Situation.owner(Situation.UID, "installation"),
            new LedgerSnapshot(
                1,
                5,
                Situation.UID,
                "installation",
                1,
                Situation.IDENTITY,
                P0,
                Map.of(hour, next),
                RowCounters.ZERO));
    Plan plan = situation.decide();
    assertThat(plan.next().commits()).isEqualTo(6);
    assertThat(plan.actions())
        .filteredOn(action -> action instanceof Action.Announce announce && announce.warning())
        .hasSameSizeAs(notes(plan, Reason.PartitionNumbersRunOut));
    return notes(plan, Reason.PartitionNumbersRunOut);
  }

  private static List<String> notes(Plan plan, Reason reason) {
    return plan.actions().stream()
        .filter(action -> action instanceof Action.Announce told && told.reason() == reason)
        .map(action -> ((Action.Announce) action).note())
        .toList();
  }
}
