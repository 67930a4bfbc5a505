package io.millrace.operator.status;

import io.millrace.crds.v1alpha1.status.LagStatus;
import io.millrace.operator.decide.Observation;
import io.millrace.operator.decide.ObservedPod;
import io.millrace.operator.decide.Positions;
import io.millrace.operator.decide.StreamObservation;
import io.millrace.operator.decide.SupervisorState;
import io.millrace.operator.decide.TaskGroup;
import io.millrace.protocol.Report;
import io.millrace.streams.PartitionId;
import io.millrace.streams.Position;
import java.math.BigInteger;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How far reading is behind the stream. Both sides come from one look at the stream: what was read
 * since then counts as no lag, so that it is never negative.
 *
 * @param byPartition records of each partition
 * @param millis time of the partition that is furthest behind; -1 when unknown
 */
public record Lag(SortedMap<PartitionId, Long> byPartition, long millis) {

  /** The lag as of {@code observation}; empty while the stream is not known. */
  public static Optional<Lag> of(Observation observation) {
    if (!(observation.stream() instanceof StreamObservation.Known known)) {
      return Optional.empty();
    }
    Positions read = readPositions(observation);
    SortedMap<PartitionId, Long> lag = new TreeMap<>();
    known
        .latest()
        .byPartition()
        .forEach(
            (partition, latest) -> {
              Position position =
                  read.has(partition)
                      ? read.at(partition)
                      : known.earliest().has(partition) ? known.earliest().at(partition) : latest;
              lag.put(partition, distance(position, latest));
            });
    return Optional.of(new Lag(lag, millis(observation)));
  }

  public long records() {
    return byPartition.values().stream().mapToLong(Long::longValue).sum();
  }

  public long maxRecords() {
    return byPartition.values().stream().mapToLong(Long::longValue).max().orElse(0);
  }

  LagStatus status(java.time.Instant now) {
    return new LagStatus(records(), maxRecords(), millis < 0 ? null : millis, now);
  }

  /** Furthest position that any living task of a group has read up to; else the committed one. */
  private static Positions readPositions(Observation observation) {
    SupervisorState state = observation.state();
    Positions read = state.offsets();
    for (TaskGroup group : state.groups()) {
      for (ObservedPod pod : observation.pods()) {
        if (pod.name().group() == group.id() && pod.report() != null && !pod.hasEnded()) {
          read = read.laterOf(Positions.of(pod.report().positions()));
        }
      }
    }
    return read;
  }

  private static long millis(Observation observation) {
    return observation.pods().stream()
        .filter(pod -> !pod.hasEnded())
        .map(ObservedPod::report)
        .filter(report -> report != null && isReading(report))
        .mapToLong(Report::lagMillis)
        .max()
        .orElse(-1);
  }

  private static boolean isReading(Report report) {
    return report.readingSince() != null && report.lagMillis() >= 0;
  }

  private static long distance(Position from, Position to) {
    if (!from.isNumber() || !to.isNumber() || from.compareTo(to) >= 0) {
      return 0;
    }
    return new BigInteger(to.value())
        .subtract(new BigInteger(from.value()))
        .min(BigInteger.valueOf(Long.MAX_VALUE))
        .longValue();
  }
}
