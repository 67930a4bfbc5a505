package io.millrace.simulator.fault;

import io.millrace.simulator.time.VirtualTime;
import java.time.Duration;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * Decides when something goes wrong. Every kind draws from numbers of its own, so that leaving one
 * kind out changes the others little.
 */
public final class Faults {

  private final VirtualTime time;
  private final Set<FaultKind> kinds;
  private final double intensity;
  private final Map<FaultKind, SplittableRandom> random = new EnumMap<>(FaultKind.class);
  private boolean healed;

  /**
   * @param kinds what may go wrong
   * @param intensity how often, 1 for usual
   */
  public Faults(VirtualTime time, long seed, Set<FaultKind> kinds, double intensity) {
    this.time = time;
    this.kinds = kinds.isEmpty() ? EnumSet.noneOf(FaultKind.class) : EnumSet.copyOf(kinds);
    this.intensity = intensity;
    for (FaultKind kind : FaultKind.values()) {
      random.put(kind, new SplittableRandom(seed * 1_000_003 + kind.name().hashCode()));
    }
  }

  /** From now on nothing goes wrong. */
  public void heal() {
    healed = true;
  }

  public boolean isHealed() {
    return healed;
  }

  public boolean has(FaultKind kind) {
    return !healed && kinds.contains(kind);
  }

  /** Whether {@code kind} happens now, which it does with {@code probability}. */
  public boolean strikes(FaultKind kind, double probability) {
    return has(kind) && random(kind).nextDouble() < probability * intensity;
  }

  /** Numbers to choose details of {@code kind} from. */
  public SplittableRandom random(FaultKind kind) {
    SplittableRandom own = random.get(kind);
    if (own == null) {
      throw new IllegalStateException("no random numbers for " + kind);
    }
    return own;
  }

  /** A duration of up to {@code most}, short ones more often. */
  public Duration upTo(FaultKind kind, Duration most) {
    double share = random(kind).nextDouble();
    return Duration.ofMillis(1 + (long) (most.toMillis() * share * share));
  }

  /** Lets {@code kind} happen again and again, every {@code mean} on average, until all heals. */
  public void recur(FaultKind kind, Duration mean, Runnable happening) {
    if (!has(kind)) {
      return;
    }
    double wait = -Math.log(1 - random(kind).nextDouble()) / intensity;
    time.after(
        Duration.ofMillis((long) (mean.toMillis() * wait)),
        () -> {
          if (has(kind)) {
            happening.run();
            recur(kind, mean, happening);
          }
        });
  }
}
