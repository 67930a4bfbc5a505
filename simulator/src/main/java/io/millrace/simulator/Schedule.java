package io.millrace.simulator;

import io.millrace.simulator.fault.FaultKind;
import java.util.EnumSet;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * What a seed stands for. How long the faults last is drawn so that each doubling of it is as
 * likely as the next: short schedules show most mistakes for the least work, long ones those that
 * need a history.
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
      EnumSet.of(
          FaultKind.SEVERAL_TOPICS,
          FaultKind.TOPIC_LOST,
          FaultKind.HANDOFF,
          FaultKind.STORAGE_HALF,
          FaultKind.POD_TWICE,
          FaultKind.LONG_TASKS,
          FaultKind.EVENT_TIMES);

  private static final int SHORTEST = 5;
  private static final int LONGEST = 114;

  private static final Set<FaultKind> OF_POSITIONS =
      EnumSet.of(FaultKind.RESET, FaultKind.RETENTION, FaultKind.RECREATION);

  /** The schedule of {@code seed}, without what is in {@code without}. */
  public static Schedule of(long seed, Set<FaultKind> without) {
    SplittableRandom random = new SplittableRandom(seed ^ 0x5DEECE66DL);
    double share = 0.15 + 0.6 * random.nextDouble();
    Set<FaultKind> kinds = EnumSet.noneOf(FaultKind.class);
    for (FaultKind kind : FaultKind.values()) {
      boolean drawn = !BY_NUMBER.contains(kind) && !OF_POSITIONS.contains(kind);
      if (drawn && random.nextDouble() < share && !without.contains(kind)) {
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
    double intensity = Math.pow(4, random.nextDouble() * 2 - 1);
    int troubled =
        (int) Math.round(SHORTEST * Math.pow((double) LONGEST / SHORTEST, random.nextDouble()));
    int partitions = 1 + random.nextInt(4);
    for (FaultKind kind : OF_POSITIONS) {
      if (random.nextInt(3) == 0) {
        kinds.add(kind);
      }
    }
    if (kinds.contains(FaultKind.SEVERAL_TOPICS) || kinds.contains(FaultKind.DELETE)) {
      // a resource that is created again for another topic is to be refused
      kinds.remove(FaultKind.RECREATION);
    }
    if (Math.floorMod(seed, 6) == 2) {
      kinds.add(FaultKind.STORAGE_HALF);
    }
    if (Math.floorMod(seed, 10) == 3 || Math.floorMod(seed, 10) == 4) {
      kinds.add(FaultKind.POD_TWICE);
    }
    if (Math.floorMod(seed, 13) == 6) {
      kinds.add(FaultKind.LONG_TASKS);
    }
    if (Math.floorMod(seed, 11) == 0) {
      kinds.add(FaultKind.EVENT_TIMES);
    }
    kinds.removeAll(without);
    return new Schedule(seed, kinds, intensity, troubled, partitions);
  }

  /** The same with faults for so many seconds. */
  Schedule lasting(int seconds) {
    return new Schedule(seed, kinds, intensity, seconds, partitions);
  }
}
