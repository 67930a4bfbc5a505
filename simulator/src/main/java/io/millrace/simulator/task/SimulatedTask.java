package io.millrace.simulator.task;

import io.millrace.protocol.Assignment;
import io.millrace.protocol.Report;
import io.millrace.runner.life.Attempt;
import io.millrace.runner.life.LifeCycle;
import io.millrace.runner.life.Verdict;
import io.millrace.runner.loop.Surroundings;
import io.millrace.runner.loop.TaskLoop;
import io.millrace.simulator.cluster.Kubelet;
import io.millrace.simulator.time.SimulatedProcess;
import io.millrace.simulator.time.VirtualTime;
import io.millrace.simulator.time.Work;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/** The real loop of a task, in a process in virtual time. */
final class SimulatedTask implements Kubelet.Container {

  /** For how long the last report waits for the operator. */
  private static final Duration LAST_REPORT = Duration.ofSeconds(2);

  private static final Duration NETWORK = Duration.ofMillis(1);

  private final Attempt attempt;
  private final SimulatedProcess process;
  private final VirtualTime time;
  private final Kubelet.Ended ended;
  private final TaskLoop loop;
  private final Map<SimulatedProcess, LongPoll> polls = new LinkedHashMap<>();
  private long version;

  /** An operator that waits for a report of a version above {@code after}. */
  private record LongPoll(Work timer, long after) {}

  SimulatedTask(
      SimulatedProcess process, VirtualTime time, Surroundings surroundings, Kubelet.Ended ended) {
    this.attempt = surroundings.attempt();
    this.process = process;
    this.time = time;
    this.ended = ended;
    this.loop = new TaskLoop(surroundings, this::ended);
    process.afterWork(this::lookAtReport);
  }

  void start() {
    process.execute(loop::start);
  }

  Attempt attempt() {
    return attempt;
  }

  String podUid() {
    return attempt.podUid();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  boolean answers() {
    return process.isAlive() && !process.isFrozen();
  }

  /** A request that arrives while it stands still is answered later, to nobody. */
  void handleLater(Runnable request) {
    process.execute(request);
  }

  Verdict assign(Assignment assignment, Instant sentAt) {
    return loop.assignments().offer(assignment, sentAt);
  }

  Report report() {
    return loop.board().report();
  }

  /**
   * The next timer that {@code operator} sets rings as soon as there is a report above {@code
   * after}: so a long poll takes no thread.
   */
  void pollLong(SimulatedProcess operator, long after) {
    operator.takeNextTimer(timer -> polls.put(operator, new LongPoll(timer, after)));
  }

  @Override
  public void terminate() {
    process.execute(loop::drain);
  }

  @Override
  public void kill() {
    process.kill();
  }

  @Override
  public void standStill(Duration length) {
    process.freeze();
    time.after(length, process::thaw);
  }

  private void ended(LifeCycle last) {
    boolean failed = last instanceof LifeCycle.Failed;
    String message = last instanceof LifeCycle.Failed failure ? failure.problem().reason() : "";
    process.after(
        LAST_REPORT,
        () -> {
          ended.ended(failed, message);
          process.kill();
        });
  }

  private void lookAtReport() {
    if (polls.isEmpty() || loop.board().version() == version) {
      return;
    }
    version = loop.board().version();
    polls.forEach(
        (operator, poll) -> {
          if (poll.after() < version) {
            operator.ringEarlier(poll.timer(), NETWORK);
          }
        });
    polls.values().removeIf(poll -> poll.timer().isOver());
  }
}
