package io.millrace.operator.status;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Condition;
import io.millrace.crds.v1alpha1.status.LagStatus;
import io.millrace.crds.v1alpha1.status.RecentError;
import io.millrace.crds.v1alpha1.status.RunsStatus;
import io.millrace.crds.v1alpha1.status.StreamSupervisorStatus;
import io.millrace.operator.Reason;
import io.millrace.operator.decide.Finding;
import io.millrace.operator.decide.Lag;
import io.millrace.operator.decide.LedgerObservation;
import io.millrace.operator.decide.Observation;
import io.millrace.operator.decide.Positions;
import io.millrace.operator.decide.StreamObservation;
import io.millrace.operator.decide.SupervisorState;
import io.millrace.operator.observe.AcceptedSpec;
import io.millrace.operator.observe.SpecCheck;
import io.millrace.operator.observe.SpecVerdict;
import io.millrace.operator.testing.LoopWorld;
import io.millrace.operator.testing.Supervisors;
import io.millrace.streams.PartitionId;
import io.millrace.streams.StreamDescription;
import io.millrace.streams.StreamException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class StatusComposerTest {

  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final SpecVerdict GOOD =
      new SpecCheck(LoopWorld.CLAIM).check(Supervisors.KEY, Supervisors.goodSpec(), null, null);
  private static final StreamDescription STREAM =
      new StreamDescription(
          "cluster",
          new TreeMap<>(Map.of("events", "id")),
          new TreeSet<>(List.of(new PartitionId("0"), new PartitionId("1"))));

  private final StatusComposer composer = new StatusComposer(LoopWorld.THRESHOLDS);

  @Test
  void theThreeMainConditionsAreAlwaysThere() {
    StreamSupervisorStatus status = compose(null, START, new StreamObservation.NotYet(), List.of());

    assertThat(status.conditions())
        .extracting(Condition::getType)
        .startsWith("Ready", "SpecAccepted", "StreamReachable");
    assertThat(status.conditions())
        .allSatisfy(condition -> assertThat(condition.getObservedGeneration()).isEqualTo(7));
  }

  @Test
  void aConditionThatDoesNotChangeKeepsItsTransitionTime() {
    StreamSupervisorStatus first = compose(null, START, known(START, 0, 0), List.of());
    Instant later = START.plusSeconds(60);

    StreamSupervisorStatus second =
        compose(first, later, failed(StreamException.Kind.UNREACHABLE, later), List.of());

    assertThat(condition(second, "SpecAccepted").getLastTransitionTime())
        .isEqualTo("2026-01-01T00:00:00Z");
    assertThat(condition(second, "StreamReachable").getLastTransitionTime())
        .isEqualTo("2026-01-01T00:01:00Z");
    assertThat(condition(second, "StreamReachable").getReason()).isEqualTo("StreamUnreachable");
  }

  @Test
  void kindsOfStreamTroubleAreToldApart() {
    assertThat(reachableReason(StreamException.Kind.UNKNOWN_STREAM)).isEqualTo("StreamNotFound");
    assertThat(reachableReason(StreamException.Kind.AUTHENTICATION))
        .isEqualTo("StreamAuthenticationFailed");
    assertThat(reachableReason(StreamException.Kind.AUTHORIZATION))
        .isEqualTo("StreamAuthorizationFailed");
    assertThat(reachableReason(StreamException.Kind.CONFIGURATION))
        .isEqualTo("StreamConfigurationInvalid");
  }

  @Test
  void aStallIsToldFromSomethingThatHealsByItself() {
    StreamSupervisorStatus status =
        compose(
            null,
            START,
            known(START, 0, 0),
            List.of(
                new Finding(Reason.LedgerOwnedByOther, "owned by another", true),
                new Finding(Reason.PodFailed, "a Pod failed", false)));

    assertThat(condition(status, "Stalled").getReason()).isEqualTo("LedgerOwnedByOther");
    assertThat(condition(status, "Degraded").getReason()).isEqualTo("PodFailed");
    assertThat(condition(status, "Ready").getReason()).isEqualTo("LedgerOwnedByOther");
  }

  @Test
  void aRequestThatIsRefusedShowsInTheConditionAlthoughSomethingWorseHolds() {
    StreamSupervisorStatus status =
        compose(
            null,
            START,
            known(START, 0, 0),
            List.of(
                new Finding(Reason.TopicChanged, "b is gone", false),
                new Finding(Reason.PodFailed, "a Pod failed", false),
                new Finding(Reason.ResetRefused, "it names b:0", false)));

    assertThat(condition(status, "Degraded").getReason()).isEqualTo("TopicChanged");
    assertThat(condition(status, "Degraded").getMessage())
        .isEqualTo("b is gone. Also ResetRefused: it names b:0");
  }

  @Test
  void runsAreCountedOncePerPeriodAndStopAtTheirThreshold() {
    StreamSupervisorStatus status = compose(null, START, known(START, 0, 0), List.of(), "events-1");
    for (int second = 1; second <= 300; second++) {
      Instant now = START.plusSeconds(second);
      status = compose(status, now, known(START, 0, 0), List.of(), "events-1");
    }

    assertThat(status.runs())
        .isEqualTo(new RunsStatus(3, 0, null, null, START.plusSeconds(60), null));
  }

  @Test
  void failedRunsMakeItUnhealthyAndAsManySuccessfulOnesHealthyAgain() {
    Finding trouble = new Finding(Reason.DeepStorageUnavailable, "no answer", false);
    StreamSupervisorStatus status = null;
    Instant now = START;
    for (int run = 0; run < 3; run++, now = now.plusSeconds(30)) {
      status = compose(status, now, known(START, 0, 0), List.of(trouble), "events-1");
    }
    assertThat(status)
        .isNotNull()
        .extracting(StreamSupervisorStatus::detailedState)
        .isEqualTo("UNHEALTHY_SUPERVISOR");

    for (int run = 0; run < 2; run++, now = now.plusSeconds(30)) {
      status = compose(status, now, known(START, 0, 0), List.of(), "events-1");
    }
    assertThat(status)
        .isNotNull()
        .extracting(StreamSupervisorStatus::state)
        .isEqualTo("UNHEALTHY_SUPERVISOR");

    status = compose(status, now, known(START, 0, 0), List.of(), "events-1");
    assertThat(status.state()).isEqualTo("RUNNING");
  }

  @Test
  void aStreamThatWasLostNamesTheStateUntilTheSupervisorIsHealthyAgain() {
    StreamSupervisorStatus status = lost();
    assertThat(status.detailedState()).isEqualTo("LOST_CONTACT_WITH_STREAM");

    status = compose(status, START.plusSeconds(61), known(START, 0, 0), List.of(), "events-1");
    assertThat(status.detailedState()).as("no run yet").isEqualTo("LOST_CONTACT_WITH_STREAM");
    for (int run = 3; run < 5; run++) {
      Instant now = START.plusSeconds(30L * run);
      status = compose(status, now, known(START, 0, 0), List.of(), "events-1");
      assertThat(status.detailedState()).isEqualTo("LOST_CONTACT_WITH_STREAM");
    }

    status = compose(status, START.plusSeconds(150), known(START, 0, 0), List.of(), "events-1");
    assertThat(status.state()).isEqualTo("RUNNING");
  }

  @Test
  void whatFailsAfterwardsNamesTheStateOnceAsManyRunsHaveFailed() {
    Finding trouble = new Finding(Reason.DeepStorageUnavailable, "no answer", false);
    StreamSupervisorStatus status = lost();
    status = compose(status, START.plusSeconds(90), known(START, 0, 0), List.of(), "events-1");
    for (int run = 4; run < 6; run++) {
      Instant now = START.plusSeconds(30L * run);
      status = compose(status, now, known(START, 0, 0), List.of(trouble), "events-1");
      assertThat(status.detailedState()).isEqualTo("LOST_CONTACT_WITH_STREAM");
    }

    status =
        compose(status, START.plusSeconds(180), known(START, 0, 0), List.of(trouble), "events-1");
    assertThat(status.detailedState()).isEqualTo("UNHEALTHY_SUPERVISOR");
  }

  @Test
  void case24LagIsNeverNegativeAndTheFurthestPartitionShows() {
    StreamSupervisorStatus status = compose(null, START, known(START, 5, 0), List.of());

    assertThat(status.lag()).isEqualTo(new LagStatus(5L, 5L, null, START));
  }

  @Test
  void lagThatDidNotChangeIsNotWrittenAgain() {
    StreamSupervisorStatus first = compose(null, START, known(START, 5, 0), List.of());
    Instant later = START.plusSeconds(600);

    StreamSupervisorStatus second = compose(first, later, known(later, 5, 0), List.of());

    assertThat(second.lag()).isEqualTo(first.lag());
  }

  @Test
  void ageOfUnreadRecordsIsShownAgainWhenItDiffersByMoreThanATenth() {
    Duration hour = Duration.ofHours(1);
    StreamSupervisorStatus first = compose(null, START, hour);

    assertThat(compose(first, START.plusSeconds(60), hour.plusMinutes(6)).lag())
        .isEqualTo(first.lag());
    assertThat(compose(first, START.plusSeconds(60), hour.plusMinutes(7)).lag())
        .isEqualTo(new LagStatus(5L, 5L, 4_020_000L, START.plusSeconds(60)));
    assertThat(compose(first, START.plusSeconds(60), hour.minusMinutes(6)).lag())
        .isEqualTo(first.lag());
    assertThat(compose(first, START.plusSeconds(60), Duration.ofSeconds(2)).lag())
        .isEqualTo(new LagStatus(5L, 5L, 2_000L, START.plusSeconds(60)));
  }

  @Test
  void ageThatDiffersByLessThanTheTimeBetweenTwoMeasurementsIsNotWrittenAgain() {
    StreamSupervisorStatus first = compose(null, START, Duration.ofSeconds(1));

    assertThat(compose(first, START.plusSeconds(60), Duration.ofMillis(30_999)).lag())
        .isEqualTo(first.lag());
    assertThat(compose(first, START.plusSeconds(60), Duration.ofSeconds(31)).lag())
        .isEqualTo(new LagStatus(5L, 5L, 31_000L, START.plusSeconds(60)));
  }

  @Test
  void ageIsShownOnceItIsKnownAndNoLongerThanItIs() {
    StreamSupervisorStatus unknown = compose(null, START, null);
    assertThat(unknown.lag()).isEqualTo(new LagStatus(5L, 5L, null, START));

    StreamSupervisorStatus known = compose(unknown, START.plusSeconds(60), Duration.ofSeconds(1));
    assertThat(known.lag()).isEqualTo(new LagStatus(5L, 5L, 1_000L, START.plusSeconds(60)));
    assertThat(compose(known, START.plusSeconds(120), null).lag())
        .isEqualTo(new LagStatus(5L, 5L, null, START.plusSeconds(120)));
  }

  @Test
  void ageOfAStuckTaskIsWrittenSomeDozensOfTimesInADay() {
    StreamSupervisorStatus status = compose(null, START, Duration.ofSeconds(30));
    int writes = 0;
    for (int minute = 1; minute <= 24 * 60; minute++) {
      LagStatus before = status.lag();
      Duration age = Duration.ofMinutes(minute).plusSeconds(30);
      status = compose(status, START.plus(Duration.ofMinutes(minute)), age);
      writes += Objects.equals(status.lag(), before) ? 0 : 1;
    }

    assertThat(writes).isBetween(40, 80);
  }

  @Test
  void theLastDistinctErrorsAreKept() {
    List<RecentError> errors = List.of();
    for (Reason reason :
        List.of(Reason.PodFailed, Reason.TaskFailed, Reason.TaskUnreachable, Reason.RunFailed)) {
      errors = RecentErrors.next(errors, List.of(new Finding(reason, "one", false)), START, 3);
    }
    assertThat(errors)
        .extracting(RecentError::reason)
        .containsExactly("TaskFailed", "TaskUnreachable", "RunFailed");

    List<Finding> again = List.of(new Finding(Reason.TaskFailed, "one", false));
    assertThat(RecentErrors.next(errors, again, START.plusSeconds(500), 3)).isEqualTo(errors);
  }

  @Test
  void anErrorThatIsOnlyWordedDifferentlyIsNotWrittenInEachRun() {
    List<RecentError> errors =
        RecentErrors.next(
            List.of(),
            List.of(new Finding(Reason.StreamUnreachable, "after 1 s", false)),
            START,
            3);
    List<Finding> reworded = List.of(new Finding(Reason.StreamUnreachable, "after 2 s", false));

    assertThat(RecentErrors.next(errors, reworded, START.plusSeconds(1), 3)).isEqualTo(errors);
    assertThat(RecentErrors.next(errors, reworded, START.plus(Duration.ofMinutes(1)), 3))
        .singleElement()
        .matches(error -> error.message().equals("after 2 s"));
  }

  @Test
  void eventsAreNotRepeatedSoon() {
    EventLimiter limiter = new EventLimiter();
    Event event = new Event(true, Reason.PodFailed, "a Pod failed");

    assertThat(limiter.admits(event, START)).isTrue();
    assertThat(limiter.admits(event, START.plusSeconds(60))).isFalse();
    assertThat(limiter.admits(event, START.plusSeconds(601))).isTrue();
  }

  @Test
  void aNoteFitsIntoAnEvent() {
    assertThat(note("x".repeat(1_024))).isEqualTo("x".repeat(1_024));
    assertThat(note("x".repeat(5_000))).isEqualTo("x".repeat(1_021) + "…");
    assertThat(note("ü".repeat(512))).isEqualTo("ü".repeat(512));
    assertThat(note("ü".repeat(513))).isEqualTo("ü".repeat(510) + "…");
    // a character of four bytes, and two chars, is there or is not
    assertThat(note("x".repeat(1_018) + "😀😀")).isEqualTo("x".repeat(1_018) + "…");
    assertThat(note("x".repeat(1_017) + "😀😀")).isEqualTo("x".repeat(1_017) + "😀…");
  }

  private static String note(String asked) {
    return new Event(true, Reason.PodFailed, asked).note();
  }

  /** Five records are unread, the last of those before is so old. */
  private StreamSupervisorStatus compose(
      @Nullable StreamSupervisorStatus previous, Instant now, @Nullable Duration age) {
    StreamObservation.Known known = known(now, 5, 0);
    Lag lag = new Lag(known.lastLag().orElseThrow().records(), new TreeMap<>(), age);
    StreamObservation aged =
        new StreamObservation.Known(
            STREAM, known.earliest(), known.latest(), now, lag, known.took());
    return compose(previous, now, aged, List.of(), null, ((SpecVerdict.Good) GOOD).spec());
  }

  /** After the third run in a row without the stream. */
  private StreamSupervisorStatus lost() {
    List<Finding> gone = List.of(new Finding(Reason.StreamUnreachable, "no answer", false));
    StreamObservation failed = failed(StreamException.Kind.UNREACHABLE, START);
    StreamSupervisorStatus status = compose(null, START, failed, gone, "events-1");
    status = compose(status, START.plusSeconds(30), failed, gone, "events-1");
    return compose(status, START.plusSeconds(60), failed, gone, "events-1");
  }

  private StreamSupervisorStatus compose(
      @Nullable StreamSupervisorStatus previous,
      Instant now,
      StreamObservation stream,
      List<Finding> findings) {
    return compose(previous, now, stream, findings, null);
  }

  private StreamSupervisorStatus compose(
      @Nullable StreamSupervisorStatus previous,
      Instant now,
      StreamObservation stream,
      List<Finding> findings,
      @Nullable String revision) {
    return compose(previous, now, stream, findings, revision, null);
  }

  private StreamSupervisorStatus compose(
      @Nullable StreamSupervisorStatus previous,
      Instant now,
      StreamObservation stream,
      List<Finding> findings,
      @Nullable String revision,
      @Nullable AcceptedSpec inForce) {
    SupervisorState state =
        new SupervisorState(
            1,
            revision,
            revision == null ? null : STREAM,
            Positions.of(Map.of("0", "10", "1", "10")),
            null,
            List.of());
    Observation observation =
        new Observation(
            now,
            "uid",
            "events",
            "installation",
            null,
            false,
            null,
            null,
            null,
            null,
            state,
            List.of(),
            stream,
            new LedgerObservation.NotYet(),
            Map.of(),
            Map.of(),
            null,
            null);
    return composer.compose(
        new Situation(7, previous, GOOD, inForce, observation, state, findings));
  }

  private String reachableReason(StreamException.Kind kind) {
    return condition(compose(null, START, failed(kind, START), List.of()), "StreamReachable")
        .getReason();
  }

  /** Both partitions end {@code ahead} records after what is committed, or before it. */
  private static StreamObservation.Known known(Instant at, int firstAhead, int secondBehind) {
    Positions earliest = Positions.of(Map.of("0", "0", "1", "0"));
    Positions latest =
        Positions.of(
            Map.of(
                "0", Integer.toString(10 + firstAhead), "1", Integer.toString(9 - secondBehind)));
    Lag lag = Lag.between(Positions.of(Map.of("0", "10", "1", "10")), earliest, latest);
    return new StreamObservation.Known(STREAM, earliest, latest, at, lag, Duration.ofMillis(3));
  }

  private static StreamObservation failed(StreamException.Kind kind, Instant since) {
    return new StreamObservation.Failed(kind, "no broker answered", since, null);
  }

  private static Condition condition(StreamSupervisorStatus status, String type) {
    return status.conditions().stream()
        .filter(condition -> condition.getType().equals(type))
        .findFirst()
        .orElseThrow(
            () -> new AssertionError("no condition " + type + " in " + status.conditions()));
  }
}
