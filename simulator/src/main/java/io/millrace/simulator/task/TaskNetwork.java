package io.millrace.simulator.task;

import io.millrace.protocol.Assignment;
import io.millrace.protocol.Report;
import io.millrace.protocol.TaskAddress;
import io.millrace.protocol.TaskCallException;
import io.millrace.protocol.TaskCallException.Kind;
import io.millrace.protocol.TaskClient;
import io.millrace.runner.life.Attempt;
import io.millrace.runner.life.Verdict;
import io.millrace.simulator.fault.FaultKind;
import io.millrace.simulator.fault.Faults;
import io.millrace.simulator.fault.ProcessCalls;
import io.millrace.simulator.fault.Trace;
import io.millrace.simulator.time.SimulatedProcess;
import io.millrace.simulator.time.VirtualTime;
import java.time.Duration;
import java.time.Instant;

/** Tasks as one operator process reaches them. */
public final class TaskNetwork implements TaskClient {

  private static final double FAILURES = 0.04;
  private static final Duration LATEST_ARRIVAL = Duration.ofSeconds(30);

  private final TaskHost host;
  private final VirtualTime time;
  private final SimulatedProcess process;
  private final Faults faults;
  private final ProcessCalls calls;
  private final Trace trace;
  private final Outage outage;
  private final Witness witness;

  /** Whether a Pod cannot be reached at the moment. */
  @FunctionalInterface
  public interface Outage {
    boolean concerns(String podUid);
  }

  /** Sees every assignment that arrives. */
  @FunctionalInterface
  public interface Witness {
    void assigned(Attempt attempt, Assignment assignment);
  }

  public TaskNetwork(
      TaskHost host,
      VirtualTime time,
      SimulatedProcess process,
      Faults faults,
      ProcessCalls calls,
      Trace trace,
      Outage outage,
      Witness witness) {
    this.host = host;
    this.time = time;
    this.process = process;
    this.faults = faults;
    this.calls = calls;
    this.trace = trace;
    this.outage = outage;
    this.witness = witness;
  }

  @Override
  public void assign(TaskAddress address, Assignment assignment) throws TaskCallException {
    calls.point("assign");
    Instant sentAt = process.instant();
    SimulatedTask task = reach(address);
    if (faults.strikes(FaultKind.TASK_CALLS, FAILURES)) {
      if (faults.random(FaultKind.TASK_CALLS).nextBoolean()) {
        time.after(
            faults.upTo(FaultKind.TASK_CALLS, LATEST_ARRIVAL),
            () -> task.handleLater(() -> offer(task, assignment, sentAt)));
      }
      throw new TaskCallException(Kind.UNREACHABLE, "the request broke off", null);
    }
    if (!task.answers()) {
      task.handleLater(() -> offer(task, assignment, sentAt));
      throw new TaskCallException(Kind.UNREACHABLE, "no answer in time", null);
    }
    Verdict verdict = offer(task, assignment, sentAt);
    calls.point("assign");
    switch (verdict) {
      case Verdict.Accepted() -> {}
      case Verdict.Repeated() -> {}
      case Verdict.Older(var message) ->
          throw new TaskCallException(Kind.REFUSED_AS_OLDER, message, null);
      case Verdict.Contradictory(var message) ->
          throw new TaskCallException(Kind.REJECTED, message, null);
    }
    if (faults.strikes(FaultKind.TASK_CALLS, FAILURES)) {
      throw new TaskCallException(Kind.UNREACHABLE, "the answer is lost", null);
    }
  }

  @Override
  public Report report(TaskAddress address, long after, Duration wait) throws TaskCallException {
    calls.point("report");
    SimulatedTask task = reach(address);
    if (!task.answers() || faults.strikes(FaultKind.TASK_CALLS, FAILURES)) {
      throw new TaskCallException(Kind.UNREACHABLE, "no answer in time", null);
    }
    Report report = task.report();
    if (report.version() <= after && !wait.isZero()) {
      task.pollLong(process, after);
    }
    return report;
  }

  private Verdict offer(SimulatedTask task, Assignment assignment, Instant sentAt) {
    Verdict verdict = task.assign(assignment, sentAt);
    trace.note(
        process.name(),
        () ->
            "assigns %s number %d from %s to %s%s%s: %s"
                .formatted(
                    task.attempt().podName(),
                    assignment.number(),
                    assignment.start(),
                    assignment.end(),
                    assignment.paused() ? " paused" : "",
                    assignment.stop() ? " stop" : "",
                    verdict));
    if (verdict instanceof Verdict.Accepted) {
      witness.assigned(task.attempt(), assignment);
    }
    return verdict;
  }

  private SimulatedTask reach(TaskAddress address) throws TaskCallException {
    SimulatedTask task =
        host.at(address)
            .orElseThrow(() -> new TaskCallException(Kind.UNREACHABLE, "nobody is there", null));
    if (outage.concerns(address.podUid())) {
      throw new TaskCallException(Kind.UNREACHABLE, "no route", null);
    }
    if (!task.podUid().equals(address.podUid())) {
      throw new TaskCallException(Kind.OTHER_POD, "another Pod is there", null);
    }
    return task;
  }
}
