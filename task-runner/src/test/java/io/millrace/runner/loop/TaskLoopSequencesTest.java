package io.millrace.runner.loop;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.deepstorage.DeepStorageException.Kind;
import io.millrace.protocol.Manifest;
import io.millrace.protocol.MessageTimeBounds;
import io.millrace.protocol.Prepared;
import io.millrace.protocol.Report;
import io.millrace.protocol.RowCounters;
import io.millrace.protocol.SegmentDescriptor;
import io.millrace.protocol.TaskState;
import io.millrace.runner.loop.TaskBench.Options;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where sequences are cut, and what belongs to each. */
class TaskLoopSequencesTest {

  private static final Duration LONG = Duration.ofDays(100);

  @TempDir private Path folder;

  @Test
  void rowsOfOneSequenceAreNeverInTheSegmentsOfAnother() throws Exception {
    TaskBench bench =
        new TaskBench(folder, Options.cuttingAt(2, "{\"maxRowsInMemory\": 1}")).reading();
    bench.storage.failWith(Kind.UNREACHABLE);
    for (int number = 1; number <= 6; number++) {
      bench.stream.append(0, TaskBench.row(0, 1 << number));
      bench.advance(Duration.ofSeconds(1));
    }
    assertThat(bench.report().sequences()).as("all are open at once").isEqualTo(4);

    bench.storage.heal();

    List<Prepared> prepared = bench.awaitReport(now -> now.prepared().size() == 3).prepared();
    assertThat(bench.sum(prepared.get(0).manifest())).isEqualTo(2 + 4);
    assertThat(bench.sum(prepared.get(1).manifest())).isEqualTo(8 + 16);
    assertThat(bench.sum(prepared.get(2).manifest())).isEqualTo(32 + 64);
    assertThat(prepared)
        .extracting(each -> each.manifest().counters().processed())
        .containsExactly(2L, 2L, 2L);
  }

  @Test
  void noRowAtOrBeyondTheEndIsIndexed() throws Exception {
    TaskBench bench = new TaskBench(folder).reading();
    bench.assign(bench.assignments().end(Map.of("0", "2", "1", "3")));
    bench.stream.append(0, TaskBench.row(0, 1), TaskBench.row(0, 2), TaskBench.row(0, 1000));
    bench.stream.append(1, TaskBench.row(0, 4));
    bench.stream.appendGap(1, 5);
    bench.stream.append(1, TaskBench.row(0, 1000));

    Manifest manifest = bench.awaitState(TaskState.PREPARED).prepared().getFirst().manifest();

    assertThat(manifest.end()).isEqualTo(Map.of("0", "2", "1", "3"));
    assertThat(bench.sum(manifest)).isEqualTo(1 + 2 + 4);
    assertThat(manifest.counters().records()).isEqualTo(3);
  }

  @Test
  void aManifestSaysWhoReadWhatOfWhichStream() {
    TaskBench bench = new TaskBench(folder, Options.cuttingAt(1)).reading();
    bench.stream.append(0, TaskBench.row(0, 1));
    bench.awaitReport(report -> report.prepared().size() == 1);
    bench.stream.append(1, TaskBench.row(0, 1));

    Prepared second = bench.awaitReport(report -> report.prepared().size() == 2).prepared().get(1);

    Manifest manifest = second.manifest();
    assertThat(manifest)
        .isEqualTo(
            new Manifest(
                1,
                "supervisor-uid",
                3,
                2,
                4,
                1,
                "pod-uid",
                bench.identity(),
                Map.of("1", "0"),
                Map.of("1", "1"),
                MessageTimeBounds.OPEN,
                new RowCounters(1, 1, 0, Map.of(), 0, TaskBench.row(0, 1).length()),
                manifest.segments()));
    assertThat(manifest.segments()).extracting(SegmentDescriptor::totalRows).containsExactly(1);
  }

