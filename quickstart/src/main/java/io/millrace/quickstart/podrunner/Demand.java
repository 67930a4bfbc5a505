package io.millrace.quickstart.podrunner;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * What is demanded of one Pod: that it runs, that it ends within a grace period, or that it ends at
 * once because it is gone. Set by watch events in any order and any number, and awaited by the
 * Pod's worker.
 */
final class Demand {

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private @Nullable Duration grace;
  private boolean gone;
  private boolean woken;

  /** The Pod is to be deleted; a shorter grace period replaces a longer one. */
  void delete(Duration period) {
    change(() -> grace = grace == null || period.compareTo(grace) < 0 ? period : grace);
  }

  /** The Pod is not there any more. */
  void gone() {
    change(() -> gone = true);
  }

  /** Something else happened that the worker should look at. */
  void wake() {
    change(() -> {});
  }

  /** The grace period, once deletion is asked for. */
  Optional<Duration> deletion() {
    lock.lock();
    try {
      return Optional.ofNullable(grace);
    } finally {
      lock.unlock();
    }
  }

  boolean isGone() {
    lock.lock();
    try {
      return gone;
    } finally {
      lock.unlock();
    }
  }

  /** Whether the Pod is to go on. */
  boolean isToRun() {
    return !isGone() && deletion().isEmpty();
  }

  /** Waits until something changed since the last call, or the time is over. */
  void await(Duration timeout) throws InterruptedException {
    lock.lock();
    try {
      long left = Math.max(0, timeout.toNanos());
      while (!woken && left > 0) {
        left = changed.awaitNanos(left);
      }
      woken = false;
    } finally {
      lock.unlock();
    }
  }

  private void change(Runnable change) {
    lock.lock();
    try {
      change.run();
      woken = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
