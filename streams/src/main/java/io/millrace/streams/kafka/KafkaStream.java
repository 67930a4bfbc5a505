package io.millrace.streams.kafka;

import io.millrace.streams.StreamException;
import io.millrace.streams.StreamMetadata;
import io.millrace.streams.StreamReader;
import java.nio.ByteBuffer;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteBufferDeserializer;

/** Opens the Kafka topics that {@link KafkaClientSettings} name. */
public final class KafkaStream {

  private KafkaStream() {}

  /**
   * A client that asks about the topics. It connects when it is first asked something.
   *
   * @throws StreamException of kind {@code CONFIGURATION} when Kafka refuses the settings, {@code
   *     UNREACHABLE} when no bootstrap host resolves
   */
  public static StreamMetadata metadata(KafkaClientSettings settings) throws StreamException {
    return openMetadata(settings);
  }

  /**
   * A client that reads the topics. It connects at {@link StreamReader#connect}.
   *
   * @throws StreamException of kind {@code CONFIGURATION} when Kafka refuses the settings, {@code
   *     UNREACHABLE} when no bootstrap host resolves
   */
  public static StreamReader reader(KafkaClientSettings settings) throws StreamException {
    KafkaStreamMetadata metadata = openMetadata(settings);
    try {
      return new KafkaStreamReader(
          consumer(settings.consumerConfig()),
          new KafkaRehearsal(() -> consumer(settings.rehearsalConfig())),
          metadata,
          settings);
    } catch (KafkaException e) {
      metadata.close();
      throw new KafkaFailures(settings).whileCreatingClient(e);
    }
  }

  private static KafkaConsumer<ByteBuffer, ByteBuffer> consumer(Map<String, Object> config) {
    return new KafkaConsumer<>(config, new ByteBufferDeserializer(), new ByteBufferDeserializer());
  }

  private static KafkaStreamMetadata openMetadata(KafkaClientSettings settings)
      throws StreamException {
    try {
      return new KafkaStreamMetadata(Admin.create(settings.adminConfig()), settings);
    } catch (KafkaException e) {
      throw new KafkaFailures(settings).whileCreatingClient(e);
    }
  }
}
