package io.millrace.runner;

import io.millrace.runner.life.LifeCycle;

/** What the process ends with. */
final class ExitStatus {

  /** Everything that was prepared is final, or stays in deep storage to be committed. */
  static final int COMPLETED = 0;

  /** It could not go on. */
  static final int FAILED = 1;

  /** It was not told what it has to know; the same again would not help. */
  static final int CONFIGURATION = 78;

  private ExitStatus() {}

  static int of(LifeCycle last) {
    return last instanceof LifeCycle.Failed ? FAILED : COMPLETED;
  }
}
