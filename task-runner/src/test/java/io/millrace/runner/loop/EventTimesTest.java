package io.millrace.runner.loop;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.protocol.MessageTimeBounds;
import io.millrace.protocol.Report;
import io.millrace.runner.life.Verdict;
import io.millrace.runner.loop.TaskBench.Options;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Case 26: clocks differ, and rows that are on time are not rejected. Case 55: the operator is away
 * for long, and they are not either.
 */
class EventTimesTest {

  private static final Instant START = Instant.parse("2026-01-01T10:00:00Z");
  private static final Instant MINIMUM = START.minus(Duration.ofMinutes(30));
  private static final Instant MAXIMUM = START.plus(Duration.ofMinutes(70));
  private static final MessageTimeBounds BOUNDS = new MessageTimeBounds(MINIMUM, MAXIMUM);
  private static final EventTimes TIMES =
      new EventTimes(Duration.ofHours(1), Duration.ofMinutes(10));
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final Map<String, String> FIRST = Map.of("0", "0", "1", "0");

  @TempDir Path folder;
  private Duration early = MINUTE;

  @Test
  void boundsStayTheGenerationsUntilItsTimeIsWellOver() {
    assertThat(TIMES.at(Instant.MIN, BOUNDS)).isEqualTo(BOUNDS);
    assertThat(TIMES.at(START, BOUNDS)).isEqualTo(BOUNDS);
    assertThat(TIMES.at(START.plus(Duration.ofMinutes(64)), BOUNDS)).isEqualTo(BOUNDS);
  }

  @Test
  void theLatestTimeMovesOnByWholeDurationsAndTheEarliestStays() {
    assertThat(TIMES.at(START.plus(Duration.ofMinutes(66)), BOUNDS)).isEqualTo(moved(1));
    assertThat(TIMES.at(START.plus(Duration.ofMinutes(66)), moved(1))).isEqualTo(moved(1));
    assertThat(TIMES.at(START.plus(Duration.ofMinutes(185)), BOUNDS)).isEqualTo(moved(3));
  }

  @Test
  void boundsThatAreOpenDoNotMove() {
    Instant late = START.plus(Duration.ofDays(3));
    MessageTimeBounds noMaximum = new MessageTimeBounds(START, null);

    assertThat(TIMES.at(late, noMaximum)).isEqualTo(noMaximum);
    assertThat(TIMES.at(late, MessageTimeBounds.OPEN)).isEqualTo(MessageTimeBounds.OPEN);
    assertThat(EventTimes.FIXED.at(late, BOUNDS)).isEqualTo(BOUNDS);
  }

  @Test
  void boundsThatAcceptNothingEarlyAreOverAtThePlannedEnd() {
    EventTimes exact = new EventTimes(Duration.ofHours(1), Duration.ZERO);

    assertThat(exact.at(MAXIMUM.minusMillis(1), BOUNDS)).isEqualTo(BOUNDS);
    assertThat(exact.at(MAXIMUM, BOUNDS)).isEqualTo(moved(1));
  }

  @Test
  void case55_aTaskAloneBeginsASequenceWithLaterBounds() {
    TaskBench bench = ready(true, Duration.ofMinutes(10));
    begin(bench);
    append(bench, Duration.ZERO);
    awaitRead(bench, 1);

    bench.advance(Duration.ofMinutes(70));

    Report cut = bench.awaitReport(report -> report.prepared().size() == 1);
    assertThat(cut.prepared().getFirst().manifest().messageTimeBounds())
        .isEqualTo(bench.assignments().current().messageTimeBounds());
    append(bench, Duration.ZERO);
    awaitRead(bench, 2);
  }

  @Test
  void case55_aReplicaWaitsForItsRolloverAndReadsOnWhenThatComes() {
    TaskBench bench = ready(false, Duration.ofMinutes(10));
    begin(bench);
    append(bench, Duration.ZERO);
    awaitRead(bench, 1);

    bench.advance(Duration.ofMinutes(70));
    append(bench, Duration.ZERO);
    bench.advance(MINUTE);
    assertThat(bench.report().positions()).containsEntry("0", "1");

    bench.assign(bench.assignments().end(Map.of("0", "2", "1", "0")));
    Report done = bench.awaitReport(report -> report.prepared().size() == 1);
    assertThat(done.prepared().getFirst().manifest().end()).isEqualTo(Map.of("0", "2"));
  }

