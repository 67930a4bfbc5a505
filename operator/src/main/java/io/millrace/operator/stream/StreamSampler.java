package io.millrace.operator.stream;

import io.millrace.operator.decide.Lag;
import io.millrace.operator.decide.Positions;
import io.millrace.operator.decide.ResetRequest;
import io.millrace.operator.decide.StreamObservation;
import io.millrace.operator.decide.StreamQuestion;
import io.millrace.operator.decide.StreamRules;
import io.millrace.protocol.Scheduler;
import io.millrace.protocol.Scheduler.Cancellable;
import io.millrace.streams.PartitionId;
import io.millrace.streams.PartitionPositions;
import io.millrace.streams.Position;
import io.millrace.streams.StreamDescription;
import io.millrace.streams.StreamException;
import io.millrace.streams.StreamMetadata;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
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
  private final StreamTarget target;
  private final ReadProgress progress;
  private final Scheduler scheduler;
  private final Runnable changed;
  private volatile StreamObservation observation = new StreamObservation.NotYet();
  private volatile StreamQuestion newest = StreamQuestion.NONE;
  private volatile Cancellable due = () -> {};
  private volatile boolean closed;
  private final AtomicBoolean looking = new AtomicBoolean();
  private final AtomicLong turn = new AtomicLong();
  private final ReentrantLock asking = new ReentrantLock();
  private @Nullable StreamMetadata stream;

  StreamSampler(
      StreamOpener opener,
      String namespace,
      StreamTarget target,
      ReadProgress progress,
      Scheduler scheduler,
      Runnable changed) {
    this.opener = opener;
    this.namespace = namespace;
    this.target = target;
    this.progress = progress;
    this.scheduler = scheduler;
    this.changed = changed;
  }

  void start() {
    scheduler.execute(() -> sample(turn.get()));
  }

  void ask(StreamQuestion next) {
    boolean urgent = next.reset() != null && !next.reset().equals(newest.reset());
    newest = next;
    if (urgent) {
      lookNow();
    }
  }

  /** Instead of when it is due; a look that is under way looks again by itself when it ends. */
  private void lookNow() {
    if (!looking.get()) {
      due.cancel();
      long now = turn.incrementAndGet();
      scheduler.execute(() -> sample(now));
    }
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

  /** Does nothing where another look came before it. */
  private void sample(long when) {
    if (!closed && when == turn.get() && looking.compareAndSet(false, true)) {
      progress.refresh(this::look);
    }
  }

  private void look() {
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
    long next = turn.incrementAndGet();
    looking.set(false);
    if (!closed) {
      due = scheduler.after(pause(now), () -> sample(next));
      if (differs(before, now)) {
        changed.run();
      }
    }
  }

  private Duration pause(StreamObservation now) {
    if (now instanceof StreamObservation.Known known
        && !Objects.equals(known.question().reset(), newest.reset())) {
      return Duration.ZERO;
    }
    return now.lastLag().isPresent() ? target.period() : RETRY;
  }

  private StreamObservation ask(StreamObservation before) {
    StreamQuestion question = newest;
    try {
      StreamMetadata open = stream;
      if (open == null) {
        open = opener.open(namespace, target.io());
        stream = open;
      }
      // Before the latest positions are asked for: what is read is never after them.
      Optional<ReadProgress.Reached> reached = progress.reached();
      Instant asked = scheduler.instant();
      StreamDescription description = open.describe();
      Collection<PartitionId> partitions = description.partitions();
      // Each question is put to those only that have answered the one before: one that does not
      // answer takes the time that a question may take.
      SortedMap<PartitionId, String> unanswered = new TreeMap<>();
      Positions earliest = answered(open.earliest(partitions), unanswered);
      Positions latest = answered(open.latest(earliest.partitions()), unanswered);
      ResetRequest reset = question.reset();
      Positions located =
          reset == null || reset.timestamp() == null
              ? Positions.NONE
              : answered(open.atOrAfter(latest.partitions(), reset.timestamp()), unanswered);
      earliest = earliest.without(unanswered.keySet());
      latest = latest.without(unanswered.keySet());
      Instant answered = scheduler.instant();
      Lag lag =
          reached.isPresent() ? lag(open, description, reached.get(), earliest, latest) : null;
      requireSame(description, open.describe());
      return new StreamObservation.Known(
          description,
          earliest,
          latest,
          answered,
          lag,
          Duration.between(asked, answered),
          question,
          located,
          unanswered);
    } catch (StreamException e) {
      LOG.atInfo()
          .addKeyValue("stream", target.name())
          .addKeyValue("kind", e.kind())
          .log("The stream does not answer: {}", e.getMessage());
      closeStream();
      return failed(e, before);
    }
  }

  /** Positions of a topic that was created again, or of another stream, are behind nothing here. */
  private @Nullable Lag lag(
      StreamMetadata open,
      StreamDescription now,
      ReadProgress.Reached reached,
      Positions earliest,
      Positions latest) {
    StreamDescription then = reached.stream() == null ? now : reached.stream();
    if (StreamRules.isAnother(now, then)) {
      return null;
    }
    Positions comparable = latest.only(now.without(now.changedTopics(then)).partitions());
    Lag lag = Lag.between(reached.positions(), earliest, comparable).withAges(reached.ages());
    if (!target.measuresTime()) {
      return lag;
    }
    Map<PartitionId, Position> behind = new TreeMap<>(reached.positions().byPartition());
    behind.keySet().removeIf(partition -> lag.records().getOrDefault(partition, 0L) == 0);
    try {
      return lag.withTimes(
          behind.isEmpty() ? Map.of() : open.timeBehind(behind, latest.byPartition()));
    } catch (StreamException e) {
      LOG.atInfo()
          .addKeyValue("stream", target.name())
          .addKeyValue("kind", e.kind())
          .log("Lag in time is not known: {}", e.getMessage());
      return lag;
    }
  }

  /** Positions that were asked for on the way belong to one of two streams: nobody knows which. */
  private static void requireSame(StreamDescription before, StreamDescription after)
      throws StreamException {
    if (!before.clusterId().equals(after.clusterId()) || !after.changedTopics(before).isEmpty()) {
      throw new StreamException(
          StreamException.Kind.OTHER,
          "the stream was created anew while it was asked for its positions; it is asked again",
          null);
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

  private static Positions answered(
      PartitionPositions positions, SortedMap<PartitionId, String> unanswered) {
    unanswered.putAll(positions.unanswered());
    return new Positions(positions.found());
  }

  private static boolean differs(StreamObservation before, StreamObservation now) {
    if (before instanceof StreamObservation.Known one
        && now instanceof StreamObservation.Known other) {
      return !one.description().equals(other.description())
          || !one.earliest().equals(other.earliest())
          || !one.latest().equals(other.latest())
          || !one.unanswered().keySet().equals(other.unanswered().keySet())
          || !Objects.equals(one.lag(), other.lag())
          || !Objects.equals(one.question().reset(), other.question().reset());
    }
    return !before.equals(now);
  }
}
