package io.millrace.segments;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.segments.index.DruidSegmentBuilder;
import io.millrace.segments.rows.ParseErrors;
import io.millrace.segments.schema.Specification;
import io.millrace.segments.schema.SpecificationReader;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Executor;

/**
 * Opens the segment builders of one task, and keeps what counts over all of them: parse errors and
 * their limit. Several builders may be open at the same time. Thread-safe.
 */
public final class SegmentBuilders implements SegmentBuilderFactory {

  private final SegmentBuilderFactory factory;
  private final ParseErrors parseErrors;

  private SegmentBuilders(SegmentBuilderFactory factory, ParseErrors parseErrors) {
    this.factory = factory;
    this.parseErrors = parseErrors;
  }

  /**
   * Prepares building segments.
   *
   * @param dataSchema as in a Druid supervisor spec
   * @param inputFormat {@code ioConfig.inputFormat}
   * @param tuningConfig as in a Druid supervisor spec; a missing or null node means all defaults
   * @param persists runs persists beside reading; one thread is enough
   * @param clock times parse errors and {@code intermediatePersistPeriod}
   * @throws InvalidSchemaException with all that is wrong
   */
  public static SegmentBuilders of(
      JsonNode dataSchema,
      JsonNode inputFormat,
      JsonNode tuningConfig,
      Executor persists,
      InstantSource clock)
      throws InvalidSchemaException {
    Specification specification =
        new SpecificationReader(dataSchema, inputFormat, tuningConfig).specification();
    ParseErrors errors = new ParseErrors(specification.tuning().parseLimits(), clock);
    return new SegmentBuilders(
        (directory, bounds) ->
            new DruidSegmentBuilder(specification, directory, bounds, errors, persists, clock),
        errors);
  }

  @Override
  public SegmentBuilder open(Path directory, TimeBounds bounds) {
    return factory.open(directory, bounds);
  }

  /** The newest {@code maxSavedParseExceptions} parse errors of the task, oldest first. */
  public List<ParseError> savedParseErrors() {
    return parseErrors.saved();
  }
}
