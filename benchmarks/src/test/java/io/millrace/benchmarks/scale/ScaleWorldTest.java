package io.millrace.benchmarks.scale;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import io.millrace.operator.decide.SupervisorState;
import io.millrace.operator.status.StatusMapping;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The benchmark's world does the work that is measured. */
class ScaleWorldTest {

  private static final Duration TASK_DURATION = Duration.ofMinutes(10);

  private final VirtualRun run = new VirtualRun();
  private final Tally tally = new Tally();

  @AfterEach
  void close() {
    run.close();
  }

  @Test
  void everyGroupRollsOverAndCommitsWhatItRead() {
    ScaleWorld.Load small = apply("small", 4, 1);
    ScaleWorld.Load large = apply("large", 20, 3);

    run.pass(Duration.ofMinutes(35));

    for (ScaleWorld.Load load : List.of(small, large)) {
      SupervisorState state = state(load);
      // several groups may be committed at once, and one is the baseline
      assertThat(state.commits() - 1)
          .as(load.name())
          .isBetween(3L * load.taskCount(), 4L * load.taskCount());
      assertThat(state.groups()).hasSize(load.taskCount());
      assertThat(state.groups())
          .allSatisfy(group -> assertThat(group.nextGeneration()).isGreaterThanOrEqualTo(4));
      long latest = run.world().stream(load.key()).latest();
      long perTask = 100 * TASK_DURATION.plusMinutes(2).toSeconds();
      assertThat(state.offsets().byPartition()).hasSize(load.partitions());
      assertThat(state.offsets().byPartition().values())
          .allSatisfy(
              position ->
                  assertThat(Long.parseLong(position.value())).isBetween(latest - perTask, latest));
    }
  }

  /** Failure case 25. */
  @Test
  void statusOfTwoThousandPartitionsStaysBelowHalfOfWhatEtcdHolds() {
    ScaleWorld.Load load = new ScaleWorld.Load("large", 2_000, 20, Duration.ofMinutes(2));
    run.world().apply(load, tally);

    run.pass(Duration.ofMinutes(4));

    assertThat(state(load).groups())
        .allSatisfy(group -> assertThat(group.nextGeneration()).isGreaterThan(1));
    assertThat(state(load).commits()).isGreaterThan(1);
    assertThat(run.world().largestBytes(load.key())).isBetween(50_000, 768 * 1_024);
  }

  /** Failure case 25: work is counted, since time on the clock depends on the machine. */
  @Test
  void partitionsAddNeitherIterationsNorCalls() {
    Tally few = new Tally();
    Tally many = new Tally();
    run.world().apply(new ScaleWorld.Load("few", 6, 3, TASK_DURATION), few);
    run.world().apply(new ScaleWorld.Load("many", 300, 3, TASK_DURATION), many);

    run.pass(Duration.ofMinutes(25));

    assertThat(few.iterations().count()).isPositive();
    assertThat(many.iterations().count()).isCloseTo(few.iterations().count(), withinPercentage(10));
    for (ApiCalls.Kind kind : ApiCalls.Kind.values()) {
      assertThat(many.calls().of(kind))
          .as("%s", kind)
          .isCloseTo(few.calls().of(kind), withinPercentage(10));
    }
  }

  @Test
  void callsAndSizesAreCounted() {
    ScaleWorld.Load load = apply("small", 4, 1);

    run.pass(Duration.ofMinutes(25));

    assertThat(tally.iterations().count()).isPositive();
    assertThat(tally.calls().of(ApiCalls.Kind.REVISION)).isEqualTo(1);
    // three generations were created, and two of them are gone
    assertThat(tally.calls().of(ApiCalls.Kind.POD)).isBetween(5L, 6L);
    assertThat(tally.calls().of(ApiCalls.Kind.STATUS)).isGreaterThan(10);
    assertThat(run.world().largestBytes(load.key())).isGreaterThan(1_000);
  }

  @Test
  void aBrokerThatDoesNotAnswerShowsInItsOwnSupervisorOnly() {
    ScaleWorld.Load healthy = apply("healthy", 4, 1);
    ScaleWorld.Load stuck = apply("stuck", 4, 1);
    run.pass(Duration.ofMinutes(5));

    run.world().makeBrokersStuck("stuck"::equals);
    run.pass(Duration.ofMinutes(15));

    assertThat(streamReachable(stuck)).isEqualTo("False");
    assertThat(streamReachable(healthy)).isEqualTo("True");
    assertThat(state(healthy).commits()).isGreaterThan(1);
  }

  @Test
  void podsThatDoNotAnswerDelayNoOtherSupervisor() {
    ScaleWorld.Load healthy = apply("healthy", 4, 1);
    ScaleWorld.Load stuck = apply("stuck", 4, 1);
    run.pass(Duration.ofMinutes(5));

    run.world().makePodsStuck("stuck"::equals);
    long before = state(healthy).commits();
    long stuckBefore = state(stuck).commits();
    run.pass(Duration.ofMinutes(30));

    assertThat(state(healthy).commits() - before).isGreaterThanOrEqualTo(2);
    assertThat(state(stuck).commits() - stuckBefore).isLessThanOrEqualTo(1);
  }

  private ScaleWorld.Load apply(String name, int partitions, int taskCount) {
    ScaleWorld.Load load = new ScaleWorld.Load(name, partitions, taskCount, TASK_DURATION);
    run.world().apply(load, tally);
    return load;
  }

  private SupervisorState state(ScaleWorld.Load load) {
    return StatusMapping.state(run.world().supervisor(load.key()).status());
  }

  private String streamReachable(ScaleWorld.Load load) {
    return Optional.ofNullable(run.world().supervisor(load.key()).status()).stream()
        .flatMap(status -> status.conditions().stream())
        .filter(condition -> condition.getType().equals("StreamReachable"))
        .map(condition -> condition.getStatus())
        .findFirst()
        .orElse("");
  }
}
