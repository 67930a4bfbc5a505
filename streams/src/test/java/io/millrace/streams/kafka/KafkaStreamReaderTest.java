package io.millrace.streams.kafka;

import static io.millrace.streams.testing.FakeStream.partition;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.millrace.streams.PartitionId;
import io.millrace.streams.Position;
import io.millrace.streams.StreamDescription;
import io.millrace.streams.StreamException;
import io.millrace.streams.StreamException.Kind;
import io.millrace.streams.StreamMetadata;
import io.millrace.streams.StreamReader;
import io.millrace.streams.StreamRecord;
import io.millrace.streams.testing.KafkaBroker;
import io.millrace.streams.testing.KafkaTopics;
import io.millrace.streams.testing.Reading;
import io.millrace.streams.testing.SharedKafkaBroker;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What is Kafka's alone, against a real broker. */
class KafkaStreamReaderTest {

  private static final PartitionId P0 = partition(0);
  private static final PartitionId P1 = partition(1);

  private final KafkaBroker broker = SharedKafkaBroker.get();
  private final KafkaTopics topics = broker.topics();

  @Test
  @DisplayName("case 10: of transactions only what is committed is read, and lag comes down to 0")
  void case10OnlyCommittedTransactionsAreReadAndLagComesDownToZero() throws Exception {
    String topic = SharedKafkaBroker.newTopic(1);
    topics.appendCommitted(topic, 0, List.of("a", "b"));
    topics.appendAborted(topic, 0, List.of("never", "seen"));
    topics.append(topic, 0, List.of("c"));
    try (Producer<byte[], byte[]> open = topics.transactionalProducer(topic);
        StreamMetadata metadata = KafkaStream.metadata(settings(topic));
        StreamReader reader = KafkaStream.reader(settings(topic))) {
      open.beginTransaction();
      Future<?> pending = open.send(new ProducerRecord<>(topic, 0, null, bytes("d")));
      open.flush();
      pending.get();
      Reading reading = new Reading(reader);

      reader.assign(Map.of(P0, Position.of(0)));
      reading.untilPositions(metadata.latest(Set.of(P0)).found());
      reading.once();

      assertThat(reading.values(P0)).containsExactly("a", "b", "c");
      assertThat(reader.positions()).isEqualTo(Map.of(P0, Position.of(7)));

      open.commitTransaction();
      reading.untilRecords(4);
      reading.untilPositions(Map.of(P0, Position.of(9)));

      assertThat(reading.values(P0)).containsExactly("a", "b", "c", "d");
      assertThat(metadata.latest(Set.of(P0)).found()).isEqualTo(reader.positions());
    }
  }

  @Test
  void readUncommittedSeesEverythingAndItsLatestIsTheEnd() throws Exception {
    String topic = SharedKafkaBroker.newTopic(1);
    topics.appendAborted(topic, 0, List.of("a"));
    Map<String, String> properties = new HashMap<>(broker.clientProperties());
    properties.put("isolation.level", "read_uncommitted");
    KafkaClientSettings settings = KafkaClientSettings.forTopic(topic, properties);
    try (Producer<byte[], byte[]> open = topics.transactionalProducer(topic);
        StreamMetadata metadata = KafkaStream.metadata(settings);
        StreamMetadata committed = KafkaStream.metadata(settings(topic));
        StreamReader reader = KafkaStream.reader(settings)) {
      open.beginTransaction();
      Future<?> pending = open.send(new ProducerRecord<>(topic, 0, null, bytes("b")));
      open.flush();
      pending.get();
      Reading reading = new Reading(reader);

      reader.assign(Map.of(P0, Position.of(0)));
      reading.untilPositions(metadata.latest(Set.of(P0)).found());

      assertThat(reading.values(P0)).containsExactly("a", "b");
      assertThat(metadata.latest(Set.of(P0)).found()).isEqualTo(Map.of(P0, Position.of(3)));
      assertThat(committed.latest(Set.of(P0)).found()).isEqualTo(Map.of(P0, Position.of(2)));
      open.abortTransaction();
    }
  }

  @Test
  void recordsCarryTheirTimeAndTheirBytesAsTheyAre() throws Exception {
    String topic = SharedKafkaBroker.newTopic(1);
    byte[] notText = {(byte) 0xff, 0, (byte) 0xc3};
    try (Producer<byte[], byte[]> producer = topics.producer();
        StreamReader reader = KafkaStream.reader(settings(topic))) {
      producer.send(new ProducerRecord<>(topic, 0, 1_000L, bytes("key"), notText)).get();
      producer.send(new ProducerRecord<>(topic, 0, 2_000L, bytes("key"), (byte[]) null)).get();
      producer.send(new ProducerRecord<>(topic, 0, 3_000L, null, new byte[0])).get();
      Reading reading = new Reading(reader);

      reader.assign(Map.of(P0, Position.of(0)));
      reading.untilRecords(3);

      assertThat(reading.records(P0))
          .containsExactly(
              new StreamRecord(1_000L, ByteBuffer.wrap(notText)),
              new StreamRecord(2_000L, null),
              new StreamRecord(3_000L, ByteBuffer.allocate(0)));
    }
  }

