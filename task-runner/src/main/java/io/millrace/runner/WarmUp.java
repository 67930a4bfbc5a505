package io.millrace.runner;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
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
import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends a few made-up records through a builder that is thrown away, so that the classes of the
 * whole path are loaded before the first real record comes. Nothing of it is counted, and nothing
 * depends on it.
 */
final class WarmUp implements Runnable {

  private static final Logger LOG = LoggerFactory.getLogger(WarmUp.class);
  private static final int RECORDS = 100;

  private final Specification specification;
  private final Path directory;
  private final InstantSource clock;

  WarmUp(Specification specification, Path directory, InstantSource clock) {
    this.specification = specification;
    this.directory = directory;
    this.clock = clock;
  }

  @Override
  public void run() {
    try (SegmentBuilder builder = builders().open(directory, TimeBounds.OPEN)) {
      builder.add(new Copies(record(), RECORDS));
      builder.finish();
    } catch (InvalidSchemaException | ParseLimitException | IOException | RuntimeException e) {
      LOG.atInfo().setCause(e).log("The warm-up failed; the first records take longer");
    }
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
