package io.millrace.runner.loop;

import io.millrace.protocol.MessageTimeBounds;
import io.millrace.protocol.RowCounters;
import io.millrace.segments.SegmentBuilderFactory;
import io.millrace.segments.TimeBounds;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The rows of every sequence that is not acknowledged, and the count of all rows since the process
 * started. Thread-safe; each sequence's builder has the rules of its own.
 */
final class SequenceRows {

  private final SegmentBuilderFactory builders;
  private final Path directory;
  private final Map<Integer, OpenSequence> open = new HashMap<>();
  private RowCounters dropped = RowCounters.ZERO;

  SequenceRows(SegmentBuilderFactory builders, Path directory) {
    this.builders = builders;
    this.directory = directory;
  }

  /** Rows of a sequence, which begins with {@code bounds} when it has none yet. */
  synchronized OpenSequence open(int number, MessageTimeBounds bounds) {
    return open.computeIfAbsent(
        number,
        absent ->
            new OpenSequence(
                bounds,
                builders.open(directory.resolve("sequence-" + number), timeBounds(bounds))));
  }

  /** Rows of a sequence; empty when no record was read in it. */
  synchronized Optional<OpenSequence> get(int number) {
    return Optional.ofNullable(open.get(number));
  }

  synchronized List<Integer> numbers() {
    return List.copyOf(open.keySet());
  }

  /** Drops the rows and files of a sequence; its rows stay counted. */
  void drop(int number) {
    OpenSequence sequence = remove(number);
    if (sequence != null) {
      sequence.builder().close();
    }
  }

  /** Rows since the process started. */
  synchronized RowCounters counters() {
    RowCounters sum = dropped;
    for (OpenSequence sequence : open.values()) {
      sum = sum.plus(sequence.counters());
    }
    return sum;
  }

  private synchronized @Nullable OpenSequence remove(int number) {
    OpenSequence sequence = open.remove(number);
    if (sequence != null) {
      dropped = dropped.plus(sequence.counters());
    }
    return sequence;
  }

  private static TimeBounds timeBounds(MessageTimeBounds bounds) {
    Instant minimum = bounds.minimum();
    Instant maximum = bounds.maximum();
    return new TimeBounds(
        minimum == null ? Long.MIN_VALUE : minimum.toEpochMilli(),
        maximum == null ? Long.MAX_VALUE : maximum.toEpochMilli());
  }
}
