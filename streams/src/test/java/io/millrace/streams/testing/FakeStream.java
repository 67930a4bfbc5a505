package io.millrace.streams.testing;

import io.millrace.streams.PartitionId;
import io.millrace.streams.Position;
import io.millrace.streams.StreamDescription;
import io.millrace.streams.StreamException;
import io.millrace.streams.StreamException.Kind;
import io.millrace.streams.StreamMetadata;
import io.millrace.streams.StreamReader;
import io.millrace.streams.StreamRecord;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/**
 * A topic in memory that behaves as Kafka does, in front of any number of readers. May be used by
 * several threads. Nothing in it waits but {@link StreamReader#poll}, and that not at all with a
 * timeout of zero: so it fits into virtual time.
 *
 * <pre>{@code
 * FakeStream stream = new FakeStream("events", 2);
 * stream.append(0, "a", "b");
 * StreamReader reader = stream.reader();
 * }</pre>
 *
 * <p>{@link #ofSeveralTopics} makes one of what a pattern matches: its topics come and go by name.
 */
public final class FakeStream {

  /** What records are stamped with unless said otherwise. */
  public static final long TIMESTAMP = 1_700_000_000_000L;

  private final String name;
  private final boolean severalTopics;
  private final Map<String, Integer> topics = new TreeMap<>();
  private final Map<PartitionId, FakePartition> partitions = new TreeMap<>();
  private final Set<PartitionId> leaderless = new HashSet<>();
  private int incarnation = 1;
  private boolean exists = true;
  private boolean reachable = true;
  private long changes;

  public FakeStream(String name, int partitions) {
    this.name = name;
    this.severalTopics = false;
    growTo(partitions);
  }

  private FakeStream(String pattern) {
    this.name = pattern;
    this.severalTopics = true;
  }

  /** The topics that a pattern matches, none at first. */
  public static FakeStream ofSeveralTopics(String pattern) {
    return new FakeStream(pattern);
  }

  /** The id of a partition of one of several topics. */
  public static PartitionId partition(String topic, int number) {
    return new PartitionId(topic + ":" + number);
  }

  /** The id of a partition, by its number. */
  public static PartitionId partition(int number) {
    return new PartitionId(Integer.toString(number));
  }

  /** A client of its own for whoever asks about the stream. */
  public StreamMetadata metadata() {
    return new FakeStreamMetadata(this);
  }

  /** A client of its own for whoever reads the stream. */
  public StreamReader reader() {
    return new FakeStreamReader(this);
  }

  /** Grows to {@code total} partitions. */
  public synchronized void growTo(int total) {
    IntStream.range(partitions.size(), total)
        .forEach(number -> partitions.put(partition(number), new FakePartition()));
    changed();
  }

  /**
   * One of several topics is created, empty; where it was there before, it was deleted with all
   * that it held, and its id is another one.
   */
  public synchronized void createTopic(String topic, int total) {
    deleteTopic(topic);
    incarnation++;
    topics.put(topic, incarnation);
    growTopicTo(topic, total);
  }

  /** One of several topics grows to {@code total} partitions. */
  public synchronized void growTopicTo(String topic, int total) {
    IntStream.range(0, total)
        .forEach(
            number ->
                partitions.computeIfAbsent(partition(topic, number), id -> new FakePartition()));
    changed();
  }

  /** One of several topics is deleted, with all that it holds. */
  public synchronized void deleteTopic(String topic) {
    topics.remove(topic);
    partitions.keySet().removeIf(partition -> partition.topic().filter(topic::equals).isPresent());
    changed();
  }

  /** The id of a topic as it is now; empty when there is none of that name. */
  public synchronized Optional<String> topicId(String topic) {
    return Optional.ofNullable(ids().get(topic));
  }

  /** Appends one record to a partition. */
  public synchronized void append(PartitionId partition, long timestamp, byte[] value) {
    at(partition).append(new StreamRecord(timestamp, ByteBuffer.wrap(value)));
    changed();
  }

  /** Appends positions that hold no record that may be read. */
  public synchronized void appendGap(PartitionId partition, int length) {
    at(partition).appendGap(length);
    changed();
  }

  /** Appends records to a partition. */
  public void append(int partition, String... values) {
    for (String value : values) {
      append(partition, TIMESTAMP, value.getBytes(StandardCharsets.UTF_8));
    }
  }

  /** Appends one record to a partition. */
  public synchronized void append(int partition, long timestamp, byte[] value) {
    append(partition(partition), timestamp, value);
  }

  /** Appends a record without a value. */
  public synchronized void appendTombstone(int partition) {
    at(partition(partition)).append(new StreamRecord(TIMESTAMP, null));
    changed();
  }

