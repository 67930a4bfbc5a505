package io.millrace.operator.decide;

import io.millrace.streams.PartitionId;
import io.millrace.streams.StreamDescription;
import io.millrace.streams.StreamException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What is known of the stream, refreshed beside the loop. */
public sealed interface StreamObservation {

  /** How far reading was behind at the last look; empty while that is not known. */
  default Optional<Lag> lastLag() {
    return switch (this) {
      case NotYet ignored -> Optional.empty();
      case Known known -> Optional.ofNullable(known.lag);
      case Failed ignored -> Optional.empty();
    };
  }

  /** Nobody has answered yet. */
  record NotYet() implements StreamObservation {}

  /**
   * One snapshot.
   *
   * @param description partitions and ids
   * @param earliest first readable position of every partition that answers
   * @param latest position after the newest readable record of every partition that answers
   * @param at when it was taken
   * @param lag how far reading was behind it, of partitions that answer; absent while it is not
   *     known what was read
   * @param took how long the stream took to answer
   * @param question what was known when it was begun
   * @param located where the time lies that the question's reset names; none without such a one
   * @param unanswered the partitions of which no position is known, and why, such as one without a
   *     leader: they are there all the same
   */
  record Known(
      StreamDescription description,
      Positions earliest,
      Positions latest,
      Instant at,
      @Nullable Lag lag,
      Duration took,
      StreamQuestion question,
      Positions located,
      SortedMap<PartitionId, String> unanswered)
      implements StreamObservation {

    public Known {
      unanswered = Collections.unmodifiableSortedMap(new TreeMap<>(unanswered));
    }

    /** One that nobody had asked a question for. */
    public Known(
        StreamDescription description,
        Positions earliest,
        Positions latest,
        Instant at,
        @Nullable Lag lag,
        Duration took) {
      this(
          description,
          earliest,
          latest,
          at,
          lag,
          took,
          StreamQuestion.NONE,
          Positions.NONE,
          none());
    }

    /** One for a question, without lag. */
    public Known(
        StreamDescription description,
        Positions earliest,
        Positions latest,
        Instant at,
        StreamQuestion question,
        Positions located) {
      this(description, earliest, latest, at, null, Duration.ZERO, question, located, none());
    }

    /** One that was taken before it was known what was read. */
    public Known(StreamDescription description, Positions earliest, Positions latest, Instant at) {
      this(description, earliest, latest, at, null, Duration.ZERO);
    }

    /** How far reading was behind; empty where that is not known of every partition. */
    public Optional<Lag> wholeLag() {
      return unanswered.isEmpty() ? Optional.ofNullable(lag) : Optional.empty();
    }

    private static SortedMap<PartitionId, String> none() {
      return Collections.emptySortedMap();
    }
  }

  /**
   * The last try failed.
   *
   * @param kind what kind of trouble
   * @param message what was found and what to do
   * @param since when it began
   * @param last the last good snapshot; absent when there never was one
   */
  record Failed(StreamException.Kind kind, String message, Instant since, @Nullable Known last)
      implements StreamObservation {}
}
