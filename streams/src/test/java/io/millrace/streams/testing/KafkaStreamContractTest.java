package io.millrace.streams.testing;

import io.millrace.streams.StreamException;
import io.millrace.streams.StreamMetadata;
import io.millrace.streams.StreamReader;
import io.millrace.streams.kafka.KafkaClientSettings;
import io.millrace.streams.kafka.KafkaStream;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

class KafkaStreamContractTest extends StreamContract {

  @Override
  StreamUnderTest create() {
    return new Adapter(SharedKafkaBroker.get(), SharedKafkaBroker.newTopic(2));
  }

  private record Adapter(KafkaBroker broker, String topic) implements StreamUnderTest {

    @Override
    public StreamMetadata metadata() throws StreamException {
      return KafkaStream.metadata(settings());
    }

    @Override
    public StreamReader reader() throws StreamException {
      return KafkaStream.reader(settings());
    }

    @Override
    public void append(int partition, String... values) {
      broker.topics().append(topic, partition, List.of(values));
    }

    @Override
    public void appendAt(int partition, Instant time, String value) {
      broker.topics().appendAt(topic, partition, time, value);
    }

    @Override
    public void appendUnreadable(int partition) {
      broker.topics().appendAborted(topic, partition, List.of("aborted", "aborted too"));
    }

    @Override
    public void deleteRecordsBefore(int partition, long position) {
      broker.topics().deleteRecordsBefore(topic, partition, position);
    }

    @Override
    public void growTo(int partitions) {
      broker.topics().growTo(topic, partitions);
    }

    @Override
    public void delete() {
      broker.topics().delete(topic);
    }

    @Override
    public void recreate(int partitions) {
      broker.topics().create(topic, partitions);
    }

    @Override
    public void goDown() {
      broker.kill();
    }

    @Override
    public void comeBack() throws IOException {
      broker.restart();
    }

    private KafkaClientSettings settings() throws StreamException {
      return KafkaClientSettings.forTopic(topic, broker.clientProperties())
          .withApiTimeout(Duration.ofSeconds(5));
    }
  }
}
