package io.millrace.operator.decide;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.protocol.LedgerEntry;
import io.millrace.streams.PartitionId;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Failure cases 3, 4, 6, 34, 36, 41, 44, 47 and 54, all in one world and in any order.
 *
 * <p>For any sequence of events, committed positions never go back and what tasks act on is written
 * once ({@link WrittenOnce} is asked at every write), and each position is committed once; and when
 * nothing goes wrong any more, everything gets committed.
 */
class LedgerPropertyTest {

  private static final int SEEDS = 40;

  @ParameterizedTest
  @CsvSource({"1, 1", "2, 1", "3, 1", "1, 2", "1, 3", "2, 2"})
  void everyPositionIsCommittedOnceWhateverHappens(int taskCount, int replicas) throws Exception {
    for (long seed = 0; seed < SEEDS; seed++) {
      DecideWorld world =
          new DecideWorld(
              seed * 31 + taskCount + 7L * (replicas - 1),
              1 + (int) (seed % 5),
              taskCount,
              replicas);
      try {
        run(world);
      } catch (AssertionError | RuntimeException e) {
        List<String> trace = world.trace;
        throw new AssertionError(
            "seed %d with %d x %d tasks: %s%n%s"
                .formatted(
                    seed,
                    taskCount,
                    replicas,
                    e,
                    String.join("\n", trace.subList(Math.max(0, trace.size() - 40), trace.size()))),
            e);
      }
    }
  }

  private static void run(DecideWorld world) throws Exception {
    for (int step = 0; step < 250; step++) {
      world.produce();
      world.live(true);
      if (world.random.nextInt(3) == 0) {
        world.fault();
      }
      world.settle(world.random.nextInt(2));
    }
    world.storage.heal();
    world.suspend = false;
    quiet(world, 300);
    world.suspend = true;
    quiet(world, 250);
    assertThat(world.state.groups())
        .as("every generation ends")
        .allMatch(group -> group.generations().isEmpty());
    assertThat(world.state.handoff() == null ? null : world.state.handoff().request())
        .as("the newest request to hand off is obeyed")
        .isEqualTo(world.handoff);
    assertThat(world.state.offsets()).as("everything is committed").isEqualTo(world.newest());
    checkChain(world);
  }

  private static void quiet(DecideWorld world, int steps) throws Exception {
    for (int step = 0; step < steps; step++) {
      world.live(false);
      world.settle(0);
    }
  }

  private static void checkChain(DecideWorld world) throws Exception {
    Map<PartitionId, Long> reached = new TreeMap<>();
    for (LedgerEntry entry : world.ledger()) {
      Positions from = Positions.of(entry.from());
      Positions to = Positions.of(entry.to());
      long advanced = 0;
      for (PartitionId partition : to.partitions()) {
        long end = SimulatedTask.offset(to.at(partition));
        if (entry.kind() == LedgerEntry.Kind.BASELINE) {
          assertThat(reached).as("one baseline of each partition").doesNotContainKey(partition);
          assertThat(end)
              .as("partition %s is read from its earliest position on", partition)
              .isLessThanOrEqualTo(world.earliest.getOrDefault(partition, 0L));
        } else {
          long begin = SimulatedTask.offset(from.at(partition));
          assertThat(reached).containsEntry(partition, begin);
          advanced += end - begin;
        }
        reached.put(partition, end);
      }
      if (entry.kind() == LedgerEntry.Kind.COMMIT) {
        assertThat(entry.counters().records()).isEqualTo(advanced);
      }
    }
    assertThat(reached).isEqualTo(world.latest);
    assertThat(world.storage.calls())
        .as("nothing is ever deleted that a commit may still name")
        .noneMatch(call -> call.startsWith("delete "));
  }
}
