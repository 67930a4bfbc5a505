package io.millrace.streams.kafka;

import io.millrace.streams.PartitionId;
import io.millrace.streams.Position;
import io.millrace.streams.StreamException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteBufferDeserializer;

/**
 * Finds out when records were written, by reading single ones. Used by one thread at a time.
 *
 * <p>The position before another may hold a transaction's marker, or a record that compaction or an
 * abort has taken away: so it looks further and further back, and gives up after a few steps.
 */
final class RecordTimes implements AutoCloseable {

  private static final long[] STEPS_BACK = {1, 2, 8, 64, 1_024};
  private static final int FETCH_BYTES = 64 * 1_024;
  private static final Duration POLL = Duration.ofMillis(200);
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(2);

  private final Consumer<ByteBuffer, ByteBuffer> consumer;
  private final KafkaClientSettings settings;
  private final KafkaFailures failures;

  private RecordTimes(Consumer<ByteBuffer, ByteBuffer> consumer, KafkaClientSettings settings) {
    this.consumer = consumer;
    this.settings = settings;
    this.failures = new KafkaFailures(settings);
  }

  /** A fetch brings little of each partition, however much more there is. */
  static RecordTimes open(KafkaClientSettings settings) throws StreamException {
    Map<String, Object> config = new HashMap<>(settings.consumerConfig());
    config.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, FETCH_BYTES);
    config.put(ConsumerConfig.FETCH_MIN_BYTES_CONFIG, 1);
    try {
      return new RecordTimes(
          new KafkaConsumer<>(config, new ByteBufferDeserializer(), new ByteBufferDeserializer()),
          settings);
    } catch (KafkaException e) {
      throw new KafkaFailures(settings).whileCreatingClient(e);
    }
  }

  /**
   * Time of the last readable record before each of {@code positions}, in milliseconds; of {@code
   * partitions} only, and only where one is found within the time that a question may take.
   */
  Map<PartitionId, Long> lastBefore(
      Map<PartitionId, Position> positions, Collection<PartitionId> partitions)
      throws StreamException {
    Map<PartitionId, Long> found = new TreeMap<>();
    Map<TopicPartition, Search> open = new HashMap<>();
    positions.forEach(
        (id, position) -> {
          if (partitions.contains(id) && position.isNumber()) {
            open.put(
                settings.topics().partition(id), new Search(id, Long.parseLong(position.value())));
          }
        });
    try {
      search(open, found);
    } catch (KafkaException e) {
      throw failures.during("reading record times", e);
    }
    return found;
  }

  @Override
  public void close() {
    consumer.close(CloseOptions.timeout(CLOSE_TIMEOUT));
  }

  private void search(Map<TopicPartition, Search> open, Map<PartitionId, Long> found) {
    Map<TopicPartition, Long> earliest = consumer.beginningOffsets(open.keySet());
    long polls = Math.max(1, settings.apiTimeout().dividedBy(POLL));
    for (long back : STEPS_BACK) {
      open.values().removeIf(search -> found.containsKey(search.id()));
      open.entrySet()
          .removeIf(
              search -> search.getValue().end() <= earliest.getOrDefault(search.getKey(), 0L));
      consumer.assign(open.keySet());
      consumer.resume(open.keySet());
      open.forEach(
          (partition, search) ->
              consumer.seek(
                  partition, Math.max(earliest.getOrDefault(partition, 0L), search.end() - back)));
      Map<TopicPartition, Search> waiting = new HashMap<>(open);
      for (; polls > 0 && !waiting.isEmpty(); polls--) {
        take(consumer, waiting, found);
      }
      waiting.values().forEach(search -> found.remove(search.id()));
    }
    consumer.unsubscribe();
  }

  /** A partition has been searched once its position is at the end or behind it. */
  private static void take(
      Consumer<ByteBuffer, ByteBuffer> consumer,
      Map<TopicPartition, Search> waiting,
      Map<PartitionId, Long> found) {
    ConsumerRecords<ByteBuffer, ByteBuffer> records = poll(consumer);
    for (ConsumerRecord<ByteBuffer, ByteBuffer> record : records) {
      Search search = waiting.get(new TopicPartition(record.topic(), record.partition()));
      if (search != null && record.offset() < search.end()) {
        found.put(search.id(), record.timestamp());
      }
    }
    waiting
        .entrySet()
        .removeIf(search -> consumer.position(search.getKey()) >= search.getValue().end());
    consumer.pause(
        consumer.assignment().stream()
            .filter(partition -> !waiting.containsKey(partition))
            .toList());
  }

  /** What retention has taken away since the beginning was asked for is not looked for again. */
  private static ConsumerRecords<ByteBuffer, ByteBuffer> poll(
      Consumer<ByteBuffer, ByteBuffer> consumer) {
    try {
      return consumer.poll(POLL);
    } catch (OffsetOutOfRangeException e) {
      consumer.seekToEnd(e.offsetOutOfRangePartitions().keySet());
      return ConsumerRecords.empty();
    }
  }

  /** One partition, and the position before which its last record is searched. */
  private record Search(PartitionId id, long end) {}
}