  /**
   * Appends positions that hold no record that may be read, as aborted transactions and the markers
   * of committed ones do.
   */
  public synchronized void appendGap(int partition, int length) {
    appendGap(partition(partition), length);
  }

  /** Deletes what lies before a position, as retention does. */
  public synchronized void deleteRecordsBefore(PartitionId partition, long position) {
    at(partition).deleteBefore(position);
    changed();
  }

  /** Deletes what lies before a position, as retention does. */
  public void deleteRecordsBefore(int partition, long position) {
    deleteRecordsBefore(partition(partition), position);
  }

  /** The stream is deleted, with all that it holds. */
  public synchronized void delete() {
    exists = false;
    partitions.clear();
  }

  /** The stream is deleted and created again, empty: its id is another one. */
  public synchronized void recreate(int newPartitions) {
    delete();
    exists = true;
    incarnation++;
    growTo(newPartitions);
  }

  /** From now on nobody reaches the stream. Readers wait, and everything else fails. */
  public synchronized void goDown() {
    reachable = false;
  }

  /** The stream can be reached again. */
  public synchronized void comeBack() {
    reachable = true;
    changed();
  }

  /** From now on nobody is told where a partition begins or ends, nor reads it. */
  public synchronized void loseLeader(PartitionId partition) {
    leaderless.add(partition);
  }

  /** A partition has a leader again. */
  public synchronized void electLeader(PartitionId partition) {
    leaderless.remove(partition);
    changed();
  }

  synchronized boolean hasLeader(PartitionId partition) {
    return !leaderless.contains(partition);
  }

  synchronized StreamDescription describe() throws StreamException {
    requireUsable();
    return new StreamDescription("fake-cluster", ids(), new TreeSet<>(partitions.keySet()));
  }

  synchronized Position earliest(PartitionId id) throws StreamException {
    requireUsable();
    return Position.of(existing(id).earliest());
  }

  synchronized Position latest(PartitionId id) throws StreamException {
    requireUsable();
    return Position.of(existing(id).latest());
  }

  synchronized OptionalLong lastTimeBefore(PartitionId id, Position position)
      throws StreamException {
    requireUsable();
    return existing(id).lastTimeBefore(Long.parseLong(position.value()));
  }

  synchronized Position atOrAfter(PartitionId id, Instant time) throws StreamException {
    requireUsable();
    return Position.of(existing(id).atOrAfter(time.toEpochMilli()));
  }

  /** Moves {@code cursor} on; finds nothing while the stream is away. */
  synchronized List<StreamRecord> read(FakeCursor cursor) throws StreamException {
    FakePartition partition = partitions.get(cursor.id());
    return reachable && partition != null && hasLeader(cursor.id())
        ? cursor.read(partition)
        : List.of();
  }

  /** Rises with everything that a waiting reader should look at. */
  synchronized long changes() {
    return changes;
  }

  /** Waits until {@link #changes} is not {@code seen} any more. */
  synchronized void awaitChange(long seen, Duration timeout) throws InterruptedException {
    long deadline = System.nanoTime() + timeout.toNanos();
    long left = timeout.toNanos();
    while (changes == seen && left > 0) {
      TimeUnit.NANOSECONDS.timedWait(this, left);
      left = deadline - System.nanoTime();
    }
  }

  synchronized void changed() {
    changes++;
    notifyAll();
  }

  synchronized void requireExisting(PartitionId id) throws StreamException {
    existing(id);
  }

  private SortedMap<String, String> ids() {
    if (!severalTopics) {
      return new TreeMap<>(Map.of(name, name + "-" + incarnation));
    }
    SortedMap<String, String> ids = new TreeMap<>();
    topics.forEach((topic, created) -> ids.put(topic, topic + "-" + created));
    return ids;
  }

  private void requireUsable() throws StreamException {
    if (!reachable) {
      throw new StreamException(
          Kind.UNREACHABLE, "stream '%s' cannot be reached".formatted(name), null);
    }
    if (!exists || (severalTopics && topics.isEmpty())) {
      throw new StreamException(
          Kind.UNKNOWN_STREAM, "stream '%s' does not exist".formatted(name), null);
    }
  }

  private FakePartition at(PartitionId id) {
    FakePartition partition = partitions.get(id);
    if (partition == null) {
      throw new IllegalArgumentException(
          "stream '%s' has %d partitions, not %s".formatted(name, partitions.size(), id));
    }
    return partition;
  }

  private FakePartition existing(PartitionId id) throws StreamException {
    FakePartition partition = partitions.get(id);
    if (partition == null) {
      throw new StreamException(
          Kind.UNKNOWN_STREAM, "stream '%s' has no partition %s".formatted(name, id), null);
    }
    return partition;
  }
}
