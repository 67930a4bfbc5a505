package io.millrace.segments.schema;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.segments.InvalidSchemaException;
import io.millrace.segments.SchemaProblem;
import java.util.List;
import java.util.Optional;

/** Reads the three parts of a specification. */
public final class SpecificationReader {

  private final Problems problems = new Problems();
  private final Optional<DataSchema> dataSchema;
  private final Optional<Tuning> tuning;

  public SpecificationReader(JsonNode dataSchema, JsonNode inputFormat, JsonNode tuningConfig) {
    DruidJson json = new DruidJson(problems);
    this.tuning = new TuningReader(json, problems).read(tuningConfig);
    this.dataSchema = new DataSchemaReader(json, problems).read(dataSchema, inputFormat);
  }

  /** What is wrong, empty when segments can be built. */
  public List<SchemaProblem> problems() {
    return problems.list();
  }

  public Specification specification() throws InvalidSchemaException {
    if (!problems.none() || dataSchema.isEmpty() || tuning.isEmpty()) {
      throw new InvalidSchemaException(problems.list());
    }
    return new Specification(dataSchema.get(), tuning.get());
  }
}
