package io.millrace.runner.loop;

import io.millrace.protocol.Report;
import io.millrace.protocol.RowCounters;
import io.millrace.protocol.TaskState;
import io.millrace.runner.life.Work;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * Where the loop puts up what is to be said of the task, and where others read it or wait for news.
 * Thread-safe.
 */
public final class ReportBoard {

  private final String podUid;
  private final InstantSource clock;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private Supplier<RowCounters> counters = () -> RowCounters.ZERO;
  private TaskSnapshot newest;
  private List<Object> essence;
  private long version = 1;
  private long delivered;

  ReportBoard(String podUid, InstantSource clock, TaskSnapshot first) {
    this.podUid = podUid;
    this.clock = clock;
    this.newest = first;
    this.essence = Reports.essence(first);
  }

  /** The report as it is now. */
  public Report report() {
    lock.lock();
    try {
      return Reports.of(podUid, version, newest, counters.get(), clock.instant());
    } finally {
      lock.unlock();
    }
  }

  /** Version of the report as it is now: it rises with every change that the operator acts on. */
  public long version() {
    lock.lock();
    try {
      return version;
    } finally {
      lock.unlock();
    }
  }

  /** What the task knows, once it was given start positions. */
  public Optional<Work> work() {
    lock.lock();
    try {
      return newest.life().work();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits for a report whose version is above {@code after}, at most for {@code wait}, and gives
   * the newest one then.
   */
  public Report reportAfter(long after, Duration wait) throws InterruptedException {
    lock.lock();
    try {
      long left = wait.toNanos();
      while (version <= after && left > 0) {
        left = changed.awaitNanos(left);
      }
      delivered = version;
      changed.signalAll();
      return report();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits until the task is in none of {@code states}, at most for {@code wait}, and gives the
   * state that it is in then. It fetches no report.
   */
  public TaskState stateAfter(Set<TaskState> states, Duration wait) throws InterruptedException {
    lock.lock();
    try {
      long left = wait.toNanos();
      while (states.contains(newest.life().state()) && left > 0) {
        left = changed.awaitNanos(left);
      }
      return newest.life().state();
    } finally {
      lock.unlock();
    }
  }

  /** Waits until the newest report was handed out to somebody who waited for it. */
  public boolean awaitDelivery(Duration wait) throws InterruptedException {
    lock.lock();
    try {
      long left = wait.toNanos();
      while (delivered < version && left > 0) {
        left = changed.awaitNanos(left);
      }
      return delivered >= version;
    } finally {
      lock.unlock();
    }
  }

  void countWith(Supplier<RowCounters> source) {
    lock.lock();
    try {
      counters = source;
    } finally {
      lock.unlock();
    }
  }

  void publish(TaskSnapshot snapshot) {
    lock.lock();
    try {
      List<Object> next = Reports.essence(snapshot);
      if (!next.equals(essence)) {
        version++;
        essence = next;
        changed.signalAll();
      }
      newest = snapshot;
    } finally {
      lock.unlock();
    }
  }
}
