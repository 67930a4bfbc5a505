package io.millrace.segments.rows;

import io.millrace.segments.ParseError;
import io.millrace.segments.ParseLimitException;
import io.millrace.segments.schema.ParseLimits;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.apache.druid.java.util.common.parsers.UnparseableColumnsParseException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The parse errors of a task: counts them over all its sequences, keeps the newest, and says when
 * there are too many. Thread-safe.
 */
public final class ParseErrors {

  private static final Logger LOG = LoggerFactory.getLogger(ParseErrors.class);
  private static final int MAX_INPUT_CHARS = 1_000;
  private static final int MAX_BYTES_PER_CHAR = 4;

  private final ParseLimits limits;
  private final InstantSource clock;
  private final Deque<ParseError> saved = new ArrayDeque<>();
  private long errors;

  public ParseErrors(ParseLimits limits, InstantSource clock) {
    this.limits = limits;
    this.clock = clock;
  }

  /** How bad an error is, under the name that Druid gives it. */
  public enum Severity {
    /** No row could be made. */
    UNPARSEABLE("unparseable"),
    /** The row is there, without its bad fields. */
    PROCESSED_WITH_ERROR("processedWithError");

    private final String druidName;

    Severity(String druidName) {
      this.druidName = druidName;
    }
  }

  /**
   * Reports an error.
   *
   * @param record the raw record, whose position stays where it is
   * @throws ParseLimitException when it is one too many
   */
  public synchronized void report(Severity severity, ByteBuffer record, Exception failure)
      throws ParseLimitException {
    errors++;
    boolean tooMany = errors > limits.maxErrors();
    if (limits.log()) {
      LOG.atWarn()
          .addKeyValue("errorType", severity.druidName)
          .addKeyValue("input", text(record))
          .log("record does not parse: {}", message(failure));
    }
    if (limits.maxSaved() > 0) {
      save(new ParseError(text(record), severity.druidName, details(failure), clock.instant()));
    }
    if (tooMany) {
      throw new ParseLimitException(
          "%d rows did not parse, tuningConfig.maxParseExceptions allows %d; the last one: %s. Repair the producer, or raise the limit."
              .formatted(errors, limits.maxErrors(), message(failure)));
    }
  }

  private void save(ParseError error) {
    if (saved.size() == limits.maxSaved()) {
      saved.removeFirst();
    }
    saved.addLast(error);
  }

  /** The newest errors, oldest first. */
  public synchronized List<ParseError> saved() {
    return List.copyOf(saved);
  }

  private static List<String> details(Exception failure) {
    if (failure instanceof UnparseableColumnsParseException columns) {
      return new ArrayList<>(columns.getColumnExceptionMessages());
    }
    return List.of(message(failure));
  }

  private static String message(Exception failure) {
    String message = failure.getMessage();
    return cut(message == null ? failure.getClass().getSimpleName() : message);
  }

  private static String text(ByteBuffer record) {
    ByteBuffer start = record.duplicate();
    start.limit(
        start.position() + Math.min(start.remaining(), MAX_INPUT_CHARS * MAX_BYTES_PER_CHAR));
    return cut(StandardCharsets.UTF_8.decode(start).toString());
  }

  private static String cut(String text) {
    return text.length() <= MAX_INPUT_CHARS ? text : text.substring(0, MAX_INPUT_CHARS);
  }
}
