package io.millrace.segments.index;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * One task at a time on an executor, its failure kept until somebody asks. Who waits for a task
 * that has not begun runs it himself, so that a busy executor slows nobody down. Used by one thread
 * at a time.
 */
final class BackgroundTask {

  private final Executor executor;
  private @Nullable Run current;

  BackgroundTask(Executor executor) {
    this.executor = executor;
  }

  /** Waits for the task before, then starts this one. */
  void start(IndexTask task) throws IOException {
    await();
    Run run = new Run(task);
    current = run;
    try {
      executor.execute(run);
    } catch (RejectedExecutionException e) {
      current = null;
      throw new IOException("the executor for persists takes no work", e);
    }
  }

  /** Throws the failure of a task that has ended, once. */
  void rethrowFailure() throws IOException {
    Run run = current;
    if (run != null && run.ended()) {
      await();
    }
  }

  /** Waits for the task, if there is one, and throws its failure, once. */
  void await() throws IOException {
    Run run = current;
    if (run != null) {
      run.finish();
      current = null;
      run.rethrow();
    }
  }

  /** Sees to it that no task runs or will run; a failure does not matter any more. */
  void cancel() {
    Run run = current;
    if (run != null) {
      run.cancel();
      current = null;
    }
  }

  private static final class Run implements Runnable {

    private final IndexTask task;
    private final AtomicBoolean claimed = new AtomicBoolean();
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile @Nullable Throwable failure;

    Run(IndexTask task) {
      this.task = task;
    }

    @Override
    public void run() {
      if (!claimed.compareAndSet(false, true)) {
        return;
      }
      try {
        task.run();
      } catch (Throwable e) {
        failure = e;
      } finally {
        ended.countDown();
      }
    }

    boolean ended() {
      return ended.getCount() == 0;
    }

    void finish() throws InterruptedIOException {
      run();
      try {
        ended.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new InterruptedIOException("interrupted while a persist was running");
      }
    }

    void cancel() {
      if (claimed.compareAndSet(false, true)) {
        ended.countDown();
      }
      boolean interrupted = false;
      while (!ended()) {
        try {
          ended.await();
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }

    void rethrow() throws IOException {
      Throwable thrown = failure;
      if (thrown != null) {
        throw new IOException("rows could not be persisted: " + thrown.getMessage(), thrown);
      }
    }
  }
}
