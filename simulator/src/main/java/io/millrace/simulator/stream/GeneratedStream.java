package io.millrace.simulator.stream;

import io.millrace.simulator.fault.FaultKind;
import io.millrace.simulator.fault.Faults;
import io.millrace.simulator.fault.Trace;
import io.millrace.simulator.time.VirtualTime;
import io.millrace.streams.testing.FakeStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.SplittableRandom;
import java.util.TreeSet;

/**
 * A topic and what produces to it. Every record says where it stands, so that each row can be
 * traced back to its record.
 */
public final class GeneratedStream {

  /** One record of so many has no row in it. */
  private static final long EVERY_BAD = 13;

  private static final Duration MEAN_PAUSE = Duration.ofMillis(2_500);
  private static final int MOST_AT_ONCE = 12;

  private final FakeStream stream;
  private final VirtualTime time;
  private final Faults faults;
  private final Trace trace;
  private final SplittableRandom random;
  private final List<Partition> partitions = new ArrayList<>();
  private boolean producing = true;

  /** What a partition holds. */
  private static final class Partition {
    final NavigableSet<Long> records = new TreeSet<>();
    final List<Integer> open = new ArrayList<>();
    long latest;
  }

  public GeneratedStream(
      String topic,
      int partitions,
      VirtualTime time,
      Faults faults,
      Trace trace,
      SplittableRandom random) {
    this.stream = new FakeStream(topic, partitions);
    this.time = time;
    this.faults = faults;
    this.trace = trace;
    this.random = random;
    for (int number = 0; number < partitions; number++) {
      produceTo(number);
    }
  }

  /** The topic, for those who make clients of it. */
  public FakeStream topic() {
    return stream;
  }

  public int partitions() {
    return partitions.size();
  }

  /** One partition more. */
  public void grow() {
    stream.growTo(partitions.size() + 1);
    produceTo(partitions.size());
    trace.note("stream", () -> "has partition " + (partitions.size() - 1));
  }

  /** Nothing more is produced, and no transaction stays open. */
  public void stop() {
    producing = false;
    for (int number = 0; number < partitions.size(); number++) {
      endTransaction(number);
    }
  }

  /** The position after the newest readable record. */
  public long latest(int partition) {
    return partitions.get(partition).latest;
  }

  /** Positions of records from {@code from} on, before {@code to}. */
  public NavigableSet<Long> records(int partition, long from, long to) {
    return partitions.get(partition).records.subSet(from, true, Math.max(from, to), false);
  }

  /** Whether the record at {@code position} has a row in it. */
  public static boolean isGood(long position) {
    return position % EVERY_BAD != EVERY_BAD - 1;
  }

  /** A row, as what identifies its record. */
  public static long row(int partition, long position) {
    return ((long) partition << 40) | position;
  }

  /** Readable form of a row. */
  public static String text(long row) {
    return (row >> 40) + "@" + (row & ((1L << 40) - 1));
  }

  private void produceTo(int number) {
    partitions.add(new Partition());
    // A part of what is there when somebody looks first.
    append(number, random.nextInt(MOST_AT_ONCE));
    again(number);
  }

  private void again(int number) {
    time.after(
        Duration.ofMillis(1 + random.nextLong(2 * MEAN_PAUSE.toMillis())),
        () -> {
          if (producing) {
            produce(number);
            again(number);
          }
        });
  }

  private void produce(int number) {
    int count = 1 + random.nextInt(MOST_AT_ONCE);
    Partition partition = partitions.get(number);
    if (!partition.open.isEmpty()) {
      // The last stable offset stands still: what others write meanwhile is not readable either.
      partition.open.add(count);
      if (random.nextInt(3) == 0) {
        endTransaction(number);
      }
    } else if (faults.strikes(FaultKind.TRANSACTIONS, 0.2)) {
      partition.open.add(count);
    } else {
      append(number, count);
    }
  }

  /** The first batch is the transaction's, and ends with a marker. */
  private void endTransaction(int number) {
    Partition partition = partitions.get(number);
    boolean first = true;
    for (int count : partition.open) {
      if (first && random.nextBoolean()) {
        gap(number, count);
      } else {
        append(number, count);
      }
      first = false;
    }
    if (!partition.open.isEmpty()) {
      gap(number, 1);
    }
    partition.open.clear();
  }

  private void append(int number, int count) {
    Partition partition = partitions.get(number);
    for (int i = 0; i < count; i++) {
      byte[] value = ByteBuffer.allocate(Long.BYTES).putLong(row(number, partition.latest)).array();
      stream.append(number, time.instant().toEpochMilli(), value);
      partition.records.add(partition.latest);
      partition.latest++;
    }
  }

  private void gap(int number, int length) {
    stream.appendGap(number, length);
    partitions.get(number).latest += length;
  }
}
