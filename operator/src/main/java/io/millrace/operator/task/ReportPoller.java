package io.millrace.operator.task;

import io.millrace.operator.decide.Unanswered;
import io.millrace.operator.observe.PodFacts;
import io.millrace.protocol.Scheduler;
import io.millrace.protocol.TaskClient;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

/**
 * Keeps the last report of every task of one supervisor, by one long poll per Pod beside the loop.
 * A change that the loop acts on triggers it. Safe for use by several threads.
 */
public final class ReportPoller implements AutoCloseable {

  private final TaskClient client;
  private final TaskAddresses addresses;
  private final Scheduler scheduler;
  private final Runnable changed;
  private final Hearing hearing;
  private final Map<String, ReportPoll> byUid = new ConcurrentHashMap<>();

  /**
   * @param changed called when a report changed in a way that the loop acts on
   * @param hearing which tasks of all supervisors answer
   */
  public ReportPoller(
      TaskClient client,
      TaskAddresses addresses,
      Scheduler scheduler,
      Runnable changed,
      Hearing hearing) {
    this.client = client;
    this.addresses = addresses;
    this.scheduler = scheduler;
    this.changed = changed;
    this.hearing = hearing;
  }

  /**
   * Starts to ask Pods that can be called, and stops to ask those that cannot any more. What a Pod
   * said is kept while it is there, and has its address: at another one another process answers.
   */
  public void follow(Collection<PodFacts> pods) {
    Set<String> present = pods.stream().map(PodFacts::uid).collect(Collectors.toSet());
    byUid.forEach((uid, poll) -> forget(uid, poll, present));
    for (PodFacts pod : pods) {
      ReportPoll poll = byUid.get(pod.uid());
      boolean moved = poll != null && pod.isCallable() && !poll.asksAt(pod.address());
      if (poll != null && moved) {
        poll.stop();
      }
      if (pod.isCallable() && (poll == null || poll.isStopped())) {
        HeardReport before = poll == null || moved ? null : poll.last().orElse(null);
        ReportPoll started =
            new ReportPoll(client, addresses, scheduler, pod, changed, hearing, before);
        byUid.put(pod.uid(), started);
        started.start();
      } else if (poll != null && !pod.isCallable()) {
        poll.stop();
      }
    }
  }

  /** The last report of the Pod with this UID; empty when it never answered. */
  public Optional<HeardReport> lastOf(String podUid) {
    return Optional.ofNullable(byUid.get(podUid)).flatMap(ReportPoll::last);
  }

  /**
   * Asks every task at once that can be asked. {@code then} runs, beside the caller, when all have
   * answered or failed to, after {@code limit} at the latest.
   */
  public void refresh(Duration limit, Runnable then) {
    List<ReportPoll> polls = byUid.values().stream().filter(poll -> !poll.isStopped()).toList();
    if (polls.isEmpty()) {
      scheduler.execute(then);
      return;
    }
    AtomicBoolean ended = new AtomicBoolean();
    AtomicInteger open = new AtomicInteger(polls.size());
    Runnable end =
        () -> {
          if (!ended.getAndSet(true)) {
            then.run();
          }
        };
    Scheduler.Cancellable latest = scheduler.after(limit, end);
    polls.forEach(
        poll ->
            scheduler.execute(
                () -> {
                  poll.askNow();
                  if (open.decrementAndGet() == 0) {
                    latest.cancel();
                    end.run();
                  }
                }));
  }

  /** Since when the Pod with this UID does not answer; empty while it does, or is not asked. */
  public Optional<Unanswered> unansweredBy(String podUid) {
    return Optional.ofNullable(byUid.get(podUid)).flatMap(ReportPoll::unanswered);
  }

  @Override
  public void close() {
    byUid.values().forEach(ReportPoll::stop);
    byUid.clear();
  }

  private void forget(String uid, ReportPoll poll, Set<String> present) {
    if (!present.contains(uid)) {
      poll.stop();
      byUid.remove(uid, poll);
    }
  }
}
