package io.millrace.runner;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.protocol.Acknowledged;
import io.millrace.protocol.Assignment;
import io.millrace.protocol.MessageTimeBounds;
import io.millrace.protocol.ProtocolJson;
import io.millrace.protocol.ProtocolVersion;
import io.millrace.runner.life.AssignmentRules;
import io.millrace.runner.life.Attempt;
import io.millrace.runner.life.LifeCycle;
import io.millrace.runner.life.Positions;
import io.millrace.runner.life.Verdict;
import io.millrace.segments.InvalidSchemaException;
import io.millrace.segments.ParseLimitException;
import io.millrace.segments.RawRecords;
import io.millrace.segments.SegmentBuilder;
import io.millrace.segments.SegmentBuilders;
import io.millrace.segments.TimeBounds;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes in a made-up assignment and sends a few made-up records through a builder that is thrown
 * away, so that the classes of the whole path are loaded before the first real ones come: nobody
 * reads while a standby is told where to start. Nothing of it is counted, and nothing depends on
 * it.
 */
final class WarmUp implements Runnable {

  private static final Logger LOG = LoggerFactory.getLogger(WarmUp.class);
  private static final int RECORDS = 100;
  private static final Map<String, String> START = Map.of("0", "0");
  private static final Map<String, String> NEXT = Map.of("0", "1");

  private final Attempt attempt;
  private final Specification specification;
  private final Path directory;
  private final InstantSource clock;

  WarmUp(Attempt attempt, Specification specification, Path directory, InstantSource clock) {
    this.attempt = attempt;
    this.specification = specification;
    this.directory = directory;
    this.clock = clock;
  }

  @Override
  public void run() {
    try {
      begin();
      build();
    } catch (InvalidSchemaException | ParseLimitException | IOException | RuntimeException e) {
      LOG.atInfo().setCause(e).log("The warm-up failed; the first records take longer");
    }
  }

  private void build() throws InvalidSchemaException, ParseLimitException, IOException {
    try (SegmentBuilder builder = builders().open(directory, TimeBounds.OPEN)) {
      builder.add(new Copies(record(), RECORDS));
      builder.finish();
    }
  }

  private void begin() throws IOException {
    Assignment told = ProtocolJson.read(ProtocolJson.write(assignment()), Assignment.class);
    Verdict verdict = AssignmentRules.judge(attempt, Optional.empty(), told);
    LifeCycle next = new LifeCycle.Ready(attempt, true, Optional.empty()).assigned(told);
    if (next instanceof LifeCycle.Progressing begun) {
      next = begun.read(Positions.of(NEXT));
    }
    if (!(verdict instanceof Verdict.Accepted && next instanceof LifeCycle.Reading)) {
      throw new IllegalStateException(
          "the made-up assignment leads to %s and %s".formatted(verdict, next));
    }
  }

  private Assignment assignment() {
    return new Assignment(
        ProtocolVersion.TASK_PROTOCOL,
        1,
        attempt.epoch(),
        attempt.generation(),
        "",
        START,
        List.of(),
        null,
        false,
        Duration.ofMinutes(1),
        new Acknowledged(START, List.of()),
        new MessageTimeBounds(Instant.EPOCH, clock.instant()),
        false);
  }

  private SegmentBuilders builders() throws InvalidSchemaException {
    ObjectNode tuning = JsonNodeFactory.instance.objectNode();
    if (specification.tuningConfig() instanceof ObjectNode given) {
      tuning.setAll(given);
    }
    tuning.put("reportParseExceptions", false).put("logParseExceptions", false);
    tuning.put("maxParseExceptions", Integer.MAX_VALUE).put("maxSavedParseExceptions", 0);
    ObjectNode schema = specification.dataSchema().deepCopy();
    if (schema.get("timestampSpec") instanceof ObjectNode timestamps) {
      timestamps.put("missingValue", "2000-01-01T00:00:00Z");
    }
    return SegmentBuilders.of(schema, specification.inputFormat(), tuning, Runnable::run, clock);
  }

  /** A value for every dimension that is named; the time is the one for records without. */
  private ByteBuffer record() {
    ObjectNode record = JsonNodeFactory.instance.objectNode();
    for (JsonNode dimension : specification.dataSchema().at("/dimensionsSpec/dimensions")) {
      String name = dimension.isTextual() ? dimension.asText() : dimension.path("name").asText();
      record.put(name, "1");
    }
    return StandardCharsets.UTF_8.encode(record.toString());
  }

  private record Copies(ByteBuffer record, int size) implements RawRecords {
    @Override
    public ByteBuffer value(int index) {
      return record.duplicate();
    }

    @Override
    public long timestamp(int index) {
      return -1;
    }
  }
}