  @Test
  void valuesAreNotCopiedOutOfTheFetchedBatch() throws Exception {
    String topic = SharedKafkaBroker.newTopic(1);
    topics.append(topic, 0, List.of("a", "b"));
    try (StreamReader reader = KafkaStream.reader(settings(topic))) {
      Reading reading = new Reading(reader);

      reader.assign(Map.of(P0, Position.of(0)));
      reading.untilRecords(2);

      List<byte[]> arrays =
          reading.records(P0).stream()
              .map(record -> Objects.requireNonNull(record.value()).array())
              .toList();
      assertThat(arrays.getFirst()).hasSizeGreaterThan(1);
    }
  }

  @Test
  void topicPatternReadsAllTopicsThatMatchAsAWhole() throws Exception {
    String prefix = SharedKafkaBroker.newName();
    topics.create(prefix + "-eu", 1);
    topics.create("not-" + prefix + "-eu", 1);
    KafkaClientSettings settings =
        KafkaClientSettings.forTopicPattern(prefix + "-.*", broker.clientProperties());
    try (StreamMetadata metadata = KafkaStream.metadata(settings);
        StreamReader reader = KafkaStream.reader(settings)) {
      PartitionId eu = new PartitionId(prefix + "-eu:0");
      PartitionId us = new PartitionId(prefix + "-us:0");
      StreamDescription before = reader.connect();
      assertThat(before.partitions()).containsExactly(eu);

      topics.create(prefix + "-us", 1);
      topics.append(prefix + "-eu", 0, List.of("e"));
      topics.append(prefix + "-us", 0, List.of("u"));
      Reading reading = new Reading(reader);
      reader.assign(metadata.earliest(metadata.describe().partitions()).found());
      reading.untilRecords(2);

      assertThat(metadata.describe().partitions()).containsExactly(eu, us);
      assertThat(metadata.describe().identity(Set.of(eu))).isEqualTo(before.identity(Set.of(eu)));
      assertThat(reading.values(eu)).containsExactly("e");
      assertThat(reading.values(us)).containsExactly("u");
      assertThat(reader.positions()).isEqualTo(metadata.latest(Set.of(eu, us)).found());
    }
  }

  @Test
  void topicsThatKafkaKeepsForItselfMatchNoPattern() throws Exception {
    topics.create(SharedKafkaBroker.newName(), 1);
    topics.appendCommitted(SharedKafkaBroker.newTopic(1), 0, List.of("a"));
    try (StreamMetadata metadata =
        KafkaStream.metadata(
            KafkaClientSettings.forTopicPattern(".*", broker.clientProperties()))) {
      assertThat(metadata.describe().topics().keySet())
          .as("not even the one that transactions stand in by now")
          .isNotEmpty()
          .noneMatch(topic -> topic.startsWith("__"));
    }
  }

  @Test
  @DisplayName("case 5: one of several topics is deleted, created again, and the others read on")
  void case5OneOfSeveralTopicsIsLostAndTheOthersAreReadOn() throws Exception {
    String prefix = SharedKafkaBroker.newName();
    topics.create(prefix + "-eu", 1);
    topics.create(prefix + "-us", 1);
    topics.append(prefix + "-eu", 0, List.of("e"));
    topics.append(prefix + "-us", 0, List.of("u"));
    PartitionId eu = new PartitionId(prefix + "-eu:0");
    PartitionId us = new PartitionId(prefix + "-us:0");
    KafkaClientSettings settings =
        KafkaClientSettings.forTopicPattern(prefix + "-.*", broker.clientProperties());
    try (StreamMetadata metadata = KafkaStream.metadata(settings);
        StreamReader reader = KafkaStream.reader(settings)) {
      StreamDescription before = reader.connect();
      String identity = before.identity(Set.of(eu, us));
      Reading reading = new Reading(reader);
      reader.assign(Map.of(eu, Position.of(0), us, Position.of(0)));
      reading.untilRecords(2);

      topics.delete(prefix + "-us");
      StreamDescription deleted = metadata.describe();
      topics.append(prefix + "-eu", 0, List.of("f"));
      reading.untilRecords(3);

      assertThat(deleted.changedTopics(before)).containsExactly(prefix + "-us");
      assertThat(deleted.holdsPositionsOf(identity, Set.of(eu))).isTrue();
      assertThat(deleted.holdsPositionsOf(identity, Set.of(us))).isFalse();
      assertThat(reading.values(eu)).containsExactly("e", "f");

      topics.create(prefix + "-us", 1);

      assertThat(metadata.describe().holdsPositionsOf(identity, Set.of(eu))).isTrue();
      assertThat(metadata.describe().holdsPositionsOf(identity, Set.of(us))).isFalse();
    }
  }

