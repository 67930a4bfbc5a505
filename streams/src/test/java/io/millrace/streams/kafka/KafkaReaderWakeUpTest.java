package io.millrace.streams.kafka;

import static io.millrace.streams.testing.FakeStream.partition;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.streams.PartitionId;
import io.millrace.streams.PartitionRecords;
import io.millrace.streams.Position;
import io.millrace.streams.StreamException;
import io.millrace.streams.StreamReader;
import io.millrace.streams.testing.SharedKafkaBroker;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class KafkaReaderWakeUpTest {

  private static final Duration LONG = Duration.ofMinutes(1);
  private static final int ROUNDS = 21;
  private static final PartitionId P0 = partition(0);

  @Test
  void pollEndsWithinATenthOfASecondOfAWakeUp() throws Exception {
    String topic = SharedKafkaBroker.newTopic(1);
    try (StreamReader reader =
        KafkaStream.reader(
            KafkaClientSettings.forTopic(topic, SharedKafkaBroker.get().clientProperties()))) {
      reader.connect();
      reader.assign(Map.of(P0, Position.of(0)));
      reader.poll(Duration.ofMillis(300));
      long[] nanos = new long[ROUNDS];
      for (int round = 0; round < ROUNDS; round++) {
        nanos[round] = nanosToWakeUp(reader);
      }
      Arrays.sort(nanos);

      assertThat(Duration.ofNanos(nanos[ROUNDS / 2])).isLessThan(Duration.ofMillis(100));
      assertThat(Duration.ofNanos(nanos[ROUNDS - 1])).isLessThan(LONG.dividedBy(4));
    }
  }

  @Test
  void wakeUpThatHitsAnotherCallEndsTheNextPollAndLosesNothing() throws Exception {
    FailingConsumer consumer = new FailingConsumer();
    try (StreamReader reader = reader(consumer)) {
      consumer.positionFailure = new WakeupException();

      assertThat(reader.positions()).isEqualTo(Map.of(P0, Position.of(0)));
      consumer.addRecord(consumer.recordAt(0));

      assertThat(reader.poll(LONG)).isEmpty();
      assertThat(reader.poll(LONG)).hasSize(1);
      assertThat(reader.positions()).isEqualTo(Map.of(P0, Position.of(1)));
    }
  }

  @Test
  void positionThatTheConsumerCannotTellIsTheLastKnownOne() throws Exception {
    FailingConsumer consumer = new FailingConsumer();
    try (StreamReader reader = reader(consumer)) {
      consumer.addRecord(consumer.recordAt(0));
      assertThat(reader.poll(LONG)).hasSize(1);

      consumer.positionFailure = new TimeoutException("no broker to confirm the position");

      assertThat(reader.positions()).isEqualTo(Map.of(P0, Position.of(1)));
    }
  }

  private static StreamReader reader(FailingConsumer consumer) throws StreamException {
    KafkaClientSettings settings =
        KafkaClientSettings.forTopic(
            consumer.partition.topic(), SharedKafkaBroker.get().clientProperties());
    StreamReader reader =
        new KafkaStreamReader(
            consumer,
            new KafkaRehearsal(() -> consumer),
            new KafkaStreamMetadata(Admin.create(settings.adminConfig()), settings),
            settings);
    reader.assign(Map.of(P0, Position.of(0)));
    return reader;
  }

  private static long nanosToWakeUp(StreamReader reader) throws Exception {
    CountDownLatch polling = new CountDownLatch(1);
    FutureTask<List<PartitionRecords>> poll =
        new FutureTask<>(
            () -> {
              polling.countDown();
              return reader.poll(LONG);
            });
    Thread.ofPlatform().start(poll);
    polling.await();
    long start = System.nanoTime();
    reader.wakeUp();
    assertThat(poll.get()).isEmpty();
    return System.nanoTime() - start;
  }

  /** Kafka's own consumer in memory, whose position fails once when told so. */
  private static final class FailingConsumer extends MockConsumer<ByteBuffer, ByteBuffer> {

    private final TopicPartition partition = new TopicPartition(SharedKafkaBroker.newTopic(1), 0);
    private @Nullable KafkaException positionFailure;

    FailingConsumer() {
      super("none");
      updateBeginningOffsets(Map.of(partition, 0L));
    }

    ConsumerRecord<ByteBuffer, ByteBuffer> recordAt(long offset) {
      return new ConsumerRecord<>(
          partition.topic(), 0, offset, ByteBuffer.allocate(0), ByteBuffer.allocate(0));
    }

    @Override
    public synchronized long position(TopicPartition asked, Duration timeout) {
      KafkaException failure = positionFailure;
      if (failure != null) {
        positionFailure = null;
        throw failure;
      }
      return super.position(asked, timeout);
    }
  }
}
