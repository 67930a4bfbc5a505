package io.millrace.streams.kafka;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Fetches what a partition holds last and throws it away, so that all classes are loaded that the
 * first poll needs. It does so with a consumer of its own: nothing stays on its way that the one
 * that reads would have to wait for. That it fails means nothing, since what matters fails again.
 */
final class KafkaRehearsal {

  private static final Logger LOG = LoggerFactory.getLogger(KafkaRehearsal.class);

  /** For each of the two calls that reach a broker. */
  private static final Duration LIMIT = Duration.ofSeconds(2);

  private final Supplier<? extends Consumer<ByteBuffer, ByteBuffer>> consumers;

  /**
   * @param consumers makes the consumer
   */
  KafkaRehearsal(Supplier<? extends Consumer<ByteBuffer, ByteBuffer>> consumers) {
    this.consumers = consumers;
  }

  void with(TopicPartition partition) {
    try {
      Consumer<ByteBuffer, ByteBuffer> consumer = consumers.get();
      try {
        fetchLast(consumer, partition);
      } finally {
        consumer.close(CloseOptions.timeout(Duration.ZERO));
      }
    } catch (RuntimeException | LinkageError e) {
      LOG.atInfo()
          .addKeyValue("partition", partition)
          .addKeyValue("problem", e.toString())
          .log("No record could be fetched for practice; the first records take longer");
    }
  }

  private static void fetchLast(
      Consumer<ByteBuffer, ByteBuffer> consumer, TopicPartition partition) {
    consumer.assign(List.of(partition));
    consumer.seekToEnd(List.of(partition));
    long end = consumer.position(partition, LIMIT);
    if (end > 0) {
      consumer.seek(partition, end - 1);
      consumer.poll(LIMIT);
    }
  }
}
