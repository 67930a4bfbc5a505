package io.millrace.segments;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Executor;
import org.jspecify.annotations.NullMarked;

/**
 * A specification that is good as it stands, and of which tests replace parts. JSON may be written
 * with single quotes.
 */
@NullMarked
public final class TestSpec {

  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(JsonReadFeature.ALLOW_SINGLE_QUOTES, JsonReadFeature.ALLOW_UNQUOTED_FIELD_NAMES)
          .build();

  public final ObjectNode dataSchema =
      (ObjectNode)
          json(
              """
              {dataSource: 'wikipedia',
               timestampSpec: {column: 'time', format: 'millis'},
               dimensionsSpec: {dimensions: ['page', {type: 'long', name: 'added'}]},
               granularitySpec: {segmentGranularity: 'hour', queryGranularity: 'none', rollup: false}}
              """);
  public JsonNode inputFormat = json("{type: 'json'}");
  public ObjectNode tuningConfig = (ObjectNode) json("{type: 'kafka'}");

  public static JsonNode json(String text) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(text, e);
    }
  }

  /** Sets a property of the {@code dataSchema}. */
  public TestSpec schema(String property, String value) {
    dataSchema.set(property, json(value));
    return this;
  }

  /** Sets a property of the {@code tuningConfig}. */
  public TestSpec tuning(String property, String value) {
    tuningConfig.set(property, json(value));
    return this;
  }

  public TestSpec format(String value) {
    inputFormat = json(value);
    return this;
  }

  public SegmentBuilders builders() {
    return builders(Runnable::run, InstantSource.system());
  }

  public SegmentBuilders builders(Executor executor, InstantSource clock) {
    try {
      return SegmentBuilders.of(dataSchema, inputFormat, tuningConfig, executor, clock);
    } catch (InvalidSchemaException e) {
      throw new IllegalArgumentException(e);
    }
  }

  public List<SchemaProblem> problems() {
    return SchemaCheck.check(dataSchema, inputFormat, tuningConfig);
  }
}
