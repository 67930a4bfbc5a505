package io.millrace.operator.status;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Condition;
import io.millrace.crds.v1alpha1.status.StreamSupervisorStatus;
import io.millrace.operator.decide.Attempt;
import io.millrace.operator.decide.Commit;
import io.millrace.operator.decide.Generation;
import io.millrace.operator.decide.LedgerObservation;
import io.millrace.operator.decide.Observation;
import io.millrace.operator.decide.ObservedPod;
import io.millrace.operator.decide.Phase;
import io.millrace.operator.decide.PodName;
import io.millrace.operator.decide.Positions;
import io.millrace.operator.decide.StreamObservation;
import io.millrace.operator.decide.SupervisorState;
import io.millrace.operator.decide.TaskGroup;
import io.millrace.operator.observe.SpecCheck;
import io.millrace.operator.observe.SpecVerdict;
import io.millrace.operator.testing.LoopWorld;
import io.millrace.operator.testing.StatusJson;
import io.millrace.operator.testing.Supervisors;
import io.millrace.protocol.LedgerEntry;
import io.millrace.protocol.LedgerSnapshot;
import io.millrace.protocol.MessageTimeBounds;
import io.millrace.protocol.ProtocolVersion;
import io.millrace.protocol.RowCounters;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A suspended supervisor whose task has read up to 9; its second commit takes that. */
class SuspensionTest {

  private static final Instant START = Instant.parse("2026-11-25T10:00:00Z");
  private static final SpecVerdict GOOD =
      new SpecCheck(LoopWorld.CLAIM).check(Supervisors.KEY, Supervisors.goodSpec(), null, null);
  private static final Positions P0 = Positions.of(Map.of("0", "0"));
  private static final Positions P9 = Positions.of(Map.of("0", "9"));
  private static final LedgerObservation NOT_YET = new LedgerObservation.NotYet();

  private final StatusComposer composer = new StatusComposer(LoopWorld.THRESHOLDS);
  private @Nullable StreamSupervisorStatus status;

  @Test
  void aPodOnALostNodeDoesNotKeepItFromBeingSuspendedOnceAllIsPublished() {
    write(state(Phase.COMMITTED, 2), recorded(2));

    assertSuspended();
  }

  @Test
  void itIsNotSuspendedBeforeTheEndOfEachGenerationIsCommitted() {
    write(state(Phase.FINISHING, 2), recorded(2));

    assertSuspending();
  }

  @Test
  void itIsNotSuspendedBeforeTheNewestCommitHasItsLedgerEntry() {
    write(state(Phase.COMMITTED, 2), recorded(1));
    assertSuspending();
    write(drained(), recorded(1));
    assertSuspending();
    write(drained(), new LedgerObservation.Failed("no answer"));
    assertSuspending();
    write(drained(), NOT_YET);
    assertSuspending();

    write(drained(), recorded(2));
    assertSuspended();
  }

  @Test
  void itStaysSuspendedWhileTheLedgerIsNotKnown() {
    write(drained(), recorded(2));
    write(drained(), NOT_YET);
    assertSuspended();
    write(drained(), new LedgerObservation.Failed("no answer"));
    assertSuspended();

    write(state(null, 2), state(null, 3), NOT_YET);
    assertSuspending();
  }

  @Test
  void itIsSuspendedBeforeItsFirstBaseline() {
    write(
        new SupervisorState(1, "events-1", null, Positions.NONE, null, List.of()),
        new LedgerObservation.Failed("no answer"));

    assertSuspended();
  }

  private void assertSuspended() {
    assertThat(conditions()).contains("Ready=True: Suspended", "Suspended=True: Suspended");
    assertThat(conditions()).noneMatch(each -> each.startsWith("Reconciling"));
  }

  private void assertSuspending() {
    assertThat(conditions()).contains("Ready=False: Suspending", "Reconciling=True: Suspending");
    assertThat(conditions()).noneMatch(each -> each.startsWith("Suspended"));
  }

  private List<String> conditions() {
    return written().conditions().stream().map(SuspensionTest::text).toList();
  }

  private static String text(Condition condition) {
    return "%s=%s: %s".formatted(condition.getType(), condition.getStatus(), condition.getReason());
  }

  private StreamSupervisorStatus written() {
    if (status == null) {
      throw new IllegalStateException("nothing was written");
    }
    return status;
  }

  private void write(SupervisorState state, LedgerObservation ledger) {
    write(state, state, ledger);
  }

  private void write(SupervisorState before, SupervisorState next, LedgerObservation ledger) {
    ObservedPod lost =
        new ObservedPod(
            new PodName("events", 0, 1, 0),
            "uid",
            ObservedPod.Phase.RUNNING,
            START.minusSeconds(7_200),
            START.minusSeconds(9_000),
            "10.0.0.1",
            null,
            null,
            null);
    Observation observation =
        new Observation(
            START,
            "uid",
            "events",
            "installation",
            null,
            true,
            null,
            null,
            null,
            null,
            before,
            List.of(lost),
            new StreamObservation.NotYet(),
            ledger,
            Map.of(),
            Map.of(),
            null,
            null);
    status =
        StatusJson.throughJson(
            composer.compose(new Situation(7, status, GOOD, null, observation, next, List.of())));
  }

  private static LedgerObservation recorded(long entries) {
    return new LedgerObservation.Read(
        null,
        new LedgerSnapshot(
            ProtocolVersion.FORMAT,
            entries,
            "uid",
            null,
            1,
            "cluster",
            P9.text(),
            Map.of(),
            RowCounters.ZERO));
  }

  private static SupervisorState drained() {
    return state(null, 2);
  }

  private static SupervisorState state(@Nullable Phase phase, long commits) {
    Commit commit = new Commit(commits, LedgerEntry.Kind.COMMIT, START, 1, P0, P9, List.of(), 9, 9);
    List<Generation> generations = phase == null ? List.of() : List.of(generation(phase));
    TaskGroup group = new TaskGroup(0, 1, P0.partitions(), 2, generations);
    return new SupervisorState(1, "events-1", null, P9, commit, List.of(group));
  }

  private static Generation generation(Phase phase) {
    return new Generation(
        1,
        "events-1",
        phase,
        P0.partitions(),
        P0,
        List.of(),
        P9,
        START,
        START,
        1,
        List.of(new Attempt(0, P0, START, 0, null)),
        List.of(),
        MessageTimeBounds.OPEN);
  }
}
