package io.millrace.runner.life;

import static io.millrace.runner.life.Lives.at;
import static io.millrace.runner.life.Lives.checkpoint;
import static io.millrace.runner.life.Lives.pathOf;
import static io.millrace.runner.life.Lives.prepareAll;
import static io.millrace.runner.life.Lives.read;
import static io.millrace.runner.life.Lives.ready;
import static io.millrace.runner.life.Lives.reason;
import static io.millrace.runner.life.Lives.work;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.protocol.ManifestPaths;
import io.millrace.protocol.TaskState;
import io.millrace.runner.Assignments;
import io.millrace.runner.life.LifeCycle.Paused;
import io.millrace.runner.life.LifeCycle.Ready;
import io.millrace.runner.life.LifeCycle.Starting;
import io.millrace.runner.life.LifeCycle.Working;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LifeCycleTest {

  private static final Map<String, String> START = Map.of("0", "0", "1", "0");
  private static final Assignments STARTED = Attempts.standby().start(START);

  @Test
  void aReadyTaskStaysReadyUntilItIsGivenAStart() {
    LifeCycle standby = ready().assigned(Attempts.standby().current());

    assertThat(standby.state()).isEqualTo(TaskState.READY);
    assertThat(((Ready) standby).assigned(STARTED.current()).state()).isEqualTo(TaskState.READING);
  }

  @Test
  void anEndMakesItReadUpToThereAndPrepare() {
    LifeCycle ending = reading().assigned(STARTED.end(at(10, 20)).current());
    assertThat(ending.state()).isEqualTo(TaskState.PUBLISHING);
    assertThat(work(ending).limit()).contains(Positions.of(at(10, 20)));
    assertThat(work(ending).mayRead()).isTrue();

    LifeCycle atEnd = read(ending, at(10, 20));

    assertThat(atEnd.state()).isEqualTo(TaskState.PUBLISHING);
    assertThat(work(atEnd).mayRead()).isFalse();
    assertThat(prepareAll(atEnd).state()).isEqualTo(TaskState.PREPARED);
  }

  @Test
  void itIsCompletedOnceEverythingUpToItsEndIsCommitted() {
    Assignments ending = STARTED.end(at(10, 20));
    LifeCycle prepared = prepareAll(read(reading().assigned(ending.current()), at(10, 20)));

    LifeCycle completed =
        ((Working) prepared).assigned(ending.committed(at(10, 20), pathOf(prepared, 0)).current());

    assertThat(completed.state()).isEqualTo(TaskState.COMPLETED);
  }

  @Test
  void anEndAtItsStartLeavesNothingToPrepare() {
    assertThat(reading().assigned(STARTED.end(START).current()).state())
        .isEqualTo(TaskState.COMPLETED);
  }

  @Test
  void positionsThatAdvanceWithoutRowsAreASequenceAsWell_case10() {
    LifeCycle cut = checkpoint(read(reading(), at(3, 0)));

    assertThat(work(cut).progress().closed())
        .extracting(each -> each.sequence().advanced().end().text())
        .containsExactly(Map.of("0", "3"));
  }

  @Test
  void aCheckpointWithoutAnyAdvanceClosesNothing_case15() {
    assertThat(checkpoint(reading())).isEqualTo(reading());
  }

  @Test
  void aPauseHoldsReadingAndEndsByItself_case16() {
    LifeCycle paused = reading().assigned(STARTED.paused().current());
    assertThat(paused.state()).isEqualTo(TaskState.PAUSED);
    assertThat(work(paused).mayRead()).isFalse();

    LifeCycle resumed = ((Paused) paused).pauseEnded();

    assertThat(resumed.state()).isEqualTo(TaskState.READING);
    assertThat(work(resumed).mayRead()).isTrue();
  }

  @Test
  void aNewPauseAfterOneThatEndedHoldsAgain() {
    Assignments first = STARTED.paused();
    LifeCycle resumed = ((Paused) reading().assigned(first.current())).pauseEnded();

    assertThat(((Working) resumed).assigned(first.paused().current()).state())
        .isEqualTo(TaskState.PAUSED);
  }

  @Test
  void aTaskThatReadPastTheEndBeforeItWasToldFails_case43() {
    LifeCycle failed =
        ((Working) read(reading(), at(12, 5))).assigned(STARTED.end(at(10, 20)).current());

    assertThat(reason(failed)).isEqualTo(Reasons.BOUNDARY_PASSED);
  }

  @Test
  void aTaskThatReadPastACheckpointBeforeItWasToldFails() {
    LifeCycle failed =
        ((Working) read(reading(), at(12, 5))).assigned(STARTED.boundary(at(10, 20)).current());

    assertThat(reason(failed)).isEqualTo(Reasons.BOUNDARY_PASSED);
  }

  @Test
  void sequencesAreCutAtRecordedBoundariesAndReadingGoesOn() {
    LifeCycle told = reading().assigned(STARTED.boundary(at(10, 20)).current());
    assertThat(work(told).limit()).contains(Positions.of(at(10, 20)));

    LifeCycle oneThere = read(told, at(10, 4));
    assertThat(work(oneThere).progress().closed()).isEmpty();
    LifeCycle bothThere = read(oneThere, at(10, 20));

    assertThat(bothThere.state()).isEqualTo(TaskState.READING);
    assertThat(work(bothThere).limit()).isEmpty();
    assertThat(work(bothThere).progress().closed())
        .extracting(each -> each.sequence().end().text())
        .containsExactly(at(10, 20));
  }

  @Test
  void aBoundaryThatWasOneOfItsOwnCutsIsFine() {
    LifeCycle cut = read(checkpoint(read(reading(), at(10, 20))), at(15, 25));

    assertThat(((Working) cut).assigned(STARTED.boundary(at(10, 20)).current()).state())
        .isEqualTo(TaskState.READING);
  }

  @Test
  void anAcknowledgedSequenceIsDroppedByItsPath() {
    LifeCycle cut = read(checkpoint(read(reading(), at(10, 0))), at(15, 3));

    LifeCycle acknowledged =
        ((Working) cut).assigned(STARTED.committed(at(10, 0), pathOf(cut, 0)).current());

    assertThat(work(acknowledged).progress().closed()).isEmpty();
    assertThat(work(acknowledged).progress().oldestStart().text()).isEqualTo(at(10, 0));
  }

  @Test
  void anotherAttemptsCommitOfTheSameRangeMakesItsOwnRedundant_case9() {
    LifeCycle cut = read(checkpoint(read(reading(), at(10, 20))), at(15, 25));

    LifeCycle redundant =
        ((Working) cut).assigned(STARTED.committed(at(10, 20), "another").current());

    assertThat(redundant.state()).isEqualTo(TaskState.READING);
    assertThat(work(redundant).progress().closed()).isEmpty();
  }

  @Test
  void anotherAttemptsCommitOfAnotherRangeSupersedesIt_case51() {
    LifeCycle cut = read(checkpoint(read(reading(), at(10, 20))), at(15, 25));

    assertThat(reason(((Working) cut).assigned(STARTED.committed(at(7, 20), "another").current())))
        .isEqualTo(Reasons.ATTEMPT_SUPERSEDED);
    assertThat(reason(((Working) cut).assigned(STARTED.committed(at(12, 20), "another").current())))
        .isEqualTo(Reasons.ATTEMPT_SUPERSEDED);
  }

  @Test
  void aTaskAheadOfEverythingWaitsUntilItIsStopped_case50() {
    Assignments ahead = Attempts.standby().start(at(20, 20)).committed(at(15, 20), "another");
    Assignments behind = new Assignments(ahead.current()).committed(Map.of());
    LifeCycle waiting = ready().assigned(behind.current());
    assertThat(waiting.state()).isEqualTo(TaskState.READING);

    assertThat(((Working) waiting).assigned(behind.stopped().current()).state())
        .isEqualTo(TaskState.COMPLETED);
  }

  @Test
  void sequencesThatMoveDifferentPartitionsMayCommitInAnyOrder() {
    LifeCycle two = checkpoint(read(checkpoint(read(reading(), at(10, 0))), at(10, 5)));

    LifeCycle secondFirst =
        ((Working) two).assigned(STARTED.committed(at(0, 5), pathOf(two, 1)).current());

    assertThat(secondFirst.state()).isEqualTo(TaskState.READING);
    assertThat(work(secondFirst).progress().closed()).hasSize(1);
    assertThat(work(secondFirst).progress().oldestStart().text()).isEqualTo(at(0, 5));
  }

  @Test
  void drainingClosesWhatWasReadAndReadsNoMore() {
    LifeCycle drained = ((Working) read(reading(), at(4, 4))).drained();

    assertThat(drained.state()).isEqualTo(TaskState.PUBLISHING);
    assertThat(work(drained).mayRead()).isFalse();
    LifeCycle prepared = prepareAll(drained);
    assertThat(prepared.state()).isEqualTo(TaskState.PREPARED);
    assertThat(
            ((Working) prepared)
                .assigned(STARTED.committed(at(4, 4), pathOf(prepared, 0)).current())
                .state())
        .isEqualTo(TaskState.COMPLETED);
  }

  @Test
  void drainingWithNothingReadIsCompletedAtOnce() {
    assertThat(reading().drained().state()).isEqualTo(TaskState.COMPLETED);
    assertThat(ready().stopped().state()).isEqualTo(TaskState.COMPLETED);
    assertThat(new Starting(Attempts.attempt(), true).stopped().state())
        .isEqualTo(TaskState.COMPLETED);
  }

  @Test
  void aDrainingReplicaPreparesOnlyWhatABoundaryCloses() {
    Working reading =
        (Working) new Starting(Attempts.attempt(), false).ready().assigned(STARTED.current());
    LifeCycle drained = ((Working) read(reading, at(4, 4))).drained();
    assertThat(work(drained).progress().closed()).isEmpty();
    assertThat(drained.state()).isEqualTo(TaskState.PUBLISHING);

    LifeCycle told = ((Working) drained).assigned(STARTED.boundary(at(4, 4)).current());

    assertThat(work(told).progress().closed()).hasSize(1);
    assertThat(prepareAll(told).state()).isEqualTo(TaskState.PREPARED);
  }

  @Test
  void readingWaitsWhileTooManySequencesAreNotPrepared() {
    LifeCycle life = reading();
    for (int i = 1; i <= Work.MAX_UNPREPARED + 1; i++) {
      assertThat(work(life).mayRead()).isTrue();
      life = checkpoint(read(life, at(i, 0)));
    }
    assertThat(work(life).mayRead()).isFalse();

    ClosedSequence first = work(life).progress().closed().getFirst();
    LifeCycle relieved = ((Working) life).prepared(0, Attempts.prepared(first));

    assertThat(work(relieved).mayRead()).isTrue();
  }

  @Test
  void readingWaitsWhileTooManySequencesAreNotAcknowledged() {
    LifeCycle life = reading();
    for (int i = 1; i <= Work.MAX_UNACKNOWLEDGED + 1; i++) {
      assertThat(work(life).mayRead()).isTrue();
      life = prepareAll(checkpoint(read(life, at(i, 0))));
    }
    assertThat(work(life).mayRead()).isFalse();

    LifeCycle relieved =
        ((Working) life).assigned(STARTED.committed(at(1, 0), pathOf(life, 0)).current());

    assertThat(work(relieved).mayRead()).isTrue();
  }

  @Test
  void itIsNotPreparedBeforeAllItsSequencesAre() {
    LifeCycle atEnd =
        ((Working) read(checkpoint(read(reading(), at(5, 5))), at(10, 20)))
            .assigned(STARTED.end(at(10, 20)).current());
    assertThat(work(atEnd).progress().closed()).hasSize(2);
    assertThat(work(atEnd).sequences()).isEqualTo(2);

    ClosedSequence first = work(atEnd).progress().closed().getFirst();
    LifeCycle half = ((Working) atEnd).prepared(0, Attempts.prepared(first));

    assertThat(half.state()).isEqualTo(TaskState.PUBLISHING);
    assertThat(prepareAll(half).state()).isEqualTo(TaskState.PREPARED);
  }

  @Test
  void aStandbyKeepsWhatItWasToldAndStopsWhenItIsToldTo() {
    Ready standby = (Ready) ready().assigned(Attempts.standby().current());

    assertThat(standby.assignment()).contains(Attempts.standby().current());
    assertThat(standby.assigned(Attempts.standby().stopped().current()).state())
        .isEqualTo(TaskState.COMPLETED);
  }

  @Test
  void aStartBehindWhatIsCommittedAlreadyIsSuperseded() {
    LifeCycle late = ready().assigned(STARTED.committed(at(3, 0), "another").current());

    assertThat(reason(late)).isEqualTo(Reasons.ATTEMPT_SUPERSEDED);
  }

  @Test
  void positionsNeverGoBackwards() {
    LifeCycle life = read(read(reading(), at(5, 5)), at(4, 6));

    assertThat(work(life).progress().positions().text()).isEqualTo(at(5, 6));
  }

  @Test
  void theOldestStartIsThatOfTheFirstSequenceThatIsNotAcknowledged() {
    LifeCycle cut = checkpoint(read(checkpoint(read(reading(), at(10, 0))), at(15, 3)));
    assertThat(work(cut).progress().oldestStart().text()).isEqualTo(at(0, 0));

    LifeCycle acknowledged =
        ((Working) cut).assigned(STARTED.committed(at(10, 0), pathOf(cut, 0)).current());

    assertThat(work(acknowledged).progress().oldestStart().text()).isEqualTo(at(10, 0));
  }

  @Test
  void aManifestLiesAtTheHashOfWhatAdvancedUnderTheUidOfThePod() {
    LifeCycle cut = checkpoint(read(reading(), at(10, 0)));

    assertThat(pathOf(cut, 0))
        .isEqualTo(
            new ManifestPaths("ns", "events").manifest(3, 2, 4, Map.of("0", "0"), "pod-uid"));
  }

  @Test
  void aPauseDoesNotHideThatATaskEnds() {
    LifeCycle paused = ((Working) read(reading(), at(4, 4))).assigned(STARTED.paused().current());

    LifeCycle drained = ((Working) paused).drained();
    LifeCycle atEnd = ((Working) paused).assigned(STARTED.end(at(4, 4)).paused().current());

    assertThat(drained.state()).isEqualTo(TaskState.PUBLISHING);
    assertThat(atEnd.state()).isEqualTo(TaskState.PUBLISHING);
  }

  @Test
  void aPauseThatIsOverStaysOverWhenTheTaskIsDrained() {
    LifeCycle resumed = ((Paused) reading().assigned(STARTED.paused().current())).pauseEnded();

    assertThat(work(((Working) read(resumed, at(1, 1))).drained()).isPaused()).isFalse();
  }

  @Test
  void aCommitOfAnotherAttemptIsJudgedByThePartitionsThatMovedAlone() {
    Assignments ahead = Attempts.standby().start(at(20, 15));
    Assignments behind = new Assignments(ahead.current()).committed(at(20, 10));
    LifeCycle cut = checkpoint(read(ready().assigned(behind.current()), at(30, 15)));

    LifeCycle redundant =
        ((Working) cut).assigned(behind.committed(Map.of("0", "30"), "another").current());

    assertThat(redundant.state()).isEqualTo(TaskState.READING);
    assertThat(work(redundant).progress().closed()).isEmpty();
  }

  @Test
  void whatIsPreparedAfterItWasAcknowledgedIsPassedOver() {
    LifeCycle cut = checkpoint(read(reading(), at(10, 0)));
    ClosedSequence closed = work(cut).progress().closed().getFirst();
    LifeCycle acknowledged =
        ((Working) cut).assigned(STARTED.committed(at(10, 0), closed.manifestPath()).current());

    assertThat(((Working) acknowledged).prepared(0, Attempts.prepared(closed)))
        .isEqualTo(acknowledged);
  }

  private static Working reading() {
    return (Working) ready().assigned(STARTED.current());
  }
}
