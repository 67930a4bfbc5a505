package io.millrace.runner.loop;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.protocol.MessageTimeBounds;
import io.millrace.protocol.Report;
import io.millrace.runner.loop.TaskBench.Options;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Case 55: the operator is away for long, and rows that are on time are not rejected. */
class EventTimesTest {

  private static final Instant START = Instant.parse("2026-01-01T10:00:00Z");
  private static final Instant MINIMUM = START.minus(Duration.ofMinutes(30));
  private static final Instant MAXIMUM = START.plus(Duration.ofMinutes(70));
  private static final MessageTimeBounds BOUNDS = new MessageTimeBounds(MINIMUM, MAXIMUM);
  private static final EventTimes TIMES =
      new EventTimes(Duration.ofHours(1), Duration.ofMinutes(10), true);

  @TempDir Path folder;

  @Test
  void boundsStayTheGenerationsUntilItsTimeIsWellOver() {
    assertThat(TIMES.at(START, BOUNDS)).isEqualTo(BOUNDS);
    assertThat(TIMES.at(START.plus(Duration.ofMinutes(64)), BOUNDS)).isEqualTo(BOUNDS);
  }

  @Test
  void boundsMoveOnByWholeDurations() {
    assertThat(TIMES.at(START.plus(Duration.ofMinutes(66)), BOUNDS)).isEqualTo(moved(1));
    assertThat(TIMES.at(START.plus(Duration.ofMinutes(66)), moved(1))).isEqualTo(moved(1));
    assertThat(TIMES.at(START.plus(Duration.ofMinutes(185)), BOUNDS)).isEqualTo(moved(3));
  }

  @Test
  void boundsThatAreOpenOrAbsoluteDoNotMove() {
    Instant late = START.plus(Duration.ofDays(3));
    MessageTimeBounds noMaximum = new MessageTimeBounds(START, null);

    assertThat(TIMES.at(late, noMaximum)).isEqualTo(noMaximum);
    assertThat(TIMES.at(late, MessageTimeBounds.OPEN)).isEqualTo(MessageTimeBounds.OPEN);
    assertThat(EventTimes.FIXED.at(late, BOUNDS)).isEqualTo(BOUNDS);
    assertThat(
            new EventTimes(Duration.ofHours(1), Duration.ofMinutes(10), false)
                .at(late, BOUNDS)
                .minimum())
        .isEqualTo(BOUNDS.minimum());
  }

  @Test
  void case55_aTaskAloneBeginsASequenceWithLaterBounds() {
    TaskBench bench = new TaskBench(folder, Options.accepting(true)).ready();
    bench.assign(bench.assignments().bounds(bounds(bench)).start(Map.of("0", "0", "1", "0")));
    bench.stream.append(0, TaskBench.row(0, 1));
    bench.awaitReport(report -> "1".equals(report.positions().get("0")));

    bench.advance(Duration.ofMinutes(70));

    Report cut = bench.awaitReport(report -> report.prepared().size() == 1);
    assertThat(cut.prepared().getFirst().manifest().messageTimeBounds())
        .isEqualTo(bench.assignments().current().messageTimeBounds());
    bench.stream.append(0, TaskBench.row(0, 2));
    bench.awaitReport(report -> "2".equals(report.positions().get("0")));
  }

  @Test
  void case55_aReplicaWaitsForItsRolloverAndReadsOnWhenThatComes() {
    TaskBench bench = new TaskBench(folder, Options.accepting(false)).ready();
    bench.assign(bench.assignments().bounds(bounds(bench)).start(Map.of("0", "0", "1", "0")));
    bench.stream.append(0, TaskBench.row(0, 1));
    bench.awaitReport(report -> "1".equals(report.positions().get("0")));

    bench.advance(Duration.ofMinutes(70));
    bench.stream.append(0, TaskBench.row(0, 2));
    bench.advance(Duration.ofMinutes(1));
    assertThat(bench.report().positions()).containsEntry("0", "1");

    bench.assign(bench.assignments().end(Map.of("0", "2", "1", "0")));
    Report done = bench.awaitReport(report -> report.prepared().size() == 1);
    assertThat(done.prepared().getFirst().manifest().end()).isEqualTo(Map.of("0", "2"));
  }

  private static MessageTimeBounds moved(int hours) {
    Duration shift = Duration.ofHours(hours);
    return new MessageTimeBounds(MINIMUM.plus(shift), MAXIMUM.plus(shift));
  }

  private static MessageTimeBounds bounds(TaskBench bench) {
    Instant now = bench.clock.instant();
    return new MessageTimeBounds(
        now.minus(Duration.ofDays(36_500)), now.plus(Duration.ofMinutes(70)));
  }
}
