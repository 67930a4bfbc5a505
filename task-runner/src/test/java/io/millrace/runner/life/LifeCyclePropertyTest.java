package io.millrace.runner.life;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.protocol.Assignment;
import io.millrace.runner.Assignments;
import io.millrace.runner.life.LifeCycle.Paused;
import io.millrace.runner.life.LifeCycle.Progressing;
import io.millrace.runner.life.LifeCycle.Working;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Random lives: whatever comes, in whatever order, nothing moves backwards, and every position that
 * was read lies in exactly one sequence.
 */
@DisplayName("In random lives")
class LifeCyclePropertyTest {

  private static final int STEPS = 200;
  private static final int PARTITIONS = 3;

  static java.util.stream.LongStream seeds() {
    return new Random(20_261_125).longs(200);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void everyPositionLiesInExactlyOneSequenceAndNothingMovesBackwards(long seed) {
    Run run = new Run(new Random(seed));
    for (int step = 0; step < STEPS && run.life instanceof Working; step++) {
      Work before = run.work();
      run.step();
      run.check(before, "seed " + seed + ", step " + step);
    }
    run.checkWhole("seed " + seed);
  }

  /** One task, an operator that commits what is prepared, and messages that come late or twice. */
  private static final class Run {

    private final Random random;
    private final Map<Integer, Sequence> closed = new HashMap<>();
    private final List<Assignment> sent = new ArrayList<>();
    private Assignments assignments;
    private Optional<Assignment> newest = Optional.empty();
    private LifeCycle life;

    Run(Random random) {
      this.random = random;
      this.assignments = Attempts.standby().start(at(100, 200, 300));
      this.life = new LifeCycle.Starting(Attempts.attempt(), true).ready();
      send(assignments);
    }

    Work work() {
      return life.work().orElseThrow();
    }

    void step() {
      switch (random.nextInt(9)) {
        case 0, 1, 2 -> read();
        case 3 -> checkpoint();
        case 4 -> prepare();
        case 5 -> send(assignments.committing(report()));
        case 6 -> send(random.nextBoolean() ? assignments.paused() : assignments.resumed());
        case 7 -> repeat();
        default -> rarely();
      }
    }

    private void rarely() {
      if (life instanceof Paused paused) {
        life = paused.pauseEnded();
      } else if (random.nextInt(10) == 0 && assignments.current().end() == null) {
        send(assignments.end(ahead(work().progress().positions()).text()));
      } else if (random.nextInt(10) == 0 && life instanceof Working working) {
        life = working.drained();
      }
    }

    private void read() {
      if (life instanceof Progressing progressing && work().mayRead()) {
        Positions further = ahead(work().progress().positions());
        life =
            progressing.read(work().limit().map(limit -> notAfter(further, limit)).orElse(further));
      }
    }

    private void checkpoint() {
      if (life instanceof Progressing progressing) {
        life = progressing.checkpoint();
      }
    }

    private void prepare() {
      if (life instanceof Working working) {
        Optional<ClosedSequence> next =
            work().progress().closed().stream().filter(each -> !each.isPrepared()).findFirst();
        if (next.isPresent()) {
          life = working.prepared(next.get().sequence().number(), Attempts.prepared(next.get()));
        }
      }
    }

    private io.millrace.protocol.Report report() {
      return new io.millrace.protocol.Report(
          1,
          "pod-uid",
          1,
          life.state(),
          0,
          4,
          null,
          false,
          null,
          Map.of(),
          work().progress().closed().stream()
              .takeWhile(ClosedSequence::isPrepared)
              .map(ClosedSequence::prepared)
              .flatMap(Optional::stream)
              .toList(),
          null,
          null,
          0,
          io.millrace.protocol.RowCounters.ZERO,
          -1,
          null,
          List.of());
    }

    /** A message of any age arrives again. */
    private void repeat() {
      deliver(sent.get(random.nextInt(sent.size())));
    }

    private void send(Assignments next) {
      assignments = next;
      sent.add(next.current());
      deliver(next.current());
    }

    private void deliver(Assignment assignment) {
      Verdict verdict = AssignmentRules.judge(Attempts.attempt(), newest, assignment);
      if (verdict instanceof Verdict.Accepted) {
        newest = Optional.of(assignment);
        life =
            switch (life) {
              case LifeCycle.Ready ready -> ready.assigned(assignment);
              case Working working -> working.assigned(assignment);
              case LifeCycle.Starting other -> other;
              case LifeCycle.Completed other -> other;
              case LifeCycle.Failed other -> other;
            };
      } else {
        assertThat(verdict).isNotInstanceOf(Verdict.Contradictory.class);
      }
    }

    void check(Work before, String where) {
      assertThat(life).as(where).isNotInstanceOf(LifeCycle.Failed.class);
      Progress progress = work().progress();
      assertThat(before.progress().positions().isAtOrBefore(progress.positions()))
          .as(where)
          .isTrue();
      assertThat(before.progress().oldestStart().isAtOrBefore(progress.oldestStart()))
          .as(where)
          .isTrue();
      assertThat(work().assignment().number())
          .as(where)
          .isGreaterThanOrEqualTo(before.assignment().number());
      for (ClosedSequence each : progress.closed()) {
        Sequence known = closed.putIfAbsent(each.sequence().number(), each.sequence());
        assertThat(known == null || known.equals(each.sequence())).as(where).isTrue();
      }
    }

    /** The sequences, acknowledged ones included, lead from the start to what is being read. */
    void checkWhole(String where) {
      Positions reached = Positions.of(at(100, 200, 300));
      for (int number = 0; number < work().progress().number(); number++) {
        Sequence sequence = Objects.requireNonNull(closed.get(number), where);
        assertThat(sequence.start()).as(where).isEqualTo(reached);
        assertThat(sequence.isAdvance()).as(where).isTrue();
        reached = sequence.end();
      }
      assertThat(work().progress().start()).as(where).isEqualTo(reached);
      assertThat(reached.isAtOrBefore(work().progress().positions())).as(where).isTrue();
    }

    private Positions ahead(Positions from) {
      Map<String, String> ahead = new HashMap<>();
      from.byPartition()
          .forEach(
              (partition, at) ->
                  ahead.put(
                      partition.value(),
                      Long.toString(
                          Long.parseLong(at.value())
                              + (random.nextBoolean() ? 0 : random.nextInt(50)))));
      return Positions.of(ahead);
    }

    private static Positions notAfter(Positions positions, Positions limit) {
      Map<String, String> bounded = new HashMap<>(positions.text());
      limit
          .text()
          .forEach(
              (partition, at) ->
                  bounded.merge(
                      partition,
                      at,
                      (mine, theirs) ->
                          Long.parseLong(mine) <= Long.parseLong(theirs) ? mine : theirs));
      return Positions.of(bounded);
    }

    private static Map<String, String> at(long... offsets) {
      Map<String, String> positions = new HashMap<>();
      for (int partition = 0; partition < PARTITIONS; partition++) {
        positions.put(Integer.toString(partition), Long.toString(offsets[partition]));
      }
      return positions;
    }
  }
}