  @Test
  void aTopicThatMayNotBeDescribedIsNoneOfThoseThatMatch() throws Exception {
    String topic = SharedKafkaBroker.newTopic(1);
    try (StreamMetadata metadata =
        KafkaStream.metadata(
            KafkaClientSettings.forTopicPattern(
                topic,
                broker.clientProperties(
                    SharedKafkaBroker.USER_WITHOUT_RIGHTS,
                    SharedKafkaBroker.PASSWORD.formatted(
                        SharedKafkaBroker.USER_WITHOUT_RIGHTS))))) {
      StreamException failure = catchThrowableOfType(StreamException.class, metadata::describe);

      assertThat(failure.kind()).isEqualTo(Kind.UNKNOWN_STREAM);
      assertThat(failure).hasMessageContainingAll(topic, "grant DESCRIBE");
    }
  }

  @Test
  void patternThatNoTopicMatchesIsAnUnknownStream() throws Exception {
    try (StreamMetadata metadata =
        KafkaStream.metadata(
            KafkaClientSettings.forTopicPattern("no-such-.*", broker.clientProperties()))) {
      StreamException failure = catchThrowableOfType(StreamException.class, metadata::describe);

      assertThat(failure.kind()).isEqualTo(Kind.UNKNOWN_STREAM);
      assertThat(failure).hasMessageContaining("no-such-.*");
    }
  }

  @Test
  @DisplayName("case 4: one partition out of range takes nothing away from the others")
  void case4RecordsOfOtherPartitionsAreDeliveredBeforeAnError() throws Exception {
    String topic = SharedKafkaBroker.newTopic(2);
    topics.append(topic, 0, List.of("a", "b"));
    topics.append(topic, 1, List.of("x", "y"));
    topics.deleteRecordsBefore(topic, 1, 1);
    try (StreamReader reader = KafkaStream.reader(settings(topic))) {
      Reading reading = new Reading(reader);
      reader.assign(Map.of(P0, Position.of(0), P1, Position.of(0)));

      StreamException failure =
          catchThrowableOfType(StreamException.class, () -> reading.untilRecords(3));

      assertThat(failure.kind()).isEqualTo(Kind.POSITION_OUT_OF_RANGE);
      assertThat(reader.positions())
          .isEqualTo(Map.of(P0, Position.of(reading.count()), P1, Position.of(0)));
    }
  }

  @Test
  void positionThatIsNoOffsetIsRefused() throws Exception {
    try (StreamReader reader = KafkaStream.reader(settings(SharedKafkaBroker.newTopic(1)))) {
      StreamException failure =
          catchThrowableOfType(
              StreamException.class, () -> reader.assign(Map.of(P0, Position.SHARD_END)));

      assertThat(failure).hasMessageContainingAll("SHARD_END", "partition 0", "Kafka offset");
      assertThat(reader.positions()).isEmpty();
    }
  }

  @Test
  void brokerKilledWhileReadingLosesNothingAndDoublesNothing() throws Exception {
    int partitions = 4;
    int perPartition = 20_000;
    String topic = SharedKafkaBroker.newTopic(partitions);
    CountDownLatch restarted = new CountDownLatch(1);
    FutureTask<@Nullable Void> writing =
        new FutureTask<>(() -> write(topic, partitions, perPartition, restarted));
    Thread.ofPlatform().daemon().start(writing);
    try (StreamReader reader = KafkaStream.reader(settings(topic))) {
      Reading reading = new Reading(reader);
      reader.assign(
          Map.of(
              P0,
              Position.of(0),
              P1,
              Position.of(0),
              partition(2),
              Position.of(0),
              partition(3),
              Position.of(0)));
      reading.untilRecords(5_000);

      broker.kill();
      reading.once();
      broker.restart();
      restarted.countDown();
      reading.untilRecords(partitions * perPartition);
      reading.once();

      List<String> expected = IntStream.range(0, perPartition).mapToObj(Integer::toString).toList();
      for (int partition = 0; partition < partitions; partition++) {
        assertThat(reading.values(partition(partition))).isEqualTo(expected);
      }
    }
    writing.get();
  }

  /** The second half only after the broker was started again. */
  private @Nullable Void write(
      String topic, int partitions, int perPartition, CountDownLatch restarted) throws Exception {
    List<Future<?>> sent = new ArrayList<>();
    try (Producer<byte[], byte[]> producer = topics.producer()) {
      for (int i = 0; i < perPartition; i++) {
        if (i == perPartition / 2) {
          restarted.await();
        }
        byte[] value = bytes(Integer.toString(i));
        for (int partition = 0; partition < partitions; partition++) {
          sent.add(producer.send(new ProducerRecord<>(topic, partition, null, value)));
        }
      }
    }
    for (Future<?> one : sent) {
      one.get();
    }
    return null;
  }

  private KafkaClientSettings settings(String topic) throws StreamException {
    return KafkaClientSettings.forTopic(topic, broker.clientProperties());
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }
}
