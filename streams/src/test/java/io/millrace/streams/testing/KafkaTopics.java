package io.millrace.streams.testing;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * Makes topics and records on one broker. Calls return once the broker has done it; they try again
 * while it is away, up to the Kafka client's own limits. Used by one thread at a time, producers
 * aside, which may be used by any.
 */
public final class KafkaTopics implements AutoCloseable {

  private static final Duration LIMIT = Duration.ofMinutes(1);
  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(2);

  private final String bootstrapServers;
  private final Admin admin;
  private @Nullable Producer<byte[], byte[]> plain;
  private @Nullable Producer<byte[], byte[]> transactional;

  KafkaTopics(String bootstrapServers) {
    this.bootstrapServers = bootstrapServers;
    this.admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers));
  }

  /** Creates a topic, and waits until all its partitions can be written. */
  public void create(String topic, int partitions) {
    await(
        admin
            .createTopics(List.of(new NewTopic(topic, Optional.of(partitions), Optional.empty())))
            .all());
    awaitPartitions(topic, partitions);
  }

  /** Creates a topic with one partition on each of {@code brokers}, which no other one holds. */
  public void createHeldOnce(String topic, List<Integer> brokers) {
    Map<Integer, List<Integer>> replicas = new HashMap<>();
    brokers.forEach(broker -> replicas.put(replicas.size(), List.of(broker)));
    Map<String, String> oneIsEnough = Map.of(TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG, "1");
    await(admin.createTopics(List.of(new NewTopic(topic, replicas).configs(oneIsEnough))).all());
    awaitPartitions(topic, brokers.size());
  }

  /** Deletes a topic, and waits until it is not to be seen any more. */
  public void delete(String topic) {
    await(admin.deleteTopics(List.of(topic)).all());
    until(() -> !isThere(topic), "topic %s is gone".formatted(topic));
  }

  /** Grows a topic to {@code total} partitions. */
  public void growTo(String topic, int total) {
    await(admin.createPartitions(Map.of(topic, NewPartitions.increaseTo(total))).all());
    awaitPartitions(topic, total);
  }

  /** Deletes what lies before {@code offset}, as retention does. */
  public void deleteRecordsBefore(String topic, int partition, long offset) {
    await(
        admin
            .deleteRecords(
                Map.of(new TopicPartition(topic, partition), RecordsToDelete.beforeOffset(offset)))
            .all());
  }

  /** Appends records, outside of any transaction. */
  public void append(String topic, int partition, List<String> values) {
    Producer<byte[], byte[]> producer = plain == null ? producer() : plain;
    plain = producer;
    send(producer, topic, partition, values);
  }

  /** Appends a record that says it was written at {@code time}, outside of any transaction. */
  public void appendAt(String topic, int partition, Instant time, String value) {
    Producer<byte[], byte[]> producer = plain == null ? producer() : plain;
    plain = producer;
    await(
        producer.send(
            new ProducerRecord<>(
                topic,
                partition,
                time.toEpochMilli(),
                null,
                value.getBytes(StandardCharsets.UTF_8))));
  }

  /** Appends records in one transaction, and commits it. */
  public void appendCommitted(String topic, int partition, List<String> values) {
    inTransaction(topic, partition, values).commitTransaction();
  }

  /** Appends records in one transaction, and aborts it: nobody may read them. */
  public void appendAborted(String topic, int partition, List<String> values) {
    inTransaction(topic, partition, values).abortTransaction();
  }

  /** A new producer of raw bytes, which the caller closes. */
  public Producer<byte[], byte[]> producer() {
    return producing(Map.of("linger.ms", "0"));
  }

  /** A new producer that writes in transactions, ready to begin one, which the caller closes. */
  public Producer<byte[], byte[]> transactionalProducer(String transactionalId) {
    Producer<byte[], byte[]> producer = producing(Map.of("transactional.id", transactionalId));
    producer.initTransactions();
    return producer;
  }

  /**
   * One request at a time: when a new partition's broker refuses the first because it does not know
   * yet that it leads, those that follow would be out of order for ever.
   */
  private Producer<byte[], byte[]> producing(Map<String, Object> settings) {
    Map<String, Object> config = new HashMap<>(settings);
    config.put("bootstrap.servers", bootstrapServers);
    config.put("max.in.flight.requests.per.connection", 1);
    return new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer());
  }

  /** Closes what it opened itself. */
  @Override
  public void close() {
    if (plain != null) {
      plain.close(CLOSE_LIMIT);
    }
    if (transactional != null) {
      transactional.close(CLOSE_LIMIT);
    }
    admin.close(CLOSE_LIMIT);
  }

  private Producer<byte[], byte[]> inTransaction(String topic, int partition, List<String> values) {
    Producer<byte[], byte[]> producer =
        transactional == null ? transactionalProducer("millrace-topics") : transactional;
    transactional = producer;
    producer.beginTransaction();
    send(producer, topic, partition, values);
    return producer;
  }

  private static void send(
      Producer<byte[], byte[]> producer, String topic, int partition, List<String> values) {
    List<Future<RecordMetadata>> sent =
        values.stream().map(value -> producer.send(record(topic, partition, value))).toList();
    producer.flush();
    sent.forEach(KafkaTopics::await);
  }

  private static ProducerRecord<byte[], byte[]> record(String topic, int partition, String value) {
    return new ProducerRecord<>(topic, partition, null, value.getBytes(StandardCharsets.UTF_8));
  }

  private void awaitPartitions(String topic, int partitions) {
    until(
        () -> isThere(topic) && leaders(topic) == partitions,
        "topic %s has %d partitions with a leader".formatted(topic, partitions));
  }

  private boolean isThere(String topic) {
    return await(admin.listTopics().names()).contains(topic);
  }

  private long leaders(String topic) {
    try {
      return admin.describeTopics(List.of(topic)).allTopicNames().get().values().stream()
          .flatMap(description -> description.partitions().stream())
          .filter(partition -> partition.leader() != null)
          .count();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof UnknownTopicOrPartitionException) {
        return 0;
      }
      throw new IllegalStateException("Kafka failed to describe topic " + topic, e.getCause());
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  private static void until(BooleanSupplier condition, String what) {
    long deadline = System.nanoTime() + LIMIT.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException("not within %s: %s".formatted(LIMIT, what));
      }
      Thread.onSpinWait();
    }
  }

  private static <T> T await(Future<T> answer) {
    try {
      return answer.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("Kafka failed", e.getCause());
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  private static IllegalStateException interrupted(InterruptedException e) {
    Thread.currentThread().interrupt();
    return new IllegalStateException("interrupted while waiting for Kafka", e);
  }
}
