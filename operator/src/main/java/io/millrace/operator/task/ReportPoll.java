package io.millrace.operator.task;

import io.millrace.operator.decide.Unanswered;
import io.millrace.operator.observe.PodFacts;
import io.millrace.protocol.Report;
import io.millrace.protocol.Scheduler;
import io.millrace.protocol.TaskCallException;
import io.millrace.protocol.TaskClient;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The long poll of one Pod. A task that does not answer is asked again, less and less often. */
final class ReportPoll {

  private static final Logger LOG = LoggerFactory.getLogger(ReportPoll.class);
  private static final Duration WAIT = Duration.ofSeconds(5);
  private static final Duration FIRST_RETRY = Duration.ofMillis(250);
  private static final Duration LAST_RETRY = Duration.ofSeconds(5);

  private final TaskClient client;
  private final TaskAddresses addresses;
  private final Scheduler scheduler;
  private final PodFacts pod;
  private final Runnable changed;
  private final Hearing hearing;
  private volatile boolean stopped;
  private volatile @Nullable HeardReport last;
  private volatile Silence silence;
  private Duration retry = FIRST_RETRY;

  ReportPoll(
      TaskClient client,
      TaskAddresses addresses,
      Scheduler scheduler,
      PodFacts pod,
      Runnable changed,
      Hearing hearing,
      @Nullable HeardReport before) {
    this.client = client;
    this.addresses = addresses;
    this.scheduler = scheduler;
    this.pod = pod;
    this.changed = changed;
    this.hearing = hearing;
    this.last = before;
    this.silence = new Silence(scheduler.instant(), 0, false);
  }

  /**
   * Calls in a row without an answer.
   *
   * @param since when it answered last, or when it was asked first
   * @param refused whether the last one failed for its token
   */
  record Silence(Instant since, int calls, boolean refused) {

    private Silence withOneMore(TaskCallException.Kind kind) {
      return new Silence(since, calls + 1, kind == TaskCallException.Kind.UNAUTHORISED);
    }
  }

  void start() {
    hearing.unheard(pod.uid());
    scheduleAtOnce();
  }

  private void scheduleAtOnce() {
    scheduler.execute(this::ask);
  }

  void stop() {
    stopped = true;
    hearing.forget(pod.uid());
  }

  boolean asksAt(@Nullable String address) {
    return Objects.equals(address, pod.address());
  }

  boolean isStopped() {
    return stopped;
  }

  Optional<HeardReport> last() {
    return Optional.ofNullable(last);
  }

  /** Asks beside the long poll; a task that does not answer is left to that. */
  void askNow() {
    HeardReport before = last;
    if (stopped || before == null) {
      return;
    }
    try {
      Report report =
          client.report(
              addresses.of(pod.uid(), String.valueOf(pod.address())),
              before.report().version(),
              Duration.ZERO);
      if (hear(report)) {
        changed.run();
      }
    } catch (TaskCallException e) {
      LOG.atDebug()
          .addKeyValue("pod", pod.name())
          .addKeyValue("kind", e.kind())
          .log("A task does not say how far it has read: {}", e.getMessage());
    }
  }

  /** Takes over what is no older than what was heard; returns whether the loop acts on it. */
  private synchronized boolean hear(Report report) {
    HeardReport before = last;
    if (before != null && before.report().version() > report.version()) {
      return false;
    }
    Instant now = scheduler.instant();
    last = before == null ? HeardReport.first(report, now) : before.then(report, now);
    silence = new Silence(now, 0, false);
    if (!stopped) {
      hearing.answered(pod.uid());
    }
    return before == null || before.report().version() != report.version();
  }

  /** Since when it does not answer; empty while it does. */
  Optional<Unanswered> unanswered() {
    Silence now = silence;
    return stopped || now.calls() == 0
        ? Optional.empty()
        : Optional.of(
            new Unanswered(
                now.since(), now.calls(), hearing.hearsOthersThan(pod.uid()), now.refused()));
  }

  private void ask() {
    if (stopped) {
      return;
    }
    HeardReport before = last;
    Instant asked = scheduler.instant();
    try {
      Report report =
          client.report(
              addresses.of(pod.uid(), String.valueOf(pod.address())),
              before == null ? 0 : before.report().version(),
              before == null ? Duration.ZERO : WAIT);
      retry = FIRST_RETRY;
      if (hear(report)) {
        changed.run();
        scheduleAtOnce();
      } else {
        scheduler.after(restOf(asked), this::ask);
      }
    } catch (TaskCallException e) {
      LOG.atDebug()
          .addKeyValue("pod", pod.name())
          .addKeyValue("kind", e.kind())
          .addKeyValue("retryAfter", retry)
          .log("A task does not answer: {}", e.getMessage());
      silence = silence.withOneMore(e.kind());
      if (silence.refused()) {
        addresses.refused();
      }
      if (!stopped) {
        hearing.unheard(pod.uid());
      }
      scheduler.after(retry, this::ask);
      retry = min(retry.multipliedBy(2), LAST_RETRY);
    }
  }

  /**
   * A task that answers at once, though nothing changed, is not asked faster than one that waits.
   */
  private Duration restOf(Instant asked) {
    Duration taken = Duration.between(asked, scheduler.instant());
    return taken.compareTo(WAIT) < 0 ? WAIT.minus(taken) : Duration.ZERO;
  }

  private static Duration min(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }
}
