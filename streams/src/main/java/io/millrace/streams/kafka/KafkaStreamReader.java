package io.millrace.streams.kafka;

import io.millrace.streams.PartitionId;
import io.millrace.streams.PartitionRecords;
import io.millrace.streams.Position;
import io.millrace.streams.StreamDescription;
import io.millrace.streams.StreamException;
import io.millrace.streams.StreamException.Kind;
import io.millrace.streams.StreamReader;
import io.millrace.streams.StreamRecord;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads with a consumer that is assigned its partitions, beside an admin client for what a consumer
 * cannot tell (topic ids). While brokers are away {@link #poll} returns nothing and the consumer
 * reconnects by itself. A record's value is the part of the fetched batch that holds it, not a
 * copy.
 *
 * <p>{@link #poll} also returns early, with none, when a position moved past records that are not
 * to be seen. {@link #limit} passes over partitions that are not assigned.
 */
final class KafkaStreamReader implements StreamReader {

  private static final Logger LOG = LoggerFactory.getLogger(KafkaStreamReader.class);

  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(2);

  private final Consumer<ByteBuffer, ByteBuffer> consumer;
  private final KafkaRehearsal rehearsal;
  private final KafkaStreamMetadata metadata;
  private final KafkaClientSettings settings;
  private final KafkaFailures failures;
  private final Semaphore wakeUps = new Semaphore(0);
  private final SortedMap<PartitionId, PartitionCursor> cursors = new TreeMap<>();
  private final Map<TopicPartition, PartitionCursor> byPartition = new HashMap<>();
  private @Nullable StreamDescription known;
  private boolean wakeUpHitAnotherCall;

  KafkaStreamReader(
      Consumer<ByteBuffer, ByteBuffer> consumer,
      KafkaRehearsal rehearsal,
      KafkaStreamMetadata metadata,
      KafkaClientSettings settings) {
    this.consumer = consumer;
    this.rehearsal = rehearsal;
    this.metadata = metadata;
    this.settings = settings;
    this.failures = new KafkaFailures(settings);
  }

  @Override
  public StreamDescription connect() throws StreamException {
    StreamDescription description = describe();
    String topic = description.topics().firstKey();
    try {
      consumer.partitionsFor(topic, settings.apiTimeout());
    } catch (WakeupException e) {
      wakeUpHitAnotherCall = true;
    } catch (KafkaException e) {
      throw failures.during("connecting to read", e);
    }
    description.partitions().stream()
        .findFirst()
        .map(settings.topics()::partition)
        .ifPresent(rehearsal::with);
    return description;
  }

  @Override
  public void assign(Map<PartitionId, Position> start) throws StreamException {
    requireKnown(start);
    List<PartitionCursor> assigned = new ArrayList<>();
    for (Map.Entry<PartitionId, Position> entry : start.entrySet()) {
      PartitionId id = entry.getKey();
      assigned.add(
          new PartitionCursor(id, settings.topics().partition(id), offset(id, entry.getValue())));
    }
    cursors.clear();
    byPartition.clear();
    for (PartitionCursor cursor : assigned) {
      cursors.put(cursor.id(), cursor);
      byPartition.put(cursor.partition(), cursor);
    }
    wakeUps.drainPermits();
    consumer.assign(byPartition.keySet());
    cursors.values().forEach(cursor -> consumer.seek(cursor.partition(), cursor.next()));
    consumer.resume(byPartition.keySet());
  }

  @Override
  public void limit(Map<PartitionId, Position> end) throws StreamException {
    for (Map.Entry<PartitionId, Position> entry : end.entrySet()) {
      PartitionCursor cursor = cursors.get(entry.getKey());
      if (cursor != null) {
        limit(cursor, offset(entry.getKey(), entry.getValue()));
      }
    }
  }

  @Override
  public List<PartitionRecords> poll(Duration timeout) throws StreamException {
    if (wakeUpHitAnotherCall) {
      wakeUpHitAnotherCall = false;
      return List.of();
    }
    if (cursors.isEmpty()) {
      return pollNothing(timeout);
    }
    try {
      List<PartitionRecords> records = take(consumer.poll(timeout));
      stopAtEnds();
      return records;
    } catch (WakeupException e) {
      wakeUps.drainPermits();
      return List.of();
    } catch (OffsetOutOfRangeException e) {
      throw outOfRange(e);
    } catch (KafkaException e) {
      throw failures.during("reading", e);
    }
  }

  @Override
  public SortedMap<PartitionId, Position> positions() {
    SortedMap<PartitionId, Position> positions = new TreeMap<>();
    for (Map.Entry<PartitionId, PartitionCursor> entry : cursors.entrySet()) {
      refresh(entry.getValue());
      positions.put(entry.getKey(), Position.of(entry.getValue().next()));
    }
    return positions;
  }

  @Override
  public StreamDescription describe() throws StreamException {
    StreamDescription description = metadata.describe();
    known = description;
    return description;
  }

  @Override
  public void wakeUp() {
    wakeUps.release();
    consumer.wakeup();
  }

  @Override
  public void close() {
    try {
      consumer.close(CloseOptions.timeout(CLOSE_TIMEOUT));
    } finally {
      metadata.close();
    }
  }

  private void requireKnown(Map<PartitionId, Position> start) throws StreamException {
    if (known == null || !known.partitions().containsAll(start.keySet())) {
      metadata.requireKnown(start.keySet(), describe());
    }
  }

  private void limit(PartitionCursor cursor, long end) {
    refresh(cursor);
    boolean wasAtEnd = cursor.isAtEnd();
    cursor.limit(end);
    if (cursor.isAtEnd()) {
      consumer.pause(List.of(cursor.partition()));
    } else if (wasAtEnd) {
      consumer.seek(cursor.partition(), cursor.next());
      consumer.resume(List.of(cursor.partition()));
    }
  }

  /** A consumer without partitions refuses to poll. */
  private List<PartitionRecords> pollNothing(Duration timeout) throws StreamException {
    try {
      if (wakeUps.tryAcquire(timeout.toNanos(), TimeUnit.NANOSECONDS)) {
        wakeUps.drainPermits();
      }
      return List.of();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StreamException(Kind.OTHER, "interrupted while waiting for partitions", e);
    }
  }

  private List<PartitionRecords> take(ConsumerRecords<ByteBuffer, ByteBuffer> fetched) {
    List<PartitionRecords> taken = new ArrayList<>();
    for (TopicPartition partition : fetched.partitions()) {
      PartitionCursor cursor = byPartition.get(partition);
      if (cursor != null) {
        List<StreamRecord> records = cursor.take(fetched.records(partition));
        if (!records.isEmpty()) {
          taken.add(new PartitionRecords(cursor.id(), records));
        }
      }
    }
    return taken;
  }

  private void stopAtEnds() {
    for (PartitionCursor cursor : cursors.values()) {
      if (cursor.isLimited() && !cursor.isAtEnd()) {
        refresh(cursor);
      }
      if (cursor.isAtEnd()) {
        consumer.pause(List.of(cursor.partition()));
      }
    }
  }

  /**
   * Never waits and never fails: while the consumer has yet to confirm its position with a broker,
   * the last known one stands, and what is wrong with it the next poll tells.
   */
  private void refresh(PartitionCursor cursor) {
    try {
      cursor.advanceTo(consumer.position(cursor.partition(), Duration.ZERO));
    } catch (WakeupException e) {
      wakeUpHitAnotherCall = true;
    } catch (KafkaException e) {
      LOG.atDebug()
          .addKeyValue("partition", cursor.partition())
          .addKeyValue("position", cursor.next())
          .setCause(e)
          .log("The consumer's position cannot be told at the moment");
    }
  }

  private StreamException outOfRange(OffsetOutOfRangeException failure) {
    Map.Entry<TopicPartition, Long> first =
        failure.offsetOutOfRangePartitions().entrySet().iterator().next();
    PartitionId id = settings.topics().id(first.getKey());
    return new StreamException(
        Kind.POSITION_OUT_OF_RANGE,
        "%s: partition %s has no position %d; %s"
            .formatted(
                settings.topics().described(), id, first.getValue(), explain(id, first.getValue())),
        failure);
  }

  private String explain(PartitionId id, long position) {
    try {
      Position earliest = Objects.requireNonNull(metadata.earliest(List.of(id)).found().get(id));
      Position latest = Objects.requireNonNull(metadata.latest(List.of(id)).found().get(id));
      String cause =
          Position.of(position).compareTo(earliest) < 0
              ? "records were deleted, by retention or by hand, before they were read: keep them longer"
              : "the topic was deleted and created again, or its brokers lost records";
      return "readable are %s to %s: %s; a supervisor of another name can read what is there"
          .formatted(earliest, latest, cause);
    } catch (StreamException e) {
      return "what is readable cannot be told: " + e.getMessage();
    }
  }

  private static long offset(PartitionId id, Position position) throws StreamException {
    try {
      long offset = Long.parseLong(position.value());
      if (offset >= 0) {
        return offset;
      }
    } catch (NumberFormatException e) {
      throw notAnOffset(id, position, e);
    }
    throw notAnOffset(id, position, null);
  }

  private static StreamException notAnOffset(
      PartitionId id, Position position, @Nullable Throwable cause) {
    return new StreamException(
        Kind.OTHER,
        "position '%s' of partition %s is not a Kafka offset; expected a number from 0 on"
            .formatted(position, id),
        cause);
  }
}
