package io.millrace.operator.decide;

import io.millrace.streams.StreamDescription;
import io.millrace.streams.StreamException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What is known of the stream, refreshed beside the loop. */
public sealed interface StreamObservation {

  /** Nobody has answered yet. */
  record NotYet() implements StreamObservation {}

  /**
   * One snapshot.
   *
   * @param description partitions and ids
   * @param earliest first readable position of every partition
   * @param latest position after the newest readable record of every partition
   * @param at when it was taken
   */
  record Known(StreamDescription description, Positions earliest, Positions latest, Instant at)
      implements StreamObservation {}

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
