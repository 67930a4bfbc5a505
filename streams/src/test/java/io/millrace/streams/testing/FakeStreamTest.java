package io.millrace.streams.testing;

import static io.millrace.streams.testing.FakeStream.partition;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.streams.Position;
import io.millrace.streams.StreamMetadata;
import io.millrace.streams.StreamReader;
import io.millrace.streams.StreamRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class FakeStreamTest extends StreamContract {

  @Override
  StreamUnderTest create() {
    return new Adapter(new FakeStream("events", 2));
  }

  @Test
  void tombstoneHasNoValue() throws Exception {
    FakeStream stream = new FakeStream("events", 1);
    stream.appendTombstone(0);

    try (StreamReader reader = stream.reader()) {
      reader.assign(Map.of(partition(0), Position.of(0)));

      assertThat(reader.poll(Duration.ZERO).getFirst().records())
          .containsExactly(new StreamRecord(FakeStream.TIMESTAMP, null));
    }
  }

  @Test
  void readersDoNotDisturbEachOther() throws Exception {
    FakeStream stream = new FakeStream("events", 1);
    stream.append(0, "a");

    assertThat(valueReadBy(stream.reader())).isEqualTo("a");
    assertThat(valueReadBy(stream.reader())).isEqualTo("a");
  }

  private static String valueReadBy(StreamReader reader) throws Exception {
    reader.assign(Map.of(partition(0), Position.of(0)));
    StreamRecord record = reader.poll(Duration.ZERO).getFirst().records().getFirst();
    return UTF_8.decode(Objects.requireNonNull(record.value())).toString();
  }

  private record Adapter(FakeStream fake) implements StreamUnderTest {

    @Override
    public StreamMetadata metadata() {
      return fake.metadata();
    }

    @Override
    public StreamReader reader() {
      return fake.reader();
    }

    @Override
    public void append(int partition, String... values) {
      fake.append(partition, values);
    }

    @Override
    public void appendAt(int partition, Instant time, String value) {
      fake.append(partition, time.toEpochMilli(), value.getBytes(UTF_8));
    }

    @Override
    public void appendUnreadable(int partition) {
      fake.appendGap(partition, 3);
    }

    @Override
    public void deleteRecordsBefore(int partition, long position) {
      fake.deleteRecordsBefore(partition, position);
    }

    @Override
    public void growTo(int partitions) {
      fake.growTo(partitions);
    }

    @Override
    public void delete() {
      fake.delete();
    }

    @Override
    public void recreate(int partitions) {
      fake.recreate(partitions);
    }

    @Override
    public void goDown() {
      fake.goDown();
    }

    @Override
    public void comeBack() {
      fake.comeBack();
    }
  }
}
