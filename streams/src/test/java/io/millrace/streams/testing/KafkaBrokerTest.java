package io.millrace.streams.testing;

import static io.millrace.streams.testing.FakeStream.partition;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.millrace.streams.Position;
import io.millrace.streams.StreamDescription;
import io.millrace.streams.StreamMetadata;
import io.millrace.streams.kafka.KafkaClientSettings;
import io.millrace.streams.kafka.KafkaStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KafkaBrokerTest {

  @TempDir Path folder;

  @Test
  void comesBackOnTheSamePortAndDataAfterAStop() throws Exception {
    KafkaBroker broker = KafkaBrokerSetup.in(folder).withHost("127.0.0.3").start();
    try (broker) {
      broker.topics().create("events", 1);
      broker.topics().append("events", 0, List.of("a", "b"));
      try (StreamMetadata metadata =
          KafkaStream.metadata(KafkaClientSettings.forTopic("events", broker.clientProperties()))) {
        StreamDescription before = metadata.describe();
        long pid = broker.pid();
        assertThat(broker.bootstrapServers()).startsWith("127.0.0.3:");
        assertThatIllegalStateException().isThrownBy(broker::restart).withMessageContaining("runs");

        broker.stop();
        assertThat(broker.isRunning()).isFalse();
        broker.restart();

        assertThat(broker.pid()).isNotEqualTo(pid);
        assertThat(metadata.describe()).isEqualTo(before);
        assertThat(metadata.latest(Set.of(partition(0))).found())
            .isEqualTo(Map.of(partition(0), Position.of(2)));
      }
    }
    assertThat(broker.isRunning()).isFalse();
  }
}
