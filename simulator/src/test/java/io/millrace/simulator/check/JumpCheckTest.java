package io.millrace.simulator.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.crds.v1alpha1.Reset;
import io.millrace.operator.decide.Commit;
import io.millrace.operator.decide.Generation;
import io.millrace.operator.decide.Phase;
import io.millrace.operator.decide.Positions;
import io.millrace.operator.decide.SupervisorState;
import io.millrace.operator.decide.TaskGroup;
import io.millrace.protocol.LedgerEntry;
import io.millrace.protocol.LedgerReset;
import io.millrace.protocol.MessageTimeBounds;
import io.millrace.protocol.ProtocolVersion;
import io.millrace.protocol.Report;
import io.millrace.protocol.RowCounters;
import io.millrace.protocol.TaskState;
import io.millrace.runner.life.Attempt;
import io.millrace.simulator.fault.Faults;
import io.millrace.simulator.fault.Trace;
import io.millrace.simulator.stream.GeneratedStream;
import io.millrace.simulator.time.VirtualTime;
import io.millrace.streams.StreamDescription;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What counts as rows that are given up, and as what was asked for. */
class JumpCheckTest {

  private static final long FROM = 10;

  private final VirtualTime time = new VirtualTime();
  private final Trace trace = new Trace(time, false);
  private final Violations violations = new Violations(time, trace);
  private final GeneratedStream stream =
      new GeneratedStream(
          "events", 0, 1, time, new Faults(time, 1, Set.of(), 1), trace, new SplittableRandom(1));
  private final Map<Attempt, Report> living = new HashMap<>();
  private final JumpCheck check = new JumpCheck(violations, stream, () -> living);

  @BeforeEach
  void produce() {
    stream.burst();
  }

  @Test
  void whatNobodyHasReadMayBeGivenUp() {
    lives(2, 40, 60);

    lost(40, generation(1, FROM, 40L), generation(2, 40, null));

    assertThat(violations.found()).isEmpty();
  }

  @Test
  void rowsOfALivingSuccessorMayNot() {
    lives(2, 30, 60);

    lost(40, generation(1, FROM, 30L), generation(2, 30, null));

    assertThat(violations.found())
        .extracting(Violations.Violation::rule)
        .containsExactly(Rule.ONLY_LOST_IS_SKIPPED);
  }

  @Test
  void norThoseOfATaskThatBeganBefore() {
    lives(1, FROM, 20);

    lost(40, generation(1, FROM, null));

    assertThat(violations.found()).hasSize(1);
  }

  @Test
  void thoseThatFitNowhereMayWhereTheirGroupBeginsAnew() {
    lives(2, 30, 60);

    lost(40, 2, generation(1, FROM, 30L), generation(2, 30, null));

    assertThat(violations.found()).isEmpty();
  }

  @Test
  void thoseThatFitMayNotThoughTheirGroupBeginsAnew() {
    lives(1, FROM, 20);

    lost(40, 2, generation(1, FROM, null));

    assertThat(violations.found()).hasSize(1);
  }

  @Test
  void oneThatHasReadNothingYetHoldsNothing() {
    lives(2, 30, 30);

    lost(40, generation(1, FROM, 30L), generation(2, 30, null));

    assertThat(violations.found()).isEmpty();
  }

  @Test
  void oneThatEndedAndLeftTheRestToOthersHoldsNothing() {
    lives(1, FROM, 20, TaskState.COMPLETED);

    lost(40, 2, generation(1, FROM, null));

    assertThat(violations.found()).isEmpty();
  }

  @Test
  void whatATaskHasReadBeyondItsEndIsItsSuccessors() {
    lives(1, 5, 20);

    lost(40, generation(1, 5, FROM));

    assertThat(violations.found()).isEmpty();
  }

  @Test
  void aResetToTheEndReadsNothingAgainThatIsCommitted() {
    long then = stream.latest(0);
    check.asked(new Reset(1, Reset.To.LATEST, null, Map.of(), List.of()));
    stream.burst();

    reset(then + 20, then + 19);

    assertThat(violations.found())
        .extracting(Violations.Violation::rule)
        .containsExactly(Rule.RESET_AS_ASKED);
  }

