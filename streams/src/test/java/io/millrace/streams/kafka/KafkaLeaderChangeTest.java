package io.millrace.streams.kafka;

import static io.millrace.streams.testing.FakeStream.partition;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.streams.PartitionId;
import io.millrace.streams.PartitionPositions;
import io.millrace.streams.Position;
import io.millrace.streams.StreamDescription;
import io.millrace.streams.StreamException;
import io.millrace.streams.StreamException.Kind;
import io.millrace.streams.StreamMetadata;
import io.millrace.streams.StreamReader;
import io.millrace.streams.testing.KafkaCluster;
import io.millrace.streams.testing.Reading;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What readers, and those who ask, see while leaders of partitions change or are missing. */
class KafkaLeaderChangeTest {

  private static final int PARTITIONS = 3;
  private static final int PHASE = 10_000;
  private static final PartitionId P0 = partition(0);
  private static final PartitionId P1 = partition(1);
  private static final PartitionId P2 = partition(2);

  @TempDir private static Path folder;
  private static KafkaCluster cluster;

  @BeforeAll
  static void start() throws Exception {
    cluster = KafkaCluster.start(folder);
  }

  @AfterAll
  static void stop() {
    cluster.close();
  }

  @Test
  void leadersKilledReturnedAndStoppedWhileReadingLoseNothingAndDoubleNothing() throws Exception {
    String topic = "leaders";
    cluster.topics().create(topic, PARTITIONS);
    KafkaClientSettings settings = KafkaClientSettings.forTopic(topic, cluster.clientProperties());
    try (StreamReader reader = KafkaStream.reader(settings)) {
      Reading reading = new Reading(reader);
      StreamDescription before = reader.connect();
      reader.assign(Map.of(P0, Position.of(0), P1, Position.of(0), P2, Position.of(0)));

      FutureTask<@Nullable Void> first = write(topic, 0);
      reading.untilRecords(PHASE / 4);
      int killed = cluster.leader(topic, 0).orElseThrow();
      cluster.kill(killed);
      reading.once();
      int successor = cluster.awaitOtherLeader(topic, 0, killed);
      reading.untilRecords(PHASE * PARTITIONS);
      first.get();
      FutureTask<@Nullable Void> second = write(topic, PHASE);
      reading.untilRecords(2 * PHASE * PARTITIONS);
      second.get();
      assertReadOnce(reading, 2 * PHASE);

      cluster.restart(killed);
      cluster.awaitInSync(topic, PARTITIONS);
      reader.limit(Map.of(P1, Position.of(3 * PHASE - 7)));
      FutureTask<@Nullable Void> third = write(topic, 2 * PHASE);
      reading.untilRecords(2 * PHASE * PARTITIONS + PHASE / 4);
      cluster.electPreferredLeaders(topic, PARTITIONS);
      cluster.awaitOtherLeader(topic, 0, successor);
      cluster.stop(successor);
      reading.untilPositions(
          Map.of(
              P0,
              Position.of(3 * PHASE),
              P1,
              Position.of(3 * PHASE - 7),
              P2,
              Position.of(3 * PHASE)));
      third.get();
      assertThat(reading.values(P1)).hasSize(3 * PHASE - 7);

      cluster.restart(successor);
      reader.limit(Map.of(P1, Position.of(Long.MAX_VALUE)));
      reading.untilRecords(3 * PHASE * PARTITIONS);
      reading.once();
      assertReadOnce(reading, 3 * PHASE);
      assertThat(reader.describe()).isEqualTo(before);
      try (StreamMetadata metadata = KafkaStream.metadata(settings)) {
        assertThat(reader.positions()).isEqualTo(metadata.latest(before.partitions()).found());
      }
    }
  }

  @Test
  void case18APartitionWithoutALeaderKeepsNoOtherOneFromTellingItsPositions() throws Exception {
    String topic = "held-once";
    cluster.topics().createHeldOnce(topic, List.of(1, 2));
    cluster.topics().append(topic, 0, List.of("a"));
    cluster.topics().append(topic, 1, List.of("b", "c"));
    KafkaClientSettings settings =
        KafkaClientSettings.forTopic(topic, cluster.clientProperties())
            .withApiTimeout(Duration.ofSeconds(3));
    try (StreamMetadata metadata = KafkaStream.metadata(settings)) {
      cluster.kill(1);
      cluster.awaitNoLeader(topic, 0);
      Set<PartitionId> both = metadata.describe().partitions();

      assertThat(both).containsExactly(P0, P1);
      assertOnlyOfP1(metadata.earliest(both), 0);
      assertOnlyOfP1(metadata.latest(both), 2);
      assertOnlyOfP1(metadata.atOrAfter(both, Instant.EPOCH), 0);
      assertOnlyOfP1(metadata.atOrAfter(both, Instant.now().plusSeconds(60)), 2);
      assertThatThrownBy(() -> metadata.latest(Set.of(P0)))
          .isInstanceOfSatisfying(
              StreamException.class, e -> assertThat(e.kind()).isEqualTo(Kind.UNREACHABLE));
    } finally {
      cluster.restart(1);
    }
  }

  private static void assertOnlyOfP1(PartitionPositions positions, long expected) {
    assertThat(positions.found()).isEqualTo(Map.of(P1, Position.of(expected)));
    assertThat(positions.unanswered()).containsOnlyKeys(P0);
    assertThat(positions.unanswered().get(P0)).contains("asking for positions");
  }

  private static void assertReadOnce(Reading reading, int perPartition) {
    List<String> expected = IntStream.range(0, perPartition).mapToObj(Integer::toString).toList();
    for (PartitionId id : List.of(P0, P1, P2)) {
      assertThat(reading.values(id)).as("partition %s", id).isEqualTo(expected);
    }
  }

  /** Writes the numbers of one phase to every partition, beside the test. */
  private static FutureTask<@Nullable Void> write(String topic, int from) {
    FutureTask<@Nullable Void> writing =
        new FutureTask<>(
            () -> {
              List<Future<?>> sent = new ArrayList<>();
              try (Producer<byte[], byte[]> producer = cluster.topics().producer()) {
                for (int number = from; number < from + PHASE; number++) {
                  byte[] value = Integer.toString(number).getBytes(UTF_8);
                  for (int partition = 0; partition < PARTITIONS; partition++) {
                    sent.add(producer.send(new ProducerRecord<>(topic, partition, null, value)));
                  }
                }
              }
              for (Future<?> one : sent) {
                one.get();
              }
              return null;
            });
    Thread.ofPlatform().daemon().start(writing);
    return writing;
  }
}
