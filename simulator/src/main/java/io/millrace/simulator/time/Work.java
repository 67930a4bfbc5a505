package io.millrace.simulator.time;

import org.jspecify.annotations.Nullable;

/** A piece of work that waits for its time. */
public final class Work implements Comparable<Work> {

  private final long due;
  private final long number;
  private final @Nullable SimulatedProcess owner;
  private final Runnable run;
  private boolean over;

  Work(long due, long number, @Nullable SimulatedProcess owner, Runnable run) {
    this.due = due;
    this.number = number;
    this.owner = owner;
    this.run = run;
  }

  /** Calls it off; what is done already stays done. */
  public void cancel() {
    over = true;
  }

  /** Whether it is done, or called off. */
  public boolean isOver() {
    return over;
  }

  /** What is done when it is due. */
  public Runnable run() {
    return run;
  }

  long due() {
    return due;
  }

  @Nullable SimulatedProcess owner() {
    return owner;
  }

  @Override
  public int compareTo(Work other) {
    int byTime = Long.compare(due, other.due);
    return byTime == 0 ? Long.compare(number, other.number) : byTime;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return this == other;
  }

  @Override
  public int hashCode() {
    return Long.hashCode(number);
  }
}