  @Test
  void case55_aReplicaAsksForLaterEventTimesAndReadsOnWithThem() {
    TaskBench bench = ready(false, Duration.ofMinutes(10));
    begin(bench);
    MessageTimeBounds before = bench.assignments().current().messageTimeBounds();
    append(bench, Duration.ZERO);
    awaitRead(bench, 1);
    assertThat(bench.report().messageTimeWanted()).isNull();
    long version = bench.report().version();

    bench.advance(Duration.ofMinutes(70));
    Instant later = requireNonNull(before.maximum()).plus(Duration.ofHours(1));
    assertThat(bench.report().messageTimeWanted()).isEqualTo(later);
    assertThat(bench.report().version()).as("the operator hears of it").isGreaterThan(version);

    append(bench, Duration.ZERO);
    bench.assign(bench.assignments().boundary(Map.of("0", "1", "1", "0")));
    Report cut = bench.awaitReport(report -> report.prepared().size() == 1);
    assertThat(cut.prepared().getFirst().manifest().messageTimeBounds()).isEqualTo(before);
    bench.advance(MINUTE);
    assertThat(bench.report().positions()).as("it waits still").containsEntry("0", "1");

    bench.assign(bench.assignments().committing(cut));
    MessageTimeBounds moved = new MessageTimeBounds(before.minimum(), later);
    bench.assign(bench.assignments().bounds(moved));
    awaitRead(bench, 2);
    assertThat(bench.report().messageTimeWanted()).isNull();
    assertThat(bench.report().counters().thrownAway()).isEmpty();

    bench.assign(bench.assignments().boundary(Map.of("0", "2", "1", "0")));
    Report next = bench.awaitReport(report -> report.prepared().size() == 1);
    assertThat(next.prepared().getFirst().manifest().messageTimeBounds()).isEqualTo(moved);
  }

  @Test
  void case55_aReplicaWhoseEventTimesAreOverStillReadsUpToARecordedBoundary() {
    TaskBench bench = ready(false, Duration.ofMinutes(10));
    begin(bench);
    MessageTimeBounds before = bench.assignments().current().messageTimeBounds();
    append(bench, Duration.ZERO);
    awaitRead(bench, 1);

    bench.advance(Duration.ofMinutes(70));
    append(bench, Duration.ofMinutes(-30));
    append(bench, Duration.ofMinutes(-30));
    bench.assign(bench.assignments().boundary(Map.of("0", "2", "1", "0")));

    Report cut = bench.awaitReport(report -> report.prepared().size() == 1);
    assertThat(cut.prepared().getFirst().manifest().end()).isEqualTo(Map.of("0", "2"));
    assertThat(cut.prepared().getFirst().manifest().messageTimeBounds()).isEqualTo(before);
    assertThat(cut.counters().thrownAway()).isEmpty();
    bench.advance(MINUTE);
    assertThat(bench.report().positions()).as("no further").containsEntry("0", "2");
    assertThat(bench.report().messageTimeWanted()).as("it waits again").isNotNull();
  }

