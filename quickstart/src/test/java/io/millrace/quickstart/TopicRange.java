package io.millrace.quickstart;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.quickstart.events.EventTotals;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Adds up the events between two positions of a partition, as the brokers have them. */
final class TopicRange {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Set<String> users = new HashSet<>();
  private final Set<String> pages = new HashSet<>();
  private long rows;
  private long added;
  private long deleted;
  private long delta;

  private TopicRange() {}

  /**
   * Reads all of them.
   *
   * @param from position of the first
   * @param to position after the last, which the partition has reached
   */
  static EventTotals totals(String bootstrapServers, TopicPartition partition, long from, long to) {
    TopicRange range = new TopicRange();
    try (Consumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", bootstrapServers),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      consumer.assign(List.of(partition));
      consumer.seek(partition, from);
      while (consumer.position(partition) < to) {
        for (ConsumerRecord<byte[], byte[]> event : consumer.poll(Duration.ofSeconds(1))) {
          if (event.offset() < to) {
            range.add(event.value());
          }
        }
      }
    }
    return range.totals();
  }

  private void add(byte[] event) {
    try {
      JsonNode json = JSON.readTree(event);
      rows++;
      added += json.get("added").asLong();
      deleted += json.get("deleted").asLong();
      delta += json.get("delta").asLong();
      users.add(json.get("user").asText());
      pages.add(json.get("page").asText());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private EventTotals totals() {
    return new EventTotals(rows, added, deleted, delta, users.size(), pages.size());
  }
}
