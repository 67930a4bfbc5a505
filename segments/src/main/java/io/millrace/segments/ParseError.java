package io.millrace.segments;

import java.time.Instant;
import java.util.List;

/**
 * A saved parse error, as Druid's {@code unparseableEvents} shows it.
 *
 * @param input the raw text, cut to 1,000 characters
 * @param errorType {@code unparseable} or {@code processedWithError}
 * @param details messages
 * @param time when it happened
 */
public record ParseError(String input, String errorType, List<String> details, Instant time) {

  public ParseError {
    details = List.copyOf(details);
  }
}
