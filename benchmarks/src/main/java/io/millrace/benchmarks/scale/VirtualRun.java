package io.millrace.benchmarks.scale;

import io.millrace.simulator.time.SimulatedProcess;
import io.millrace.simulator.time.VirtualTime;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;

/** A world in virtual time, on the caller's thread: hours of many supervisors pass in minutes. */
final class VirtualRun implements AutoCloseable {

  private static final Duration NETWORK = Duration.ofMillis(1);

  private final VirtualTime time = new VirtualTime();
  private final SimulatedProcess operator = process("operator", 1);
  private final ScaleWorld world =
      new ScaleWorld(operator, Runnable::run, process("world", 2), new Polls());

  /**
   * @throws IllegalStateException when something of the operator failed
   */
  void pass(Duration length) {
    time.runUntil(() -> false, length);
  }

  /** Whether {@code condition} came to hold within {@code limit}. */
  boolean passUntil(BooleanSupplier condition, Duration limit) {
    return time.runUntil(condition, limit);
  }

  ScaleWorld world() {
    return world;
  }

  @Override
  public void close() {
    world.close();
  }

  private SimulatedProcess process(String name, long seed) {
    return new SimulatedProcess(
        name,
        time,
        new SplittableRandom(seed),
        Duration.ZERO,
        failure -> {
          throw new IllegalStateException("in " + name, failure);
        });
  }

  /** A long poll takes no thread: the timer that is set for the next one rings earlier. */
  private final class Polls implements TaskFleet.Waits {

    @Override
    public void forNews(ScaleTask task, long after, Duration limit) {
      if (task.version() <= after) {
        operator.takeNextTimer(
            timer -> task.whenNewer(after, () -> operator.ringEarlier(timer, NETWORK)));
      }
    }

    @Override
    public void pass(Duration length) {
      operator.waitInCall(length);
    }
  }
}
