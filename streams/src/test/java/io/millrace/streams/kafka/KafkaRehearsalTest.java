package io.millrace.streams.kafka;

import static io.millrace.streams.testing.FakeStream.partition;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.streams.PartitionId;
import io.millrace.streams.Position;
import io.millrace.streams.StreamException;
import io.millrace.streams.StreamReader;
import io.millrace.streams.testing.KafkaTopics;
import io.millrace.streams.testing.Reading;
import io.millrace.streams.testing.SharedKafkaBroker;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a reader fetches while it connects, and that nothing comes of it. */
class KafkaRehearsalTest {

  private static final PartitionId P0 = partition(0);

  private final String topic = SharedKafkaBroker.newTopic(1);
  private final KafkaTopics topics = SharedKafkaBroker.get().topics();
  private final KafkaClientSettings settings;

  KafkaRehearsalTest() throws StreamException {
    settings = KafkaClientSettings.forTopic(topic, SharedKafkaBroker.get().clientProperties());
  }

  @Test
  void whatIsFetchedWhileConnectingIsReadAgain() throws Exception {
    topics.append(topic, 0, List.of("a", "b"));
    try (StreamReader reader = KafkaStream.reader(settings)) {
      Reading reading = new Reading(reader);
      reader.connect();

      assertThat(reader.positions()).isEmpty();
      assertThat(reader.poll(Duration.ofMillis(200))).isEmpty();

      reader.assign(Map.of(P0, Position.of(0)));
      reading.untilRecords(2);

      assertThat(reading.values(P0)).containsExactly("a", "b");
      assertThat(reader.positions()).isEqualTo(Map.of(P0, Position.of(2)));
    }
  }

  @Test
  void partitionWithoutItsLastRecordIsNoReasonNotToConnect() throws Exception {
    topics.append(topic, 0, List.of("a", "b"));
    topics.deleteRecordsBefore(topic, 0, 2);
    try (StreamReader reader = KafkaStream.reader(settings)) {
      Reading reading = new Reading(reader);
      reader.connect();
      reader.assign(Map.of(P0, Position.of(2)));
      topics.append(topic, 0, List.of("c"));
      reading.untilRecords(1);

      assertThat(reading.values(P0)).containsExactly("c");
    }
  }

  @Test
  void lastRecordIsFetchedOnceByAConsumerThatIsClosedThen() {
    WatchedConsumer consumer = new WatchedConsumer(5);

    new KafkaRehearsal(() -> consumer).with(consumer.partition);

    assertThat(consumer.fetchedFrom).containsExactly(4L);
    assertThat(consumer.closed()).isTrue();
  }

  @Test
  void emptyPartitionIsNotWaitedFor() {
    WatchedConsumer consumer = new WatchedConsumer(0);

    new KafkaRehearsal(() -> consumer).with(consumer.partition);

    assertThat(consumer.fetchedFrom).isEmpty();
    assertThat(consumer.closed()).isTrue();
  }

  @ParameterizedTest
  @MethodSource("failures")
  void fetchThatFailsMeansNothing(Runnable failure) {
    WatchedConsumer consumer = new WatchedConsumer(5);
    consumer.schedulePollTask(failure);

    new KafkaRehearsal(() -> consumer).with(consumer.partition);

    assertThat(consumer.fetchedFrom).hasSize(1);
    assertThat(consumer.closed()).isTrue();
  }

  static Stream<Runnable> failures() {
    return Stream.of(
        () -> {
          throw new KafkaException("a corrupt record");
        },
        () -> {
          throw new UnsatisfiedLinkError("no codec");
        });
  }

  @Test
  void consumerThatCannotBeMadeMeansNothing() throws Exception {
    topics.append(topic, 0, List.of("a"));
    KafkaRehearsal failing =
        new KafkaRehearsal(
            () -> {
              throw new KafkaException("no room");
            });
    WatchedConsumer consumer = new WatchedConsumer(5);
    try (StreamReader reader = reader(consumer, failing)) {
      assertThat(reader.connect().topics()).containsOnlyKeys(topic);
      assertThat(consumer.fetchedFrom).as("the consumer that reads is left alone").isEmpty();
    }
  }

  @Test
  void connectingRehearsesWithAPartitionOfTheTopic() throws Exception {
    WatchedConsumer reads = new WatchedConsumer(5);
    WatchedConsumer rehearses = new WatchedConsumer(5);
    try (StreamReader reader = reader(reads, new KafkaRehearsal(() -> rehearses))) {
      reader.connect();

      assertThat(rehearses.fetchedFrom).containsExactly(4L);
      assertThat(reads.fetchedFrom).isEmpty();
      assertThat(reads.assignment()).isEmpty();
    }
  }

  @Test
  void ownConsumerHasNeitherTheNameNorTheInterceptorsOfTheOther() throws Exception {
    KafkaClientSettings named =
        KafkaClientSettings.forTopic(
            topic,
            Map.of(
                "bootstrap.servers", "localhost:1",
                "client.id", "mine",
                "interceptor.classes", "org.example.Counting",
                "fetch.max.bytes", "1000"));

    assertThat(named.rehearsalConfig())
        .doesNotContainKeys("client.id", "interceptor.classes")
        .containsEntry("fetch.max.bytes", "1000")
        .containsEntry("auto.offset.reset", "none");
    assertThat(named.consumerConfig()).containsKeys("client.id", "interceptor.classes");
  }

  private StreamReader reader(WatchedConsumer consumer, KafkaRehearsal rehearsal) {
    return new KafkaStreamReader(
        consumer,
        rehearsal,
        new KafkaStreamMetadata(Admin.create(settings.adminConfig()), settings),
        settings);
  }

  /** Kafka's own consumer in memory, which notes where it is asked to fetch from. */
  private final class WatchedConsumer extends MockConsumer<ByteBuffer, ByteBuffer> {

    private final TopicPartition partition = new TopicPartition(topic, 0);
    private final List<Long> fetchedFrom = new ArrayList<>();

    WatchedConsumer(long end) {
      super("none");
      updateBeginningOffsets(Map.of(partition, 0L));
      updateEndOffsets(Map.of(partition, end));
    }

    @Override
    public synchronized ConsumerRecords<ByteBuffer, ByteBuffer> poll(Duration timeout) {
      fetchedFrom.add(position(partition));
      return super.poll(timeout);
    }
  }
}
