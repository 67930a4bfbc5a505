package io.millrace.benchmarks.scale;

import io.millrace.streams.PartitionId;
import io.millrace.streams.PartitionPositions;
import io.millrace.streams.Position;
import io.millrace.streams.StreamDescription;
import io.millrace.streams.StreamMetadata;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A topic whose partitions all grow evenly, so that its positions follow from the time and no
 * record is kept. Thread-safe.
 */
final class SteadyStream implements StreamMetadata {

  private static final long RECORDS_PER_SECOND = 100;

  private final StreamDescription description;
  private final Instant begin;
  private final InstantSource clock;

  SteadyStream(String topic, int partitions, InstantSource clock) {
    this.clock = clock;
    begin = clock.instant();
    SortedSet<PartitionId> ids = new TreeSet<>();
    for (int number = 0; number < partitions; number++) {
      ids.add(new PartitionId(Integer.toString(number)));
    }
    SortedMap<String, String> topics = new TreeMap<>(Map.of(topic, "id-" + topic));
    description = new StreamDescription("cluster", topics, ids);
  }

  /** The offset after the newest record of every partition. */
  long latest() {
    return Duration.between(begin, clock.instant()).toMillis() * RECORDS_PER_SECOND / 1_000;
  }

  @Override
  public StreamDescription describe() {
    return description;
  }

  @Override
  public PartitionPositions earliest(Collection<PartitionId> partitions) {
    return all(partitions, 0);
  }

  @Override
  public PartitionPositions latest(Collection<PartitionId> partitions) {
    return all(partitions, latest());
  }

  @Override
  public PartitionPositions atOrAfter(Collection<PartitionId> partitions, Instant time) {
    long offset = Duration.between(begin, time).toMillis() * RECORDS_PER_SECOND / 1_000;
    return all(partitions, Math.clamp(offset, 0, latest()));
  }

  @Override
  public Map<PartitionId, Duration> timeBehind(
      Map<PartitionId, Position> read, Map<PartitionId, Position> latest) {
    Map<PartitionId, Duration> behind = new HashMap<>();
    read.forEach(
        (partition, position) -> {
          Position end = latest.get(partition);
          if (end != null) {
            long records = Long.parseLong(end.value()) - Long.parseLong(position.value());
            behind.put(
                partition, Duration.ofMillis(Math.max(0, records) * 1_000 / RECORDS_PER_SECOND));
          }
        });
    return behind;
  }

  /** Clients of it hold nothing. */
  @Override
  public void close() {}

  private static PartitionPositions all(Collection<PartitionId> partitions, long offset) {
    Map<PartitionId, Position> positions = new HashMap<>();
    partitions.forEach(partition -> positions.put(partition, Position.of(offset)));
    return PartitionPositions.of(positions);
  }
}
