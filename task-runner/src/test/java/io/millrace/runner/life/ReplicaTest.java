package io.millrace.runner.life;

import static io.millrace.runner.life.Lives.at;
import static io.millrace.runner.life.Lives.checkpoint;
import static io.millrace.runner.life.Lives.prepareAll;
import static io.millrace.runner.life.Lives.read;
import static io.millrace.runner.life.Lives.reason;
import static io.millrace.runner.life.Lives.work;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.protocol.MessageTimeBounds;
import io.millrace.protocol.TaskState;
import io.millrace.runner.Assignments;
import io.millrace.runner.life.LifeCycle.Starting;
import io.millrace.runner.life.LifeCycle.Working;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** A task among others that read the same. */
class ReplicaTest {

  private static final Assignments STARTED = Attempts.standby().start(at(0, 0));

  @Test
  void aReplicaWhoseSequenceIsLongEnoughAsksWhereItEndsAndCutsNothing() {
    LifeCycle life = checkpoint(read(reading(), at(5, 5)));

    assertThat(work(life).progress().closed()).isEmpty();
    assertThat(work(life).checkpointWanted()).contains(Positions.of(at(0, 0)));
    assertThat(work(read(life, at(7, 7))).checkpointWanted()).contains(Positions.of(at(0, 0)));
  }

  @Test
  void case15_aReplicaThatHasReadNothingAsksForNothing() {
    assertThat(work(checkpoint(reading())).checkpointWanted()).isEmpty();
    assertThat(work(read(checkpoint(reading()), at(1, 0))).checkpointWanted()).isEmpty();
  }

  @Test
  void case14_itAsksNoMoreOnceItIsToldWhereTheSequenceEnds() {
    LifeCycle asking = checkpoint(read(reading(), at(5, 5)));

    LifeCycle told = ((Working) asking).assigned(STARTED.boundary(at(8, 9)).current());
    assertThat(work(told).checkpointWanted()).isEmpty();

    LifeCycle cut = read(told, at(8, 9));
    assertThat(work(cut).progress().closed()).hasSize(1);
    assertThat(work(read(cut, at(9, 9))).checkpointWanted()).isEmpty();
  }

  @Test
  void aReplicaThatIsBehindGoesOnWhereAnotherHasCommitted() {
    LifeCycle behind = read(reading(), at(5, 20));

    LifeCycle told =
        ((Working) behind)
            .assigned(STARTED.boundary(at(10, 20)).committed(at(10, 20), "other").current());

    assertThat(told.state()).isEqualTo(TaskState.READING);
    assertThat(work(told).progress().positions()).isEqualTo(Positions.of(at(10, 20)));
    assertThat(work(told).progress().oldestStart()).isEqualTo(Positions.of(at(10, 20)));
    assertThat(work(told).limit()).isEmpty();
  }

  @Test
  void aReplicaThatIsBehindSeveralCommitsDropsAllThatTheyCover() {
    Assignments both = STARTED.boundary(at(4, 4)).boundary(at(10, 20));
    LifeCycle behind = read(read(reading().assigned(both.current()), at(4, 4)), at(6, 9));
    assertThat(work(behind).progress().closed()).hasSize(1);

    LifeCycle told = ((Working) behind).assigned(both.committed(at(10, 20), "other").current());

    assertThat(work(told).progress().closed()).isEmpty();
    assertThat(work(told).progress().positions()).isEqualTo(Positions.of(at(10, 20)));
  }

  @Test
  void case9_aReplicaWhoseEndAnotherHasCommittedEndsQuietly() {
    Assignments ending = STARTED.end(at(10, 20));
    LifeCycle behind = read(reading().assigned(ending.current()), at(5, 5));

    LifeCycle told = ((Working) behind).assigned(ending.committed(at(10, 20), "other").current());

    assertThat(told.state()).isEqualTo(TaskState.COMPLETED);
  }

  @Test
  void case43_aReplicaThatHasReadPastACheckpointFails() {
    LifeCycle ahead = read(reading(), at(11, 20));

    LifeCycle told = ((Working) ahead).assigned(STARTED.boundary(at(10, 20)).current());

    assertThat(reason(told)).isEqualTo(Reasons.BOUNDARY_PASSED);
  }

  @Test
  void aReplicaThatHasReadOnWithTheEventTimesBeforeFails() {
    Assignments later =
        STARTED
            .boundary(at(5, 5))
            .committed(at(5, 5), "other")
            .bounds(new MessageTimeBounds(null, Instant.EPOCH));
    LifeCycle cut = read(reading().assigned(STARTED.boundary(at(5, 5)).current()), at(5, 5));

    LifeCycle ahead = ((Working) read(cut, at(6, 5))).assigned(later.current());
    assertThat(reason(ahead)).isEqualTo(Reasons.BOUNDARY_PASSED);

    LifeCycle waiting = ((Working) cut).assigned(later.current());
    assertThat(waiting.state()).isEqualTo(TaskState.READING);
    LifeCycle behind = ((Working) read(reading(), at(3, 3))).assigned(later.current());
    assertThat(behind.state()).isEqualTo(TaskState.READING);
  }

  @Test
  void aReplicaThatHasReadPastWhatAnotherCommittedFails() {
    LifeCycle ahead = read(reading(), at(11, 5));

    LifeCycle told = ((Working) ahead).assigned(STARTED.committed(at(10, 20), "other").current());

    assertThat(reason(told)).isEqualTo(Reasons.ATTEMPT_SUPERSEDED);
  }

  @Test
  void aDrainedReplicaPreparesOnlyWhatABoundaryCloses() {
    LifeCycle drained = ((Working) read(reading(), at(5, 5))).drained();
    assertThat(work(drained).progress().closed()).isEmpty();
    assertThat(drained.state()).isEqualTo(TaskState.PUBLISHING);

    LifeCycle told = ((Working) drained).assigned(STARTED.boundary(at(5, 5)).current());
    assertThat(work(told).progress().closed()).hasSize(1);
    assertThat(prepareAll(told).state()).isEqualTo(TaskState.PREPARED);
  }

  @Test
  void aDrainedReplicaThatNobodyWaitsForLeavesItsRowsToOthers() {
    LifeCycle cut = read(reading().assigned(STARTED.boundary(at(3, 3)).current()), at(3, 3));
    LifeCycle drained = ((Working) read(cut, at(5, 5))).drained();

    LifeCycle givenUp = ((Working) drained).givingUpOpen();

    assertThat(work(givenUp).progress().closed()).as("closed before").hasSize(1);
    assertThat(prepareAll(givenUp).state()).isEqualTo(TaskState.PREPARED);
    assertThat(((Working) ((Working) read(reading(), at(5, 5))).drained()).givingUpOpen().state())
        .isEqualTo(TaskState.COMPLETED);
  }

  private static Working reading() {
    return (Working) new Starting(Attempts.attempt(), false).ready().assigned(STARTED.current());
  }
}
