package io.millrace.runner.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.Queue;
import org.junit.jupiter.api.Test;

class TurnWatchTest {

  private final Queue<Runnable> work = new ArrayDeque<>();
  private final Turns turns = new Turns(work::add, () -> {});
  private final TurnWatch watch = new TurnWatch(turns);

  @Test
  void aLoopThatHasNothingToDoIsNotStuck() {
    look(100);

    assertThat(watch.isStuck()).isFalse();
  }

  @Test
  void aTurnThatDoesNotEndIsNoticed() {
    turns.ask();
    look(TurnWatch.MOST_LOOKS - 1);
    assertThat(watch.isStuck()).isFalse();

    look(1);
    assertThat(watch.isStuck()).isTrue();
  }

  @Test
  void aLoopThatAlwaysHasToDoIsNotStuckWhileItsTurnsEnd() {
    for (int minute = 0; minute < 100; minute++) {
      turns.ask();
      turns.ask();
      work.remove().run();
      look(1);
    }

    assertThat(watch.isStuck()).isFalse();
  }

  @Test
  void itIsNotStuckAnyMoreOnceTheTurnEnds() {
    turns.ask();
    look(TurnWatch.MOST_LOOKS);
    work.remove().run();
    look(1);

    assertThat(watch.isStuck()).isFalse();
  }

  private void look(int times) {
    for (int i = 0; i < times; i++) {
      watch.look();
    }
  }
}
