package io.millrace.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.simulator.Simulation.Result;
import io.millrace.simulator.Simulation.Tracing;
import io.millrace.simulator.fault.FaultKind;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The schedules of the first seeds, and of those that once failed. */
class SchedulesTest {

  private static final SeedRange SEEDS = new SeedRange(1, 10_000);
  private static final Duration LIMIT = Duration.ofMinutes(3);

  /** What a slow machine gets through within the limit, too. */
  private static final int FEWEST = 3_000;

  private static final int THREADS = 2;

  @Test
  void everyScheduleHolds() {
    List<Result> failed = Collections.synchronizedList(new ArrayList<>());
    Campaign campaign = new Campaign(SEEDS, Set.of(), OptionalInt.empty(), Variation.NONE);
    long begin = System.nanoTime();
    long end = begin + LIMIT.toNanos();
    campaign.run(THREADS, () -> System.nanoTime() < end, failed::add);
    double seconds = (System.nanoTime() - begin) / 1e9;
    new PrintWriter(System.out, true, StandardCharsets.UTF_8)
        .printf(
            Locale.ROOT,
            "%d schedules in %.1f s, %.0f per second%n",
            campaign.schedules(),
            seconds,
            campaign.schedules() / seconds);

    assertThat(failed.stream().map(SchedulesTest::text))
        .as("failed of %d schedules", campaign.schedules())
        .isEmpty();
    assertThat(campaign.schedules()).isGreaterThanOrEqualTo(FEWEST);
  }

  @ParameterizedTest
  @CsvSource({
    "166, 93",
    "1899, 90",
    "2055, 32",
    "2639, 95",
    "2759, 105",
    "4063, 43",
    "5641, 58",
    "5802, 102",
    "11250, 85",
    "17188, 97",
    "32086, 87",
    "32232, 97",
    "45132, 35",
    "45557, 109",
    "73534, 46",
    "111282, 83",
    "151242, 61",
    "206487, 78",
    "209037, 93",
    "211872, 73",
    "323394, 50",
    "385810, 29",
    "598767, 76",
    "700380, 94"
  })
  void scheduleThatOnceFailedHolds(long seed, int troubled) {
    Schedule schedule = Schedule.of(seed, Set.of()).lasting(troubled);

    Result result = Simulation.run(schedule, Variation.NONE, Tracing.OFF);

    assertThat(result.violations())
        .as("again: bin/simulate --trace --seeds %d --troubled %d", seed, troubled)
        .isEmpty();
  }

  @Test
  void partitionMovedFromAGroupThatThenLosesATopicIsReadOn() {
    Set<FaultKind> kinds =
        Set.of(
            FaultKind.RESCALE,
            FaultKind.SEVERAL_TOPICS,
            FaultKind.TOPIC_LOST,
            FaultKind.TASK_CALLS,
            FaultKind.TRANSACTIONS);
    Schedule schedule = new Schedule(7_047, kinds, 1.116361106294221, 80, 5);

    Result result = Simulation.run(schedule, Variation.NONE, Tracing.OFF);

    assertThat(result.violations()).isEmpty();
  }

  @Test
  void podsWhoseProcessesAreAllStartedAgainElsewhereAreAskedThere() {
    Schedule schedule = new Schedule(3, Set.of(FaultKind.POD_TWICE), 3, 150, 3);

    Result result = Simulation.run(schedule, Variation.NONE, Tracing.OFF);

    assertThat(result.violations()).isEmpty();
  }

  @Test
  void sameSeedIsTheSameRun() {
    Schedule schedule = Schedule.of(7, Set.of());

    Result one = Simulation.run(schedule, Variation.NONE, Tracing.ON);
    Result other = Simulation.run(schedule, Variation.NONE, Tracing.ON);

    assertThat(one.trace()).isNotEmpty();
    assertThat(other).isEqualTo(one);
  }

  @Test
  void scheduleWithoutFaultsHolds() {
    Schedule calm = new Schedule(1, Set.of(), 1, 60, 3);

    Result result = Simulation.run(calm, Variation.NONE, Tracing.OFF);

    assertThat(result.violations()).isEmpty();
    assertThat(result.commits()).isGreaterThan(3);
  }

  private static String text(Result result) {
    return "%s; again: bin/simulate --trace --seeds %d"
        .formatted(result.violations(), result.schedule().seed());
  }
}
