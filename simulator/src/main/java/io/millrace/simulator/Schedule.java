package io.millrace.simulator;

import io.millrace.simulator.fault.FaultKind;
import java.util.EnumSet;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * What a seed stands for.
 *
 * @param seed the seed
 * @param kinds what goes wrong
 * @param intensity how often, 1 for usual
 * @param troubled for how many seconds
 * @param partitions partitions of the topic at first
 */
public record Schedule(
    long seed, Set<FaultKind> kinds, double intensity, int troubled, int partitions) {

  /** The schedule of {@code seed}, without what is in {@code without}. */
  public static Schedule of(long seed, Set<FaultKind> without) {
    SplittableRandom random = new SplittableRandom(seed ^ 0x5DEECE66DL);
    double share = 0.15 + 0.6 * random.nextDouble();
    Set<FaultKind> kinds = EnumSet.noneOf(FaultKind.class);
    for (FaultKind kind : FaultKind.values()) {
      if (random.nextDouble() < share && !without.contains(kind)) {
        kinds.add(kind);
      }
    }
    double intensity = Math.pow(4, random.nextDouble() * 2 - 1);
    return new Schedule(seed, kinds, intensity, 25 + random.nextInt(90), 1 + random.nextInt(4));
  }
}
