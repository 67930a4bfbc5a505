package io.millrace.quickstart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class ChaosTest {

  private static final Duration LIMIT = Duration.ofMinutes(1);

  private final List<String> killed = new CopyOnWriteArrayList<>();

  @Test
  void killsATaskAndThenTheOperatorBeforeAnythingElse() {
    try (Chaos chaos = new Chaos(new Running(), 1)) {
      chaos.start();

      await().atMost(LIMIT).until(() -> chaos.shortcoming().isEmpty());
    }

    assertThat(killed).startsWith("task", "operator");
  }

  @Test
  void tellsThatItKilledNothing() {
    try (Chaos chaos = new Chaos(new Running(), 1)) {
      assertThat(chaos.shortcoming())
          .contains(
              "--chaos killed 0 task processes, and the operator 0 times; expected at least one of each: try more --events or a longer --task-duration");
    }
  }

  @Test
  void killsNobodyWhileAllAreSpared() {
    try (Chaos chaos = new Chaos(new Running(), 1)) {
      chaos.spareAll(true);
      chaos.strike();
      assertThat(killed).isEmpty();

      chaos.spareAll(false);
      chaos.strike();
      assertThat(killed).hasSize(1);
    }
  }

  /** A task and an operator that always run. */
  private final class Running implements Chaos.Victims {

    @Override
    public boolean tasksRun() {
      return true;
    }

    @Override
    public boolean killATask(RandomGenerator random) {
      return killed.add("task");
    }

    @Override
    public boolean killTheOperator() {
      return killed.add("operator");
    }
  }
}
