package io.millrace.simulator.stream;

import io.millrace.simulator.fault.FaultKind;
import io.millrace.simulator.fault.Faults;
import io.millrace.simulator.fault.Trace;
import io.millrace.simulator.time.VirtualTime;
import io.millrace.streams.PartitionId;
import io.millrace.streams.StreamDescription;
import io.millrace.streams.testing.FakeStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Set;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A topic, or several that a pattern matches, and what produces to them. Partitions are numbered in
 * the order in which they came to be; those of a topic that is created again get numbers of their
 * own. Every record says where it stands, so that each row can be traced back to its record.
 */
public final class GeneratedStream {

  /** One record of so many has no row in it. */
  private static final long EVERY_BAD = 13;

  private static final Duration MEAN_PAUSE = Duration.ofMillis(2_500);
  private static final int MOST_AT_ONCE = 12;
  private static final int BURST = 80;

  private final String name;
  private final boolean severalTopics;
  private final FakeStream stream;
  private final VirtualTime time;
  private final Faults faults;
  private final Trace trace;
  private final SplittableRandom random;
  private final List<Partition> partitions = new ArrayList<>();
  private final Set<String> lost = new HashSet<>();
  private int newTopics = 100;
  private boolean producing = true;
  private int pauses;

  /** What a partition holds. */
  private static final class Partition {
    final PartitionId id;
    final String topicId;
    final String identity;
    boolean deleted;
    final NavigableSet<Long> records = new TreeSet<>();
    final SortedMap<Long, Long> times = new TreeMap<>();
    final List<Integer> open = new ArrayList<>();
    long earliest;
    long latest;

    Partition(PartitionId id, String topic, String topicId) {
      this.id = id;
      this.topicId = topicId;
      this.identity = "fake-cluster{%s=%s}".formatted(topic, topicId);
    }
  }

  /**
   * @param topic its name; with several topics what their names begin with
   * @param topics how many there are at first; 0 for one that is called by its name
   * @param partitions how many there are at first, of all topics
   */
  public GeneratedStream(
      String topic,
      int topics,
      int partitions,
      VirtualTime time,
      Faults faults,
      Trace trace,
      SplittableRandom random) {
    this.name = topic;
    this.severalTopics = topics > 0;
    this.stream =
        severalTopics
            ? FakeStream.ofSeveralTopics(topic + "-.*")
            : new FakeStream(topic, partitions);
    this.time = time;
    this.faults = faults;
    this.trace = trace;
    this.random = random;
    if (severalTopics) {
      for (int number = 0; number < topics; number++) {
        createTopic(name + "-" + number, partitions / topics + 1);
      }
    } else {
      for (int number = 0; number < partitions; number++) {
        produceTo(FakeStream.partition(number));
      }
    }
  }

  /** The topic, for those who make clients of it. */
  public FakeStream topic() {
    return stream;
  }

  /**
   * Whether these are the newest positions of all partitions that there are, but for those of
   * several topics that are others than the ones that positions were recorded of.
   *
   * @param offsets position by partition
   * @param identities topic ids that the positions belong to, by topic
   */
  public boolean isReadUpTo(Map<String, String> offsets, Map<String, String> identities) {
    return partitions.stream()
        .filter(partition -> !partition.deleted)
        .filter(
            partition ->
                !severalTopics
                    || identities
                        .getOrDefault(topic(partition), partition.topicId)
                        .equals(partition.topicId))
        .allMatch(
            partition ->
                String.valueOf(partition.latest).equals(offsets.get(partition.id.value())));
  }

  /**
   * Whether each of these topics is there, and is the one that it was.
   *
   * @param identities topic ids by topic
   */
  public boolean hasAll(Map<String, String> identities) {
    return identities.entrySet().stream()
        .allMatch(
            topic -> stream.topicId(topic.getKey()).filter(topic.getValue()::equals).isPresent());
  }

  /**
   * The number of a partition.
   *
   * @param identity the stream that is meant: which of several topics of one name
   */
  public int number(String partition, String identity) {
    for (int number = 0; number < partitions.size(); number++) {
      Partition known = partitions.get(number);
      if (known.id.value().equals(partition)
          && StreamDescription.isPartOf(known.identity, identity)) {
        return number;
      }
    }
    throw new IllegalArgumentException("no partition %s of %s".formatted(partition, identity));
  }

  /** One partition more, or one topic more. */
  public void grow() {
    if (!severalTopics) {
      int present = present().size();
      stream.growTo(present + 1);
      produceTo(FakeStream.partition(present));
    } else if (random.nextBoolean()) {
      createTopic(name + "-" + newTopics++, 1 + random.nextInt(2));
    } else {
      growTopic(topics().get(random.nextInt(topics().size())));
    }
    trace.note("stream", () -> "has partition " + partitions.getLast().id);
  }