  @Test
  void aResetToTheEndMayLeadToWhatIsCommitted() {
    long then = stream.latest(0);
    check.asked(new Reset(1, Reset.To.LATEST, null, Map.of(), List.of()));
    stream.burst();

    reset(then + 20, then + 20);

    assertThat(violations.found()).isEmpty();
  }

  @Test
  void aResetIsDoneOnceUnlessWhoTakesOverCannotKnowOfIt() {
    check.asked(new Reset(1, Reset.To.LATEST, null, Map.of(), List.of()));
    long end = stream.latest(0);
    reset(end, end);

    check.takenOver(commit(LedgerEntry.Kind.TAKEOVER, end, end, 2, null));
    reset(end, end);
    assertThat(violations.found()).as("its entry was not written").isEmpty();

    reset(end, end);
    assertThat(violations.found()).hasSize(1);
  }

  @Test
  void aResetThatNobodyAskedForReadsFromTheBeginning() {
    resetAutomatically(stream.earliest(0));
    assertThat(violations.found()).isEmpty();

    resetAutomatically(stream.earliest(0) + 1);
    assertThat(violations.found())
        .extracting(Violations.Violation::rule)
        .containsExactly(Rule.RESET_AS_ASKED);
  }

  private void lost(long to, Generation... generations) {
    lost(to, 1, generations);
  }

  private void lost(long to, long epochAfter, Generation... generations) {
    SplittableRandom choice = new SplittableRandom(3);
    while (stream.earliest(0) < to) {
      stream.expire(choice);
    }
    check.lost(
        state(FROM, 1, generations),
        state(to, epochAfter),
        commit(LedgerEntry.Kind.LOST, FROM, to, epochAfter, null));
  }

  private void reset(long committed, long to) {
    Commit commit = commit(LedgerEntry.Kind.RESET, committed, to, 2, new LedgerReset(1L, "Latest"));
    check.reset(state(committed, 1), state(to, 2), commit);
  }

  private void resetAutomatically(long to) {
    check.reset(
        state("another", FROM, 1),
        state(to, 2),
        commit(LedgerEntry.Kind.RESET, FROM, to, 2, new LedgerReset(null, "Earliest")));
  }

  private static Commit commit(
      LedgerEntry.Kind kind, long from, long to, long epoch, @Nullable LedgerReset reset) {
    return new Commit(7, kind, VirtualTime.START, epoch, at(from), at(to), List.of(), 0, 0, reset);
  }

  private SupervisorState state(long committed, long epoch, Generation... generations) {
    String id = stream.topic().topicId("events").orElseThrow();
    return state(id, committed, epoch, generations);
  }

  private static SupervisorState state(
      String topicId, long committed, long epoch, Generation... generations) {
    return new SupervisorState(
        epoch,
        "s-1",
        new StreamDescription(
            "fake-cluster", new TreeMap<>(Map.of("events", topicId)), at(committed).partitions()),
        at(committed),
        null,
        List.of(new TaskGroup(0, epoch, at(0).partitions(), 3, List.of(generations))));
  }

  private static Generation generation(int number, long start, @Nullable Long end) {
    return new Generation(
        number,
        "s-1",
        end == null ? Phase.READING : Phase.FINISHING,
        at(start).partitions(),
        at(start),
        List.of(),
        end == null ? null : at(end),
        VirtualTime.START,
        VirtualTime.START,
        1,
        List.of(),
        List.of(),
        MessageTimeBounds.OPEN);
  }

  private void lives(int generation, long oldest, long reached) {
    lives(generation, oldest, reached, TaskState.READING);
  }

  private void lives(int generation, long oldest, long reached, TaskState state) {
    living.put(
        new Attempt("ns", "events", "uid", 0, generation, 1, "pod", "pod-uid"),
        new Report(
            ProtocolVersion.TASK_PROTOCOL,
            "pod-uid",
            1,
            state,
            1,
            generation,
            null,
            false,
            at(oldest).text(),
            at(reached).text(),
            List.of(),
            null,
            null,
            1,
            RowCounters.ZERO,
            -1,
            Instant.EPOCH,
            List.of()));
  }

  private static Positions at(long position) {
    return Positions.of(Map.of("0", Long.toString(position)));
  }
}
