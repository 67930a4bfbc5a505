package io.millrace.streams.testing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.streams.PartitionId;
import io.millrace.streams.PartitionRecords;
import io.millrace.streams.Position;
import io.millrace.streams.StreamException;
import io.millrace.streams.StreamReader;
import io.millrace.streams.StreamRecord;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.Callable;

/** Polls a reader, and keeps what it returned. */
public final class Reading {

  private static final Duration LIMIT = Duration.ofMinutes(1);
  private static final Duration POLL_TIMEOUT = Duration.ofMillis(100);

  private final StreamReader reader;
  private final Map<PartitionId, List<StreamRecord>> records = new TreeMap<>();

  public Reading(StreamReader reader) {
    this.reader = reader;
  }

  /** One poll. */
  public void once() throws StreamException {
    for (PartitionRecords polled : reader.poll(POLL_TIMEOUT)) {
      records.computeIfAbsent(polled.partition(), id -> new ArrayList<>()).addAll(polled.records());
    }
  }

  /** Polls until {@code count} records are there in all, or more. */
  public void untilRecords(int count) throws Exception {
    until("%d records".formatted(count), () -> count() >= count);
  }

  /** Polls until the reader's positions are these. */
  public void untilPositions(Map<PartitionId, Position> positions) throws Exception {
    until("positions " + positions, () -> reader.positions().equals(positions));
  }

  /** The values returned so far from a partition, as text. */
  public List<String> values(PartitionId partition) {
    return records(partition).stream()
        .map(record -> UTF_8.decode(Objects.requireNonNull(record.value()).duplicate()).toString())
        .toList();
  }

  /** The records returned so far from a partition. */
  public List<StreamRecord> records(PartitionId partition) {
    return records.getOrDefault(partition, List.of());
  }

  /** How many records were returned so far. */
  public int count() {
    return records.values().stream().mapToInt(List::size).sum();
  }

  private void until(String what, Callable<Boolean> condition) throws Exception {
    long deadline = System.nanoTime() + LIMIT.toNanos();
    while (!condition.call()) {
      assertThat(System.nanoTime())
          .as("%s, after %s; got %s", what, LIMIT, reader.positions())
          .isLessThan(deadline);
      once();
    }
  }
}
