package io.millrace.simulator;

import io.millrace.simulator.Simulation.Result;
import io.millrace.simulator.Simulation.Tracing;
import io.millrace.simulator.fault.FaultKind;
import java.util.EnumSet;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Runs the schedules of many seeds. May be used by several threads, which share the seeds. */
public final class Campaign {

  private final SeedRange seeds;
  private final Set<FaultKind> without;
  private final OptionalInt troubled;
  private final Variation variation;
  private final AtomicLong next;
  private final AtomicLong run = new AtomicLong();
  private final AtomicLong violated = new AtomicLong();
  private volatile boolean broken;

  /**
   * @param without what does not go wrong in any of them
   * @param troubled for how many seconds something goes wrong; empty to leave it to the seeds
   */
  public Campaign(
      SeedRange seeds, Set<FaultKind> without, OptionalInt troubled, Variation variation) {
    this.seeds = seeds;
    this.without = without;
    this.troubled = troubled;
    this.variation = variation;
    next = new AtomicLong(seeds.from());
  }

  /**
   * As {@link #run(BooleanSupplier, Consumer)} on several threads, which all end when one does so
   * with an error.
   *
   * @throws CompletionException what {@link #run(BooleanSupplier, Consumer)} threw, as its cause
   */
  public void run(int threads, BooleanSupplier goOn, Consumer<Result> failed) {
    try (ExecutorService workers = Executors.newFixedThreadPool(threads)) {
      CompletableFuture.allOf(
              Stream.generate(() -> CompletableFuture.runAsync(() -> run(goOn, failed), workers))
                  .limit(threads)
                  .toArray(CompletableFuture[]::new))
          .join();
    }
  }

  /**
   * Runs what is left of the seeds while {@code goOn} says so, and tells each failed schedule.
   *
   * @throws IllegalStateException if a schedule ended with an error; no further one is run then
   */
  public void run(BooleanSupplier goOn, Consumer<Result> failed) {
    while (!broken && goOn.getAsBoolean()) {
      long seed = next.getAndIncrement();
      if (seed > seeds.to()) {
        return;
      }
      Result result = result(seed);
      run.incrementAndGet();
      if (!result.violations().isEmpty()) {
        violated.incrementAndGet();
        failed.accept(result);
      }
    }
  }

  private Result result(long seed) {
    try {
      return Simulation.run(schedule(seed, without), variation, Tracing.OFF);
    } catch (RuntimeException | Error e) {
      broken = true;
      throw new IllegalStateException(
          "the schedule of seed %d ended with an error".formatted(seed), e);
    }
  }

  /** Number of schedules run so far. */
  public long schedules() {
    return run.get();
  }

  /** Number of schedules in which something did not hold. */
  public long violations() {
    return violated.get();
  }

  /**
   * The same failure with as few kinds of faults as can be found by leaving out one after another,
   * and with what happened.
   */
  public Result smallest(Result failed) {
    Set<FaultKind> out = EnumSet.noneOf(FaultKind.class);
    out.addAll(without);
    long seed = failed.schedule().seed();
    for (FaultKind kind : failed.schedule().kinds()) {
      Set<FaultKind> more = EnumSet.of(kind);
      more.addAll(out);
      if (fails(Simulation.run(schedule(seed, more), variation, Tracing.OFF), failed)) {
        out.add(kind);
      }
    }
    return Simulation.run(schedule(seed, out), variation, Tracing.ON);
  }

  private Schedule schedule(long seed, Set<FaultKind> absent) {
    Schedule drawn = Schedule.of(seed, absent);
    return troubled.isEmpty() ? drawn : drawn.lasting(troubled.getAsInt());
  }

  private static boolean fails(Result result, Result like) {
    return !result.violations().isEmpty()
        && result.violations().get(0).rule() == like.violations().get(0).rule();
  }
}
