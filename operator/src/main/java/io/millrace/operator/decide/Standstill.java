package io.millrace.operator.decide;

import io.millrace.protocol.Report;
import io.millrace.protocol.TaskState;
import io.millrace.streams.PartitionId;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Where the attempts of a generation are, so that a boundary can be recorded: the furthest that any
 * of those has read that have begun and stand still.
 *
 * <p>With several replicas one that says nothing for a while is not waited for. It can prepare
 * nothing but what a boundary closes, so it does no harm; if it has read past this one it fails
 * when it is told. The same holds for one that answers and does not come to stand still while
 * another one has stood for long: a task that waits for its disk takes nothing over meanwhile.
 */
sealed interface Standstill {

  /** Nobody has begun to read. */
  record Nobody() implements Standstill {}

  /** Somebody reads, or may read, who has to be waited for. */
  record Moving() implements Standstill {}

  /** All that are waited for stand still. */
  record At(Positions furthest) implements Standstill {}

  /**
   * With several replicas, one that was not heard of for this long is not waited for, nor one that
   * does not stand still when another has for this long. It is less than a pause lasts.
   */
  Duration PATIENCE = Duration.ofSeconds(15);

  /** Of those that read; of those that read no more when there are no others. */
  static Standstill of(Observation observation, TaskGroup group, Generation generation) {
    if (generation.replicas() == 1
        && observation.presentPods(group, generation).stream()
            .anyMatch(ObservedPod::isTerminating)) {
      return new Moving();
    }
    List<ObservedPod> reading = reading(observation, group, generation);
    return reading.isEmpty()
        ? ofLast(observation, group, generation)
        : of(observation, generation, reading);
  }

  /**
   * Of those replicas that are being stopped, or cannot read on, when no other has begun to read:
   * what they have read is lost unless a boundary closes it. None of them reads any further, so it
   * is the place of the one that has read most, which alone can surely prepare there.
   */
  static Standstill ofLast(Observation observation, TaskGroup group, Generation generation) {
    if (generation.replicas() == 1 || isAnybodyReading(observation, group, generation)) {
      return new Nobody();
    }
    List<ObservedPod> last =
        observation.pods(group, generation).stream().filter(Standstill::isBeingStopped).toList();
    List<Report> heard =
        last.stream()
            .filter(pod -> !isSilent(observation, pod))
            .flatMap(pod -> Stream.ofNullable(pod.report()))
            .toList();
    if (heard.isEmpty()) {
      return last.isEmpty() ? new Nobody() : new Moving();
    }
    Positions open = generation.openFrom(observation.state().offsets());
    return new At(
        heard.stream()
            .map(report -> Positions.of(report.positions()))
            .filter(place -> !place.anyBefore(open))
            .max(Comparator.comparing(place -> distance(open, place)))
            .map(open::laterOf)
            .orElse(open));
  }

  /** How many positions lie between, of all partitions together. */
  private static BigInteger distance(Positions from, Positions to) {
    BigInteger distance = BigInteger.ZERO;
    for (PartitionId partition : from.only(to.partitions()).partitions()) {
      long ahead = from.at(partition).until(to.at(partition));
      distance = distance.add(BigInteger.valueOf(ahead));
    }
    return distance;
  }

  /** Whether a living attempt has begun to read, or may have. */
  static boolean isAnybodyReading(Observation observation, TaskGroup group, Generation generation) {
    return !reading(observation, group, generation).isEmpty();
  }

  /**
   * Whether a living attempt asks for a checkpoint behind the newest boundary. One that has not
   * taken over what it was told last may be one that was just not waited for.
   */
  static boolean isCheckpointWanted(
      Observation observation, TaskGroup group, Generation generation) {
    return reading(observation, group, generation).stream()
        .filter(pod -> !isSilent(observation, pod))
        .map(ObservedPod::report)
        .anyMatch(report -> report != null && isWantedBy(observation, report, generation));
  }

  /** The latest event time that a living attempt waits for, beyond the one that it was told. */
  static Optional<Instant> messageTimeWanted(
      Observation observation, TaskGroup group, Generation generation) {
    Instant told = generation.messageTimeBounds().maximum();
    if (told == null) {
      return Optional.empty();
    }
    return reading(observation, group, generation).stream()
        .filter(pod -> !isSilent(observation, pod))
        .flatMap(pod -> Stream.ofNullable(pod.report()))
        .flatMap(report -> Stream.ofNullable(report.messageTimeWanted()))
        .filter(wanted -> wanted.isAfter(told))
        .max(Comparator.naturalOrder());
  }

