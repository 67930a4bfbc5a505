package io.millrace.quickstart.events;

import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * Produces events to a topic at a steady rate, on a thread of its own, each of them once. Started
 * once, closed once; its figures may be read from any thread.
 */
public final class EventProducer implements AutoCloseable {

  private final Settings settings;
  private final WikipediaEvents events;
  private final Producer<byte[], byte[]> producer;
  private final Thread thread =
      Thread.ofPlatform().daemon().name("event-producer").unstarted(this::run);
  private final EventTally tally = new EventTally();
  private final AtomicLong acknowledged = new AtomicLong();
  private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
  private final Map<Integer, Long> ends = new TreeMap<>();
  private final CountDownLatch finished = new CountDownLatch(1);
  private volatile boolean enough;
  private volatile int partitions;

  /**
   * What is to be produced.
   *
   * @param bootstrapServers brokers
   * @param topic an existing topic
   * @param partitions its number of partitions at first
   * @param count number of events
   * @param perSecond rate, 0 for as fast as possible
   */
  public record Settings(
      String bootstrapServers, String topic, int partitions, long count, long perSecond) {}

  public EventProducer(Settings settings, WikipediaEvents events) {
    this.settings = settings;
    this.events = events;
    this.partitions = settings.partitions();
    this.producer =
        new KafkaProducer<>(
            Map.of(
                "bootstrap.servers", settings.bootstrapServers(),
                "acks", "all",
                "enable.idempotence", "true",
                // A new partition takes any first sequence number: a second batch must not overtake
                // the first.
                "max.in.flight.requests.per.connection", "1",
                "delivery.timeout.ms", "300000",
                "batch.size", "65536",
                "linger.ms", "5",
                "compression.type", "lz4"),
            new ByteArraySerializer(),
            new ByteArraySerializer());
  }

  public void start() {
    thread.start();
  }

  /** Spreads what comes over {@code total} partitions, which the topic has by now. */
  public void growTo(int total) {
    partitions = total;
  }

  /** Produces no more than it has begun with. */
  public void finish() {
    enough = true;
  }

  /** Events that the broker has. */
  public long acknowledged() {
    return acknowledged.get();
  }

  /**
   * Whether all events are with the broker.
   *
   * @throws IllegalStateException when an event could not be produced
   */
  public boolean isFinished() {
    Exception cause = failure.get();
    if (cause != null) {
      throw new IllegalStateException(
          "an event could not be produced to topic " + settings.topic(), cause);
    }
    return finished.getCount() == 0;
  }

  /** What was produced so far. */
  public EventTotals totals() {
    return tally.totals();
  }

  /** The position after the last event, of each partition that got one. */
  public Map<Integer, Long> ends() {
    synchronized (ends) {
      return new TreeMap<>(ends);
    }
  }

  @Override
  public void close() {
    thread.interrupt();
    producer.close(Duration.ofSeconds(2));
  }

  private void run() {
    try {
      long start = System.nanoTime();
      for (long number = 0;
          number < settings.count() && !enough && failure.get() == null;
          number++) {
        pace(number, start);
        WikipediaEvent event = events.event(number);
        tally.add(event);
        var unused = producer.send(record(number, event), this::acknowledge);
      }
      producer.flush();
      finished.countDown();
    } catch (InterruptedException | InterruptException e) {
      failure.compareAndSet(
          null, new IllegalStateException("the producer was closed before it was finished"));
    }
  }

  private void pace(long number, long start) throws InterruptedException {
    if (settings.perSecond() > 0) {
      long due = start + (long) (number * (1e9 / settings.perSecond()));
      long ahead = due - System.nanoTime();
      if (ahead > TimeUnit.MILLISECONDS.toNanos(5)) {
        TimeUnit.NANOSECONDS.sleep(ahead);
      }
    }
  }

  private ProducerRecord<byte[], byte[]> record(long number, WikipediaEvent event) {
    int partition = (int) (number % partitions);
    return new ProducerRecord<>(settings.topic(), partition, null, event.json());
  }

  private void acknowledge(@Nullable RecordMetadata metadata, @Nullable Exception problem) {
    if (problem != null || metadata == null) {
      failure.compareAndSet(null, problem);
      return;
    }
    acknowledged.incrementAndGet();
    synchronized (ends) {
      ends.merge(metadata.partition(), metadata.offset() + 1, Math::max);
    }
  }
}
