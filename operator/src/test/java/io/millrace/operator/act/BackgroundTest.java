package io.millrace.operator.act;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.protocol.VirtualScheduler;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class BackgroundTest {

  private final VirtualScheduler scheduler = new VirtualScheduler();
  private final AtomicInteger triggers = new AtomicInteger();
  private final AtomicInteger runs = new AtomicInteger();
  private final Background background = new Background(scheduler, triggers::incrementAndGet);

  @Test
  void theSameWorkRunsOnceAtATimeAndTriggersWhenItEnds() {
    background.run("read", this::succeed);
    background.run("read", this::succeed);
    scheduler.runDue();

    assertThat(runs).hasValue(1);
    assertThat(triggers).hasValue(1);
  }

  @Test
  void differentWorkRunsSideBySide() {
    background.run("read", this::succeed);
    background.run("claim", this::succeed);
    scheduler.runDue();

    assertThat(runs).hasValue(2);
  }

  @Test
  void whatFailedIsTriedAgainLessAndLessOften() {
    for (int second = 0; second < 120; second++) {
      background.run("read", this::fail);
      scheduler.advance(Duration.ofSeconds(1));
    }

    assertThat(runs.get()).isBetween(5, 9);
  }

  @Test
  void aFailureTriggersSoThatItIsShownAndAgainWhenItMayBeTriedAgain() {
    background.run("read", this::fail);
    scheduler.runDue();
    assertThat(triggers).hasValue(1);

    scheduler.advance(Duration.ofSeconds(1));
    assertThat(triggers).hasValue(2);
  }

  @Test
  void afterASuccessWorkRunsAtOnceAgain() {
    background.run("read", this::fail);
    scheduler.advance(Duration.ofSeconds(1));
    background.run("read", this::succeed);
    scheduler.runDue();
    background.run("read", this::succeed);
    scheduler.runDue();

    assertThat(runs).hasValue(3);
  }

  private boolean succeed() {
    runs.incrementAndGet();
    return true;
  }

  private boolean fail() {
    runs.incrementAndGet();
    return false;
  }
}