  @ParameterizedTest
  @ValueSource(longs = {-5, 0, 5})
  void case26_noRowThatIsOnTimeIsThrownAwayHoweverWrongTheClockIs(long minutesAhead) {
    TaskBench bench = ready(true, MINUTE);
    bench.clock.setForward(Duration.ofMinutes(minutesAhead));
    begin(bench);

    readEveryMinuteFor(bench, Duration.ofMinutes(130));

    assertThat(bench.report().counters().thrownAway()).isEmpty();
    assertThat(bench.report().prepared()).as("one for each hour").hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(longs = {-5, 5})
  void case26_nothingIsCutBeforeTheGenerationsTimeIsOver(long minutesAhead) {
    TaskBench bench = ready(true, MINUTE);
    bench.clock.setForward(Duration.ofMinutes(minutesAhead));
    begin(bench);

    readEveryMinuteFor(bench, Duration.ofMinutes(60));
    append(bench, Duration.ofMinutes(2));
    awaitRead(bench, 61);

    assertThat(bench.report().sequences()).isEqualTo(1);
    assertThat(bench.report().counters().thrownAway())
        .as("too early for this generation, whatever the clock says")
        .isEqualTo(Map.of("afterMaximumMessageTime", 1L));
  }

  @ParameterizedTest
  @ValueSource(longs = {-5, 5})
  void case26_anAttemptThatBeginsInTheMiddleOfAGenerationKnowsHowOldItIs(long minutesAhead) {
    TaskBench bench = ready(true, MINUTE);
    bench.clock.setForward(Duration.ofMinutes(minutesAhead));
    MessageTimeBounds bounds = bounds(bench);
    bench.advance(Duration.ofMinutes(50));
    bench.assign(bench.assignments().bounds(bounds).start(FIRST));

    readEveryMinuteFor(bench, Duration.ofMinutes(9));
    assertThat(bench.report().sequences()).isEqualTo(1);
    readEveryMinuteFor(bench, Duration.ofMinutes(20));

    assertThat(bench.report().counters().thrownAway()).isEmpty();
    assertThat(bench.report().prepared()).hasSize(1);
  }

  @Test
  void case26_aClockThatJumpsMovesNothingAndHoldsNothingUp() {
    TaskBench bench = ready(true, MINUTE);
    begin(bench);

    bench.clock.setForward(Duration.ofDays(1));
    readEveryMinuteFor(bench, Duration.ofMinutes(30));
    assertThat(bench.report().sequences()).isEqualTo(1);
    bench.clock.setBack(Duration.ofDays(2));
    readEveryMinuteFor(bench, Duration.ofMinutes(40));

    assertThat(bench.report().counters().thrownAway()).isEmpty();
    assertThat(bench.report().prepared()).hasSize(1);
  }

  @Test
  void case26_whatTheGenerationAcceptsIsAcceptedStillWhenItsTimeIsOver() {
    TaskBench bench = ready(true, MINUTE);
    begin(bench);
    readEveryMinuteFor(bench, Duration.ofMinutes(62));

    append(bench, Duration.ofMinutes(-62));
    append(bench, Duration.ofMinutes(-64));
    awaitRead(bench, 64);

    assertThat(bench.report().counters().thrownAway())
        .isEqualTo(Map.of("beforeMinimumMessageTime", 1L));
  }

  @Test
  void case26_anAssignmentThatDoesNotSayWhenItWasSentCountsFromTheGenerationsBegin() {
    TaskBench bench = ready(true, MINUTE);
    bench.clock.setBack(Duration.ofMinutes(5));
    assertThat(
            bench
                .loop
                .assignments()
                .offer(bench.assignments().bounds(bounds(bench)).start(FIRST).current()))
        .isEqualTo(new Verdict.Accepted());

    readEveryMinuteFor(bench, Duration.ofMinutes(60));
    assertThat(bench.report().sequences()).isEqualTo(1);
    readEveryMinuteFor(bench, Duration.ofMinutes(10));

    assertThat(bench.report().counters().thrownAway()).isEmpty();
    assertThat(bench.report().prepared()).hasSize(1);
  }

  @Test
  void case26_laterAssignmentsDoNotPutOffWhatIsOver() {
    TaskBench bench = ready(true, MINUTE);
    begin(bench);
    readEveryMinuteFor(bench, Duration.ofMinutes(50));
    Instant behind = bench.time.instant().minus(Duration.ofMinutes(5));
    assertThat(
            bench.loop.assignments().offer(bench.assignments().committed(FIRST).current(), behind))
        .isEqualTo(new Verdict.Accepted());

    readEveryMinuteFor(bench, Duration.ofMinutes(20));

    assertThat(bench.report().counters().thrownAway()).isEmpty();
  }

  /** Alone or not, and ready to read, in generations of an hour. */
  private TaskBench ready(boolean alone, Duration accepted) {
    early = accepted;
    return new TaskBench(folder, Options.accepting(alone, early)).ready();
  }

  /** A generation begins, which accepts what is a minute late. */
  private void begin(TaskBench bench) {
    bench.assign(bench.assignments().bounds(bounds(bench)).start(FIRST));
  }

  /** In the middle of each minute comes a row of that moment. */
  private static void readEveryMinuteFor(TaskBench bench, Duration time) {
    for (long minute = 0; minute < time.toMinutes(); minute++) {
      bench.advance(Duration.ofSeconds(30));
      append(bench, Duration.ZERO);
      bench.advance(Duration.ofSeconds(30));
    }
  }

  private static void append(TaskBench bench, Duration fromNow) {
    bench.stream.append(
        0,
        "{\"time\": \"%s\", \"page\": \"p\", \"n\": 1}"
            .formatted(bench.time.instant().plus(fromNow)));
  }

  private static void awaitRead(TaskBench bench, int records) {
    bench.awaitReport(report -> Integer.toString(records).equals(report.positions().get("0")));
  }

  private static MessageTimeBounds moved(int hours) {
    return new MessageTimeBounds(MINIMUM, MAXIMUM.plus(Duration.ofHours(hours)));
  }

  private MessageTimeBounds bounds(TaskBench bench) {
    Instant now = bench.time.instant();
    return new MessageTimeBounds(now.minus(MINUTE), now.plus(Duration.ofHours(1)).plus(early));
  }
}
