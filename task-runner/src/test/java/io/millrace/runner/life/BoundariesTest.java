package io.millrace.runner.life;

import static io.millrace.runner.life.Lives.at;
import static io.millrace.runner.life.Lives.checkpoint;
import static io.millrace.runner.life.Lives.pathOf;
import static io.millrace.runner.life.Lives.read;
import static io.millrace.runner.life.Lives.ready;
import static io.millrace.runner.life.Lives.work;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.protocol.TaskState;
import io.millrace.runner.Assignments;
import io.millrace.runner.life.LifeCycle.Working;
import org.junit.jupiter.api.Test;

/** Checkpoints that are recorded for all replicas, seen from one of them. */
class BoundariesTest {

  private static final Assignments STARTED = Attempts.standby().start(at(0, 0));

  @Test
  void ofSeveralBoundariesTheFirstThatIsAheadIsTheLimit() {
    Assignments two = STARTED.boundary(at(10, 20)).boundary(at(30, 40));
    LifeCycle told = reading().assigned(two.current());
    assertThat(work(told).limit()).contains(Positions.of(at(10, 20)));

    LifeCycle behindTheFirst = read(told, at(10, 20));

    assertThat(work(behindTheFirst).progress().closed()).hasSize(1);
    assertThat(work(behindTheFirst).limit()).contains(Positions.of(at(30, 40)));
  }

  @Test
  void aBoundaryBeforeTheEndIsTheLimit() {
    LifeCycle told = reading().assigned(STARTED.boundary(at(5, 20)).end(at(10, 20)).current());

    assertThat(work(told).limit()).contains(Positions.of(at(5, 20)));
    assertThat(work(read(told, at(5, 20))).limit()).contains(Positions.of(at(10, 20)));
  }

  @Test
  void aBoundaryIsFineWhereverItWasCutAndOnceItIsAcknowledged() {
    LifeCycle cut =
        read(checkpoint(read(checkpoint(read(reading(), at(10, 20))), at(15, 25))), at(18, 28));
    Assignments both = STARTED.boundary(at(10, 20)).boundary(at(15, 25));

    LifeCycle told = ((Working) cut).assigned(both.current());
    LifeCycle acknowledged =
        ((Working) told).assigned(both.committed(at(10, 20), pathOf(told, 0)).current());

    assertThat(told.state()).isEqualTo(TaskState.READING);
    assertThat(acknowledged.state()).isEqualTo(TaskState.READING);
    assertThat(work(acknowledged).progress().closed()).hasSize(1);
    assertThat(work(acknowledged).limit()).isEmpty();
  }

  @Test
  void aBoundaryBehindItsStartIsOfNoConcernToAReplacement() {
    Assignments replacement = Attempts.standby().start(at(10, 20)).boundary(at(7, 20));

    LifeCycle life = read(ready().assigned(replacement.current()), at(12, 22));

    assertThat(life.state()).isEqualTo(TaskState.READING);
    assertThat(work(life).limit()).isEmpty();
  }

  @Test
  void aReplacementThatStartsBehindLostRowsCutsWhereTheRestOfTheBoundaryIs() {
    Assignments replacement = Attempts.standby().start(at(10, 0)).boundary(at(7, 20));
    LifeCycle life = ready().assigned(replacement.current());
    assertThat(work(life).limit()).contains(Positions.of(at(10, 20)));

    LifeCycle there = read(life, at(10, 20));

    assertThat(work(there).progress().closed()).hasSize(1);
    assertThat(work(there).limit()).isEmpty();
  }

  @Test
  void aBoundaryIsRecognisedWhenTheSequenceThatEndsThereCommittedFirst() {
    LifeCycle two =
        read(checkpoint(read(checkpoint(read(reading(), at(10, 0))), at(10, 5))), at(12, 6));
    Assignments secondFirst = STARTED.committed(at(0, 5), pathOf(two, 1));

    LifeCycle told = ((Working) two).assigned(secondFirst.boundary(at(10, 5)).current());

    assertThat(told.state()).isEqualTo(TaskState.READING);
    assertThat(work(told).progress().closed()).hasSize(1);
  }

  @Test
  void aBoundaryIsRecognisedWhenWhatFollowedItCommittedFirst() {
    LifeCycle three =
        checkpoint(
            read(checkpoint(read(checkpoint(read(reading(), at(10, 0))), at(10, 5))), at(15, 5)));
    Assignments secondFirst = STARTED.committed(at(0, 5), pathOf(three, 1));

    LifeCycle told = ((Working) three).assigned(secondFirst.boundary(at(10, 0)).current());

    assertThat(told.state()).isEqualTo(TaskState.READING);
    assertThat(work(told).progress().closed()).hasSize(2);
  }

  private static Working reading() {
    return (Working) ready().assigned(STARTED.current());
  }
}
