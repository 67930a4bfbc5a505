package io.millrace.operator.testing;

import io.millrace.protocol.Assignment;
import io.millrace.protocol.Prepared;
import io.millrace.protocol.ProtocolVersion;
import io.millrace.protocol.Report;
import io.millrace.protocol.RowCounters;
import io.millrace.protocol.TaskAddress;
import io.millrace.protocol.TaskCallException;
import io.millrace.protocol.TaskClient;
import io.millrace.protocol.TaskState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Tasks that say what a test tells them to, and remember what they were assigned. None of them
 * waits.
 */
public final class FakeTasks implements TaskClient {

  private final Map<String, Report> reports = new HashMap<>();
  private final Map<String, List<Assignment>> assignments = new HashMap<>();
  private final List<String> silent = new ArrayList<>();
  private int calls;
  private Supplier<Duration> callLimit = () -> Duration.ZERO;

  /** From now on the task in this Pod reports {@code state}, under its newest assignment. */
  public synchronized void says(
      String podUid,
      TaskState state,
      Map<String, String> positions,
      @Nullable Instant readingSince) {
    says(podUid, state, positions, readingSince, List.of());
  }

  /** The same, with sequences that are prepared. */
  public synchronized void says(
      String podUid,
      TaskState state,
      Map<String, String> positions,
      @Nullable Instant readingSince,
      List<Prepared> prepared) {
    Report before = reports.get(podUid);
    List<Assignment> given = assigned(podUid);
    Assignment newest = given.isEmpty() ? null : given.get(given.size() - 1);
    reports.put(
        podUid,
        new Report(
            ProtocolVersion.TASK_PROTOCOL,
            podUid,
            before == null ? 1 : before.version() + 1,
            state,
            newest == null ? 0 : newest.number(),
            newest == null ? 0 : newest.generation(),
            state == TaskState.PAUSED && newest != null ? newest.number() : null,
            false,
            newest == null ? null : newest.start(),
            positions,
            prepared,
            null,
            null,
            1,
            RowCounters.ZERO,
            -1,
            readingSince,
            List.of()));
  }

  /** From now on nobody answers in this Pod. */
  public synchronized void fallSilent(String podUid) {
    silent.add(podUid);
  }

  /** From now on the task in this Pod answers again. */
  public synchronized void speakAgain(String podUid) {
    silent.remove(podUid);
  }

  /** What the task in this Pod was assigned, oldest first. */
  public synchronized List<Assignment> assigned(String podUid) {
    return List.copyOf(assignments.getOrDefault(podUid, List.of()));
  }

  /** Number of calls to any task so far. */
  public synchronized int calls() {
    return calls;
  }

  /** How long the tasks of the supervisor that began last may take to answer. */
  public synchronized Duration callLimit() {
    return callLimit.get();
  }

  @Override
  public synchronized TaskClient within(Supplier<Duration> limit) {
    callLimit = limit;
    return this;
  }

  @Override
  public synchronized void assign(TaskAddress task, Assignment assignment)
      throws TaskCallException {
    answering(task.podUid());
    assignments.computeIfAbsent(task.podUid(), uid -> new ArrayList<>()).add(assignment);
  }

  @Override
  public synchronized Report report(TaskAddress task, long after, Duration wait)
      throws TaskCallException {
    return answering(task.podUid());
  }

  private Report answering(String podUid) throws TaskCallException {
    calls++;
    Report report = reports.get(podUid);
    if (report == null || silent.contains(podUid)) {
      throw new TaskCallException(
          TaskCallException.Kind.UNREACHABLE, "nobody answers in Pod " + podUid, null);
    }
    return report;
  }
}