  @Test
  void aSequenceKeepsTheBoundsThatItBeganWithAndRowsOutsideAreThrownAway_case26() {
    TaskBench bench = new TaskBench(folder, Options.cuttingAt(2));
    MessageTimeBounds first = bounds(1, 3);
    MessageTimeBounds second = bounds(0, 9);
    bench.ready();
    bench.assign(bench.assignments().bounds(first).start(Map.of("0", "0", "1", "0")));
    bench.stream.append(0, TaskBench.row(0, 1), TaskBench.row(1, 1), TaskBench.row(4, 1));
    bench.awaitReport(report -> report.counters().records() == 3);
    bench.assign(bench.assignments().bounds(second));
    bench.stream.append(0, TaskBench.row(1, 1));
    bench.awaitReport(report -> report.prepared().size() == 1);
    bench.stream.append(0, TaskBench.row(0, 1), TaskBench.row(4, 1), TaskBench.row(4, 2));

    Report report = bench.awaitReport(now -> now.prepared().size() == 2);

    Manifest one = report.prepared().get(0).manifest();
    assertThat(one.messageTimeBounds()).isEqualTo(first);
    assertThat(one.counters().thrownAway())
        .isEqualTo(Map.of("beforeMinimumMessageTime", 1L, "afterMaximumMessageTime", 1L));
    assertThat(one.counters().processed()).isEqualTo(2);
    Manifest two = report.prepared().get(1).manifest();
    assertThat(two.messageTimeBounds()).isEqualTo(second);
    assertThat(two.counters().thrownAway()).isEmpty();
  }

  @Test
  void allRowsOfASequenceTogetherReachTheSecondLimit() {
    TaskBench bench = new TaskBench(folder, Options.cutting(2, 3, LONG)).reading();
    bench.stream.append(0, TaskBench.row(0, 1));
    bench.advance(Duration.ofSeconds(1));
    bench.stream.append(0, TaskBench.row(1, 1));
    bench.advance(Duration.ofSeconds(1));
    assertThat(bench.report().prepared()).as("two segments of one row each").isEmpty();

    bench.stream.append(0, TaskBench.row(2, 1));
    bench.advance(Duration.ofSeconds(1));

    assertThat(bench.report().prepared()).hasSize(1);
  }

  @Test
  void withOtherReplicasItCutsAtRecordedBoundariesAlone_case14() {
    TaskBench bench = new TaskBench(folder, Options.replicated(1)).reading();
    bench.stream.append(0, TaskBench.row(0, 1), TaskBench.row(0, 2), TaskBench.row(0, 3));
    bench.advance(Duration.ofMinutes(2));
    assertThat(bench.report().sequences()).isEqualTo(1);
    assertThat(bench.report().prepared()).isEmpty();

    bench.assign(bench.assignments().boundary(Map.of("0", "5", "1", "0")));
    bench.stream.append(0, TaskBench.row(0, 4), TaskBench.row(0, 5), TaskBench.row(0, 6));

    Report cut = bench.awaitReport(report -> report.prepared().size() == 1);
    assertThat(cut.prepared().getFirst().manifest().end()).isEqualTo(Map.of("0", "5"));
    assertThat(cut.prepared().getFirst().manifest().counters().records()).isEqualTo(5);
    bench.awaitReport(report -> "6".equals(report.positions().get("0")));
    assertThat(bench.report().counters().records()).as("held back, not lost").isEqualTo(6);
  }

  @Test
  void aPeriodBeginsWithTheSequenceAndAgainWhenNothingWasReadInIt_case15() {
    TaskBench bench =
        new TaskBench(folder, Options.cutting(2, 100, Duration.ofMinutes(1))).reading();
    bench.advance(Duration.ofSeconds(90));
    bench.stream.append(0, TaskBench.row(0, 1));
    bench.advance(Duration.ofSeconds(10));
    assertThat(bench.report().prepared()).isEmpty();
    bench.stream.append(0, TaskBench.row(0, 1));
    bench.advance(Duration.ofSeconds(5));
    assertThat(bench.report().prepared()).as("at the row limit").hasSize(1);
    bench.stream.append(0, TaskBench.row(0, 1));

    bench.advance(Duration.ofSeconds(40));
    assertThat(bench.report().prepared()).hasSize(1);
    bench.advance(Duration.ofSeconds(30));

    assertThat(bench.report().prepared()).hasSize(2);
  }

  @Test
  void aPollThatFoundSomethingIsFollowedByTheNextAtOnce() {
    TaskBench bench = new TaskBench(folder).reading();
    for (int number = 0; number < 2_000; number++) {
      bench.stream.append(0, TaskBench.row(0, 1));
    }

    bench.advance(Duration.ofMillis(60));

    assertThat(bench.report().counters().records()).isEqualTo(2_000);
  }

  private static MessageTimeBounds bounds(int fromHour, int toHour) {
    Instant midnight = Instant.parse("2026-01-01T00:00:00Z");
    return new MessageTimeBounds(
        midnight.plus(Duration.ofHours(fromHour)), midnight.plus(Duration.ofHours(toHour)));
  }
}
