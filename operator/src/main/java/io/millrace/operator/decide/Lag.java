package io.millrace.operator.decide;

import io.millrace.streams.PartitionId;
import io.millrace.streams.Position;
import java.math.BigInteger;
import java.time.Duration;
import java.util.Collections;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * How far reading was behind the stream at one moment. What was read is known from just before the
 * stream was asked for its latest positions, so that no lag is negative, and none is shown as
 * smaller than it was.
 *
 * @param records of each partition, how many positions after what was read are readable. Control
 *     records count as long as nobody has read past them; a reader does
 * @param times of each partition, how much older the last record read is than the newest one; empty
 *     when that is not measured, and without those of which it cannot be told
 * @param age how old the newest record was that the task furthest behind had read; zero when
 *     nothing is unread, absent when no task says
 */
public record Lag(
    SortedMap<PartitionId, Long> records,
    SortedMap<PartitionId, Duration> times,
    @Nullable Duration age) {

  /** No lag is said to be more: JSON, and so status, holds no greater numbers exactly. */
  private static final long MOST = (1L << 53) - 1;

  public Lag {
    records = Collections.unmodifiableSortedMap(new TreeMap<>(records));
    times = Collections.unmodifiableSortedMap(new TreeMap<>(times));
  }

  /**
   * Records only.
   *
   * @param read what was read of each partition that has a start; another one will be read from its
   *     earliest position
   */
  public static Lag between(Positions read, Positions earliest, Positions latest) {
    SortedMap<PartitionId, Long> records = new TreeMap<>();
    latest
        .byPartition()
        .forEach(
            (partition, end) -> {
              Positions from = read.has(partition) ? read : earliest;
              if (from.has(partition)) {
                records.put(partition, distance(from.at(partition), end));
              }
            });
    return new Lag(records, new TreeMap<>(), null);
  }

  /**
   * The same with what is known of times.
   *
   * @param behind measured times; a partition of which all is read is not behind, whatever they say
   */
  public Lag withTimes(Map<PartitionId, Duration> behind) {
    SortedMap<PartitionId, Duration> next = new TreeMap<>(behind);
    next.keySet().retainAll(records.keySet());
    records.forEach(
        (partition, unread) -> {
          if (unread == 0) {
            next.put(partition, Duration.ZERO);
          }
        });
    return new Lag(records, next, age);
  }

  /** The same with how old the newest record is that was read, by partition. */
  public Lag withAges(Map<PartitionId, Duration> ages) {
    Duration oldest =
        ages.entrySet().stream()
            .filter(age -> records.getOrDefault(age.getKey(), 0L) > 0)
            .map(Map.Entry::getValue)
            .max(Comparator.naturalOrder())
            .orElse(null);
    return new Lag(records, times, total() == 0 ? Duration.ZERO : oldest);
  }

  /** Records of all partitions together. */
  public long total() {
    return records.values().stream().reduce(0L, Lag::sum);
  }

  /** Records of the partition that is furthest behind. */
  public long max() {
    return records.values().stream().max(Comparator.naturalOrder()).orElse(0L);
  }

  /** Records of a partition on average, with its fraction. */
  public double average() {
    return records.isEmpty() ? 0 : (double) total() / records.size();
  }

  /** Time of the partition that is furthest behind: measured, or else as tasks say. */
  public Optional<Duration> time() {
    return times.isEmpty()
        ? Optional.ofNullable(age)
        : times.values().stream().max(Comparator.naturalOrder());
  }

  private static long sum(long one, long other) {
    return Math.min(one + other, MOST);
  }

  private static long distance(Position from, Position to) {
    if (!from.isNumber() || !to.isNumber() || from.compareTo(to) >= 0) {
      return 0;
    }
    return new BigInteger(to.value())
        .subtract(new BigInteger(from.value()))
        .min(BigInteger.valueOf(MOST))
        .longValue();
  }
}
