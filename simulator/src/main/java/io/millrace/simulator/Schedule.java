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

  /** Those that a seed has by its number alone, so that they change no other seed. */
  private static final Set<FaultKind> BY_NUMBER =
      Set.of(FaultKind.SEVERAL_TOPICS, FaultKind.TOPIC_LOST, FaultKind.HANDOFF);

  /** The schedule of {@code seed}, without what is in {@code without}. */
  public static Schedule of(long seed, Set<FaultKind> without) {
    SplittableRandom random = new SplittableRandom(seed ^ 0x5DEECE66DL);
    double share = 0.15 + 0.6 * random.nextDouble();
    Set<FaultKind> kinds = EnumSet.noneOf(FaultKind.class);
    for (FaultKind kind : EnumSet.complementOf(EnumSet.copyOf(BY_NUMBER))) {
      if (random.nextDouble() < share && !without.contains(kind)) {
        kinds.add(kind);
      }
    }
    if (Math.floorMod(seed, 5) == 2) {
      kinds.add(FaultKind.SEVERAL_TOPICS);
      // a chain is not taken over where one of its topics is gone
      if (Math.floorMod(seed, 3) == 0 && !kinds.contains(FaultKind.DELETE)) {
        kinds.add(FaultKind.TOPIC_LOST);
      }
    }
    if (Math.floorMod(seed, 4) == 1) {
      kinds.add(FaultKind.HANDOFF);
    }
    kinds.removeAll(without);
    double intensity = Math.pow(4, random.nextDouble() * 2 - 1);
    return new Schedule(seed, kinds, intensity, 25 + random.nextInt(90), 1 + random.nextInt(4));
  }
}
