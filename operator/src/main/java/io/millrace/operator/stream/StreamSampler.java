package io.millrace.operator.stream;

import io.millrace.crds.v1alpha1.IoConfig;
import io.millrace.operator.decide.Positions;
import io.millrace.operator.decide.StreamObservation;
import io.millrace.protocol.Scheduler;
import io.millrace.streams.PartitionId;
import io.millrace.streams.Position;
import io.millrace.streams.StreamDescription;
import io.millrace.streams.StreamException;
import io.millrace.streams.StreamMetadata;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks one stream again and again what it looks like, beside the loop, until it is closed. A stream
 * that does not answer holds up nothing but its own sampler.
 */
final class StreamSampler implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(StreamSampler.class);
  private static final Duration RETRY = Duration.ofSeconds(5);

  private final StreamOpener opener;
  private final String namespace;
  private final IoConfig io;
  private final Duration period;
  private final Scheduler scheduler;
  private final Runnable changed;
  private volatile StreamObservation observation = new StreamObservation.NotYet();
  private volatile boolean closed;
  private final ReentrantLock asking = new ReentrantLock();
  private @Nullable StreamMetadata stream;

  StreamSampler(
      StreamOpener opener,
      String namespace,
      IoConfig io,
      Duration period,
      Scheduler scheduler,
      Runnable changed) {
    this.opener = opener;
    this.namespace = namespace;
    this.io = io;
    this.period = period;
    this.scheduler = scheduler;
    this.changed = changed;
  }

  void start() {
    scheduler.execute(this::sample);
  }

  StreamObservation observation() {
    return observation;
  }

  /** A question that is under way ends first; its answer is not used. */
  @Override
  public void close() {
    closed = true;
    scheduler.execute(this::closeWhenAnswered);
  }

  private void closeWhenAnswered() {
    asking.lock();
    try {
      closeStream();
    } finally {
      asking.unlock();
    }
  }

  private void sample() {
    StreamObservation before = observation;
    asking.lock();
    try {
      if (!closed) {
        observation = ask(before);
      }
    } finally {
      asking.unlock();
    }
    StreamObservation now = observation;
    if (!closed) {
      scheduler.after(now instanceof StreamObservation.Known ? period : RETRY, this::sample);
      if (differs(before, now)) {
        changed.run();
      }
    }
  }

  private StreamObservation ask(StreamObservation before) {
    try {
      StreamMetadata open = stream;
      if (open == null) {
        open = opener.open(namespace, io);
        stream = open;
      }
      StreamDescription description = open.describe();
      Collection<PartitionId> partitions = description.partitions();
      return new StreamObservation.Known(
          description,
          positions(open.earliest(partitions)),
          positions(open.latest(partitions)),
          scheduler.instant());
    } catch (StreamException e) {
      LOG.atInfo()
          .addKeyValue("stream", io.topic() == null ? io.topicPattern() : io.topic())
          .addKeyValue("kind", e.kind())
          .log("The stream does not answer: {}", e.getMessage());
      closeStream();
      return failed(e, before);
    }
  }

  private StreamObservation failed(StreamException e, StreamObservation before) {
    String message = String.valueOf(e.getMessage());
    return switch (before) {
      case StreamObservation.NotYet ignored ->
          new StreamObservation.Failed(e.kind(), message, scheduler.instant(), null);
      case StreamObservation.Known known ->
          new StreamObservation.Failed(e.kind(), message, scheduler.instant(), known);
      case StreamObservation.Failed failed ->
          new StreamObservation.Failed(e.kind(), message, failed.since(), failed.last());
    };
  }

  /** A client that failed is not used again: its Secrets may have changed. */
  private void closeStream() {
    StreamMetadata open = stream;
    stream = null;
    if (open != null) {
      open.close();
    }
  }

  private static Positions positions(Map<PartitionId, Position> positions) {
    return new Positions(new TreeMap<>(positions));
  }

  private static boolean differs(StreamObservation before, StreamObservation now) {
    if (before instanceof StreamObservation.Known one
        && now instanceof StreamObservation.Known other) {
      return !one.description().equals(other.description())
          || !one.earliest().equals(other.earliest())
          || !one.latest().equals(other.latest());
    }
    return !before.equals(now);
  }
}
