package io.millrace.simulator.time;

import io.millrace.protocol.Scheduler;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A process in virtual time, as the scheduler of what runs in it. It has a clock of its own, which
 * may be wrong, can be frozen as a whole, and can die in the middle of its work.
 */
public final class SimulatedProcess implements Scheduler {

  private static final long MOST_JITTER = 2_000;

  private final String name;
  private final VirtualTime time;
  private final SplittableRandom random;
  private final Duration skew;
  private final Consumer<RuntimeException> failures;
  private final List<Work> deferred = new ArrayList<>();
  private Runnable afterWork = () -> {};
  private Runnable onDeath = () -> {};
  private @Nullable Consumer<Work> nextTimer;
  private boolean alive = true;
  private int frozen;

  /**
   * @param skew what its clock is ahead
   * @param failures told of what work throws: a real process would log it
   */
  public SimulatedProcess(
      String name,
      VirtualTime time,
      SplittableRandom random,
      Duration skew,
      Consumer<RuntimeException> failures) {
    this.name = name;
    this.time = time;
    this.random = random;
    this.skew = skew;
    this.failures = failures;
  }

  public String name() {
    return name;
  }

  public boolean isAlive() {
    return alive;
  }

  public boolean isFrozen() {
    return frozen > 0;
  }

  /** Called after every piece of work. */
  public void afterWork(Runnable hook) {
    afterWork = hook;
  }

  /** Called once, when it ends. */
  public void onDeath(Runnable hook) {
    onDeath = hook;
  }

  /** Hands the next timer that is set to {@code taker}, who may let it ring earlier. */
  public void takeNextTimer(Consumer<Work> taker) {
    nextTimer = taker;
  }

  /** Lets a timer ring after {@code delay} instead of when it is due. */
  public void ringEarlier(Work timer, Duration delay) {
    if (!timer.isOver() && alive) {
      timer.cancel();
      time.add(VirtualTime.micros(delay), this, timer.run());
    }
  }

  @Override
  public Instant instant() {
    return time.instant().plus(skew);
  }

  @Override
  public void execute(Runnable work) {
    if (alive) {
      time.add(jitter(), this, work);
    }
  }

  @Override
  public Cancellable after(Duration delay, Runnable work) {
    if (!alive) {
      return () -> {};
    }
    Work timer = time.add(VirtualTime.micros(delay) + jitter(), this, work);
    Consumer<Work> taker = nextTimer;
    if (taker != null) {
      nextTimer = null;
      taker.accept(timer);
    }
    return timer::cancel;
  }

  @Override
  public Cancellable withFixedDelay(Duration initialDelay, Duration delay, Runnable work) {
    Repetition repetition = new Repetition(delay, work);
    repetition.next = after(initialDelay, repetition);
    return repetition::stop;
  }

  /** Ends it: nothing of it runs any more. */
  public void kill() {
    if (alive) {
      alive = false;
      deferred.clear();
      onDeath.run();
    }
  }

  /** Ends it in the middle of its own work. */
  public ProcessDied die() {
    kill();
    return new ProcessDied(name);
  }

  /** Lets nothing of it run until it is thawed as often. */
  public void freeze() {
    frozen++;
  }

  /** The opposite of {@link #freeze}. */
  public void thaw() {
    if (--frozen == 0) {
      List<Work> waiting = List.copyOf(deferred);
      deferred.clear();
      waiting.stream()
          .filter(work -> !work.isOver())
          .forEach(work -> time.add(jitter(), this, work.run()));
    }
  }

  /** The calling thread waits; the other threads of the process go on. */
  public void waitInCall(Duration duration) {
    time.pass(VirtualTime.micros(duration));
    requireAlive();
  }

  /** The whole process stands still. */
  public void standStill(Duration duration) {
    freeze();
    try {
      time.pass(VirtualTime.micros(duration));
    } finally {
      thaw();
    }
    requireAlive();
  }

  public void requireAlive() {
    if (!alive) {
      throw new ProcessDied(name);
    }
  }

  void run(Work work) {
    if (!alive) {
      return;
    }
    if (frozen > 0) {
      deferred.add(work);
      return;
    }
    work.cancel();
    try {
      work.run().run();
    } catch (ProcessDied died) {
      kill();
    } catch (RuntimeException e) {
      failures.accept(e);
    }
    nextTimer = null;
    if (alive) {
      afterWork.run();
    }
  }

  private long jitter() {
    return random.nextLong(MOST_JITTER);
  }

  private final class Repetition implements Runnable {

    private final Duration delay;
    private final Runnable work;
    private Cancellable next = () -> {};
    private boolean stopped;

    Repetition(Duration delay, Runnable work) {
      this.delay = delay;
      this.work = work;
    }

    @Override
    public void run() {
      work.run();
      if (!stopped) {
        next = after(delay, this);
      }
    }

    void stop() {
      stopped = true;
      next.cancel();
    }
  }
}
