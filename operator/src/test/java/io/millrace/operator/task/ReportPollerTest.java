package io.millrace.operator.task;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.operator.decide.ObservedPod;
import io.millrace.operator.observe.PodFacts;
import io.millrace.operator.testing.FakeTasks;
import io.millrace.protocol.Scheduler;
import io.millrace.protocol.TaskAddress;
import io.millrace.protocol.TaskCallException;
import io.millrace.protocol.TaskState;
import io.millrace.protocol.VirtualScheduler;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ReportPollerTest {

  private final VirtualScheduler scheduler = new VirtualScheduler(Instant.EPOCH);
  private final FakeTasks tasks = new FakeTasks();
  private final AtomicInteger triggers = new AtomicInteger();
  private final Hearing hearing = new Hearing();
  private final List<String> asked = new ArrayList<>();
  private final ReportPoller poller =
      new ReportPoller(
          tasks,
          (podUid, address) -> {
            asked.add(address);
            return TaskAddress.http(address, 8100, podUid, "token");
          },
          scheduler,
          triggers::incrementAndGet,
          hearing);

  @Test
  void aPodAtAnotherAddressIsAskedThereAndWhatAnotherProcessSaidIsForgotten() {
    tasks.says("a", TaskState.READING, Map.of("0", "5"), Instant.EPOCH);
    poller.follow(List.of(running("a")));
    scheduler.advance(Duration.ofSeconds(1));
    tasks.fallSilent("a");
    asked.clear();

    poller.follow(List.of(pod("a", ObservedPod.Phase.RUNNING, "10.0.0.2")));
    scheduler.advance(Duration.ofSeconds(20));
    assertThat(poller.lastOf("a")).isEmpty();
    assertThat(asked).isNotEmpty().containsOnly("10.0.0.2");

    tasks.speakAgain("a");
    scheduler.advance(Duration.ofSeconds(6));
    assertThat(poller.lastOf("a")).isPresent();
  }

  @Test
  void aTaskThatRefusesTheTokenHasItReadAnewAndIsToldFromASilentOne() {
    AtomicInteger refusals = new AtomicInteger();
    TaskAddresses known =
        new TaskAddresses() {
          @Override
          public TaskAddress of(String podUid, String address) throws TaskCallException {
            if (refusals.get() == 0) {
              throw new TaskCallException(TaskCallException.Kind.UNAUTHORISED, "refused", null);
            }
            return TaskAddress.http(address, 8100, podUid, "token");
          }

          @Override
          public void refused() {
            refusals.incrementAndGet();
          }
        };
    ReportPoller strict = new ReportPoller(tasks, known, scheduler, () -> {}, hearing);
    strict.follow(List.of(running("a")));
    scheduler.runDue();
    assertThat(strict.unansweredBy("a").orElseThrow().refused()).isTrue();

    scheduler.advance(Duration.ofSeconds(1));
    assertThat(refusals).hasValue(1);
    assertThat(strict.unansweredBy("a").orElseThrow().refused()).as("only silent").isFalse();
    strict.close();
  }

  @Test
  void aChangedReportTriggersAndAnUnchangedOneIsOnlyKept() {
    tasks.says("a", TaskState.READY, Map.of(), null);
    poller.follow(List.of(running("a")));
    scheduler.advance(Duration.ofSeconds(60));
    assertThat(triggers).hasValue(1);

    tasks.says("a", TaskState.READING, Map.of("0", "5"), Instant.EPOCH);
    scheduler.advance(Duration.ofSeconds(6));

    assertThat(triggers).hasValue(2);
    assertThat(poller.lastOf("a").orElseThrow().report().state()).isEqualTo(TaskState.READING);
    assertThat(poller.lastOf("a").orElseThrow().at()).isAfter(Instant.EPOCH.plusSeconds(59));
  }

  @Test
  void aTaskThatAnswersAtOnceThoughNothingChangedIsNotAskedInAHotLoop() {
    tasks.says("a", TaskState.READING, Map.of(), null);
    poller.follow(List.of(running("a")));

    scheduler.advance(Duration.ofSeconds(60));

    assertThat(tasks.calls()).isLessThan(20);
  }

  @Test
  void aTaskThatFellSilentKeepsItsLastReportAndIsAskedAgain() {
    tasks.says("a", TaskState.READING, Map.of(), null);
    poller.follow(List.of(running("a")));
    scheduler.advance(Duration.ofSeconds(1));
    tasks.fallSilent("a");
    scheduler.advance(Duration.ofMinutes(1));
    Instant heard = poller.lastOf("a").orElseThrow().at();
    assertThat(heard).isBefore(Instant.EPOCH.plusSeconds(10));

    tasks.speakAgain("a");
    scheduler.advance(Duration.ofSeconds(6));

    assertThat(poller.lastOf("a").orElseThrow().at()).isAfter(heard);
  }

  @Test
  void aPodThatHasEndedIsNotAskedAnyMoreAndItsLastReportStaysUntilItIsGone() {
    tasks.says("a", TaskState.PREPARED, Map.of(), null);
    poller.follow(List.of(running("a")));
    scheduler.advance(Duration.ofSeconds(1));
    poller.follow(List.of(pod("a", ObservedPod.Phase.SUCCEEDED, null)));
    int calls = tasks.calls();
    scheduler.advance(Duration.ofMinutes(1));

    assertThat(tasks.calls()).isEqualTo(calls);
    assertThat(poller.lastOf("a")).isPresent();

    poller.follow(List.of());
    assertThat(poller.lastOf("a")).isEmpty();
  }

  @Test
  void aPodWithoutAddressIsNotAsked() {
    poller.follow(List.of(pod("a", ObservedPod.Phase.PENDING, null)));
    scheduler.advance(Duration.ofMinutes(1));

    assertThat(tasks.calls()).isZero();
  }

  @Test
  void aPodThatAnOldCopyShowedWithoutAddressIsAskedAgain() {
    tasks.says("a", TaskState.READING, Map.of(), null);
    poller.follow(List.of(running("a")));
    scheduler.advance(Duration.ofSeconds(1));
    poller.follow(List.of(pod("a", ObservedPod.Phase.PENDING, null)));
    scheduler.advance(Duration.ofMinutes(1));
    assertThat(poller.lastOf("a")).isPresent();

    tasks.says("a", TaskState.PREPARED, Map.of(), null);
    poller.follow(List.of(running("a")));
    scheduler.advance(Duration.ofSeconds(1));

    assertThat(poller.lastOf("a").orElseThrow().report().state()).isEqualTo(TaskState.PREPARED);
  }

  @Test
  void refreshedPositionsAreThoseOfNowThoughNoLongPollHasEnded() {
    tasks.says("a", TaskState.READING, Map.of("0", "5"), Instant.EPOCH);
    poller.follow(List.of(running("a")));
    scheduler.advance(Duration.ofSeconds(1));
    tasks.says("a", TaskState.READING, Map.of("0", "9"), Instant.EPOCH);
    AtomicInteger ended = new AtomicInteger();

    poller.refresh(Duration.ofSeconds(2), ended::incrementAndGet);
    scheduler.runDue();

    assertThat(ended).hasValue(1);
    assertThat(poller.lastOf("a").orElseThrow().report().positions()).isEqualTo(Map.of("0", "9"));
    assertThat(triggers).hasValue(2);
    scheduler.advance(Duration.ofSeconds(5));
    assertThat(ended).hasValue(1);
  }

  @Test
  void taskThatDoesNotAnswerEndsARefreshToo() {
    tasks.says("a", TaskState.READING, Map.of("0", "5"), Instant.EPOCH);
    poller.follow(List.of(running("a"), running("b")));
    scheduler.advance(Duration.ofSeconds(1));
    tasks.fallSilent("a");
    AtomicInteger ended = new AtomicInteger();

    poller.refresh(Duration.ofSeconds(2), ended::incrementAndGet);
    scheduler.runDue();

    assertThat(ended).hasValue(1);
    assertThat(poller.lastOf("a")).isPresent();
  }

  @Test
  void taskThatHangsHoldsUpARefreshOnlyUpToItsLimit() {
    tasks.says("a", TaskState.READING, Map.of("0", "5"), Instant.EPOCH);
    List<Runnable> hanging = new ArrayList<>();
    ReportPoller slow =
        new ReportPoller(
            tasks,
            (podUid, address) -> TaskAddress.http(address, 8100, podUid, "token"),
            new HangingWork(scheduler, hanging),
            triggers::incrementAndGet,
            hearing);
    slow.follow(List.of(running("a")));
    AtomicInteger ended = new AtomicInteger();

    slow.refresh(Duration.ofSeconds(2), ended::incrementAndGet);
    scheduler.advance(Duration.ofSeconds(1));
    assertThat(ended).hasValue(0);
    scheduler.advance(Duration.ofSeconds(1));
    assertThat(ended).hasValue(1);

    List.copyOf(hanging).forEach(Runnable::run);
    assertThat(ended).hasValue(1);
  }

  @Test
  void silenceCountsFromTheLastAnswerAndEndsWithTheNext() {
    tasks.says("a", TaskState.READING, Map.of(), null);
    poller.follow(List.of(running("a")));
    scheduler.advance(Duration.ofSeconds(1));
    assertThat(poller.unansweredBy("a")).isEmpty();
    Instant heard = poller.lastOf("a").orElseThrow().at();

    tasks.fallSilent("a");
    scheduler.advance(Duration.ofMinutes(2));

    assertThat(poller.unansweredBy("a").orElseThrow().since())
        .isBetween(heard, heard.plusSeconds(6));
    assertThat(poller.unansweredBy("a").orElseThrow().calls()).isGreaterThan(9);

    tasks.speakAgain("a");
    scheduler.advance(Duration.ofSeconds(6));
    assertThat(poller.unansweredBy("a")).isEmpty();
  }

  @Test
  void anOperatorThatBeginsToAskTakesNobodyForSilentSinceLong() {
    scheduler.advance(Duration.ofHours(5));
    tasks.fallSilent("a");
    poller.follow(List.of(running("a")));
    scheduler.advance(Duration.ofSeconds(30));

    assertThat(poller.unansweredBy("a").orElseThrow().since())
        .isAfterOrEqualTo(Instant.EPOCH.plus(Duration.ofHours(5)));
  }

  @Test
  void itIsKnownWhetherAnyOtherTaskAnswers() {
    tasks.fallSilent("a");
    poller.follow(List.of(running("a")));
    scheduler.advance(Duration.ofSeconds(10));
    assertThat(poller.unansweredBy("a").orElseThrow().othersAnswer()).as("no other").isTrue();

    tasks.fallSilent("b");
    poller.follow(List.of(running("a"), running("b")));
    scheduler.advance(Duration.ofSeconds(10));
    assertThat(poller.unansweredBy("a").orElseThrow().othersAnswer()).as("all silent").isFalse();

    tasks.says("b", TaskState.READING, Map.of(), null);
    tasks.speakAgain("b");
    scheduler.advance(Duration.ofSeconds(10));
    assertThat(poller.unansweredBy("a").orElseThrow().othersAnswer()).isTrue();

    poller.follow(List.of(running("a")));
    assertThat(poller.unansweredBy("a").orElseThrow().othersAnswer()).as("alone again").isTrue();
  }

  @Test
  void progressIsToldFromMereAnswers() {
    tasks.says("a", TaskState.PUBLISHING, Map.of("0", "5"), null);
    poller.follow(List.of(running("a")));
    scheduler.advance(Duration.ofSeconds(1));
    Instant first = poller.lastOf("a").orElseThrow().progressedAt();
    scheduler.advance(Duration.ofMinutes(10));
    assertThat(poller.lastOf("a").orElseThrow().progressedAt()).isEqualTo(first);
    assertThat(poller.lastOf("a").orElseThrow().at()).isAfter(first.plusSeconds(500));

    tasks.says("a", TaskState.PREPARED, Map.of("0", "5"), null);
    scheduler.advance(Duration.ofSeconds(10));
    assertThat(poller.lastOf("a").orElseThrow().progressedAt()).isAfter(first);
  }

  private static PodFacts running(String uid) {
    return pod(uid, ObservedPod.Phase.RUNNING, "10.0.0.1");
  }

  private static PodFacts pod(String uid, ObservedPod.Phase phase, @Nullable String address) {
    return new PodFacts(
        "events-0-0-0", uid, "uid", phase, null, Instant.EPOCH, Instant.EPOCH, address, null);
  }

  /** Work beside the caller begins only when a test runs it. */
  private record HangingWork(Scheduler time, List<Runnable> hanging) implements Scheduler {

    @Override
    public void execute(Runnable work) {
      hanging.add(work);
    }

    @Override
    public Cancellable after(Duration delay, Runnable work) {
      return time.after(delay, work);
    }

    @Override
    public Cancellable withFixedDelay(Duration initialDelay, Duration delay, Runnable work) {
      return time.withFixedDelay(initialDelay, delay, work);
    }

    @Override
    public Instant instant() {
      return time.instant();
    }
  }
}