  /** One of several topics is deleted, and created again at times; never all of them. */
  public void loseTopic() {
    List<String> topics = topics();
    topics.removeAll(lost);
    if (topics.size() < 2) {
      return;
    }
    String topic = topics.get(random.nextInt(topics.size()));
    lost.add(topic);
    partitions.stream()
        .filter(partition -> topic(partition).equals(topic))
        .forEach(partition -> partition.deleted = true);
    stream.deleteTopic(topic);
    trace.note("stream", () -> "topic " + topic + " is deleted");
    if (random.nextBoolean()) {
      time.after(
          Duration.ofMillis(random.nextLong(20_000)),
          () -> {
            createTopic(topic, 1 + random.nextInt(2));
            trace.note("stream", () -> "topic " + topic + " is created again");
          });
    }
  }

  private String topic(Partition partition) {
    return partition.id.topic().orElse(name);
  }

  private List<String> topics() {
    return partitions.stream()
        .filter(partition -> !partition.deleted)
        .map(this::topic)
        .distinct()
        .collect(Collectors.toCollection(ArrayList::new));
  }

  private void createTopic(String topic, int total) {
    stream.createTopic(topic, total);
    for (int number = 0; number < total; number++) {
      produceTo(FakeStream.partition(topic, number));
    }
  }

  private void growTopic(String topic) {
    int total =
        1
            + (int)
                partitions.stream()
                    .filter(partition -> !partition.deleted && topic(partition).equals(topic))
                    .count();
    stream.growTopicTo(topic, total);
    produceTo(FakeStream.partition(topic, total - 1));
  }

  /** Retention takes the oldest records of some partition, at times all of them. */
  public void expire(SplittableRandom choice) {
    List<Integer> present = present();
    Partition partition = partitions.get(present.get(choice.nextInt(present.size())));
    long left = partition.latest - partition.earliest;
    if (left > 0) {
      partition.earliest += 1 + choice.nextLong(left);
      stream.deleteRecordsBefore(partition.id, partition.earliest);
      trace.note("stream", () -> "begins at " + partition.earliest + " in " + partition.id);
    }
  }

  /** The one topic is deleted and created again: positions mean other records from now on. */
  public void recreate(int total) {
    partitions.forEach(partition -> partition.deleted = true);
    stream.recreate(total);
    for (int number = 0; number < total; number++) {
      produceTo(FakeStream.partition(number));
    }
    trace.note("stream", () -> "is created again with %d partitions".formatted(total));
  }

  /** Many records at once in some partition, unless it is gone or a transaction is open there. */
  public void burst() {
    int number = random.nextInt(partitions.size());
    Partition partition = partitions.get(number);
    if (producing && !partition.deleted && partition.open.isEmpty()) {
      append(number, BURST);
    }
  }

  /** Nothing is produced for {@code length}; what is open is ended first. */
  public void pause(Duration length) {
    for (int number = 0; number < partitions.size(); number++) {
      endTransaction(number);
    }
    pauses++;
    time.after(length, () -> pauses--);
  }

  /** Nothing more is produced, and no transaction stays open. */
  public void stop() {
    producing = false;
    for (int number = 0; number < partitions.size(); number++) {
      endTransaction(number);
    }
  }

  /** Numbers of the partitions that there are now; not those of topics that are gone. */
  public List<Integer> present() {
    return IntStream.range(0, partitions.size())
        .filter(number -> !partitions.get(number).deleted)
        .boxed()
        .toList();
  }

  /** The position after the newest readable record of each partition that there is now. */
  public Map<String, Long> latest() {
    Map<String, Long> latest = new TreeMap<>();
    present().forEach(number -> latest.put(partitions.get(number).id.value(), latest(number)));
    return latest;
  }

  /** The position after the newest readable record, or what it was when its topic went. */
  public long latest(int partition) {
    return partitions.get(partition).latest;
  }

  /** The first position that is left, or was when its topic went. */
  public long earliest(int partition) {
    return partitions.get(partition).earliest;
  }

  /**
   * The first record at {@code from} or behind it that is of {@code instant} or later, also one
   * that is gone; else the end.
   */
  public long atOrAfter(int partition, long from, Instant instant) {
    return partitions.get(partition).times.tailMap(from).entrySet().stream()
        .filter(record -> record.getValue() >= instant.toEpochMilli())
        .map(Map.Entry::getKey)
        .findFirst()
        .orElse(latest(partition));
  }

  /** Positions of records from {@code from} on, before {@code to}, also of those that are gone. */
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

  private void produceTo(PartitionId id) {
    int number = partitions.size();
    String topic = id.topic().orElse(name);
    partitions.add(new Partition(id, topic, stream.topicId(topic).orElseThrow()));
    // A part of what is there when somebody looks first.
    append(number, random.nextInt(MOST_AT_ONCE));
    again(number);
  }

  private void again(int number) {
    time.after(
        Duration.ofMillis(1 + random.nextLong(2 * MEAN_PAUSE.toMillis())),
        () -> {
          if (producing && pauses == 0 && !partitions.get(number).deleted) {
            produce(number);
          }
          if (producing && !partitions.get(number).deleted) {
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
    if (partition.deleted) {
      return;
    }
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
      stream.append(partition.id, time.instant().toEpochMilli(), value);
      partition.records.add(partition.latest);
      partition.times.put(partition.latest, time.instant().toEpochMilli());
      partition.latest++;
    }
  }

  private void gap(int number, int length) {
    stream.appendGap(partitions.get(number).id, length);
    partitions.get(number).latest += length;
  }
}