  private static boolean isWantedBy(Observation observation, Report report, Generation generation) {
    return report.checkpointWanted() != null
        && report.assignment() == generation.assignment()
        && Positions.of(report.checkpointWanted())
            .equals(generation.openFrom(observation.state().offsets()));
  }

  private static Standstill of(
      Observation observation, Generation generation, List<ObservedPod> reading) {
    List<ObservedPod> heard =
        reading.stream()
            .filter(pod -> generation.replicas() == 1 || !isSilent(observation, pod))
            .toList();
    List<ObservedPod> standing =
        heard.stream().filter(pod -> standsStill(pod, generation)).toList();
    boolean allStand = standing.size() == heard.size();
    if (standing.isEmpty() || !(allStand || hasOneStoodLong(observation, standing))) {
      return new Moving();
    }
    Positions furthest = generation.newestBoundary();
    for (ObservedPod pod : standing) {
      Report report = pod.report();
      furthest = report == null ? furthest : furthest.laterOf(Positions.of(report.positions()));
    }
    return new At(furthest);
  }

  private static List<ObservedPod> reading(
      Observation observation, TaskGroup group, Generation generation) {
    List<ObservedPod> reading = new ArrayList<>(generation.replicas());
    for (Attempt attempt : generation.attempts()) {
      observation
          .pod(group, generation, attempt)
          .filter(pod -> isReading(generation, attempt, pod))
          .ifPresent(reading::add);
    }
    return reading;
  }

  private static boolean isReading(Generation generation, Attempt attempt, ObservedPod pod) {
    return attempt.start() != null
        && mayHaveBegun(generation, attempt, pod)
        && !pod.hasEnded()
        && !pod.isTerminating()
        && (generation.replicas() == 1 || !isDraining(pod));
  }

  /** It reads no more: it is being stopped, or what it would read next is gone. */
  private static boolean isDraining(ObservedPod pod) {
    return pod.report() != null && pod.report().draining();
  }

  /**
   * A Pod that runs and has not said anything yet may have been given its start by an earlier
   * leader. With several replicas that is done only after its task was seen ready.
   */
  private static boolean mayHaveBegun(Generation generation, Attempt attempt, ObservedPod pod) {
    Report report = pod.report();
    return report == null
        ? pod.phase() == ObservedPod.Phase.RUNNING
            && (generation.replicas() == 1 || attempt.readyAt() != null)
        : report.oldestStart() != null;
  }

  private static boolean isBeingStopped(ObservedPod pod) {
    Report report = pod.report();
    return !pod.hasEnded()
        && report != null
        && report.draining()
        && report.oldestStart() != null
        && report.state() == TaskState.PUBLISHING;
  }

  private static boolean standsStill(ObservedPod pod, Generation generation) {
    Report report = pod.report();
    return report != null
        && report.pausedAt() != null
        && report.pausedAt() == generation.assignment();
  }

  private static boolean hasOneStoodLong(Observation observation, List<ObservedPod> standing) {
    return standing.stream()
        .flatMap(Standstill::stoodSince)
        .anyMatch(since -> observation.now().isAfter(since.plus(PATIENCE)));
  }

  /**
   * Since when a task stands still that is to read on: it has got on when it paused, and again only
   * by what it prepares.
   */
  private static Stream<Instant> stoodSince(ObservedPod pod) {
    Report report = pod.report();
    return report != null && report.state() == TaskState.PAUSED
        ? Stream.ofNullable(pod.progressedAt())
        : Stream.empty();
  }

  private static boolean isSilent(Observation observation, ObservedPod pod) {
    return observation.now().isAfter(heardAt(pod).plus(PATIENCE));
  }

  /** When somebody who is waited for is not waited for any longer. */
  static Stream<Instant> patienceEnds(
      Observation observation, TaskGroup group, Generation generation) {
    return generation.phase().isPaused() && generation.replicas() > 1
        ? reading(observation, group, generation).stream()
            .flatMap(pod -> Stream.concat(Stream.of(heardAt(pod)), stoodSince(pod)))
            .map(since -> since.plus(PATIENCE).plusMillis(1))
        : Stream.empty();
  }

  private static Instant heardAt(ObservedPod pod) {
    Instant heard = pod.reportedAt();
    return heard == null ? pod.createdAt() : heard;
  }
}
