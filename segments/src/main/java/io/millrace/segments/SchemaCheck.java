package io.millrace.segments;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.segments.schema.SpecificationReader;
import java.util.List;

/**
 * Tells whether segments can be built with a specification, and if not, everything that is wrong
 * with it.
 */
public final class SchemaCheck {

  private SchemaCheck() {}

  /**
   * Checks the three parts of a supervisor's specification that decide which rows are stored and
   * how. A part that is absent is handed over as a missing or null node.
   *
   * @return the problems, none when segments can be built
   */
  public static List<SchemaProblem> check(
      JsonNode dataSchema, JsonNode inputFormat, JsonNode tuningConfig) {
    return new SpecificationReader(dataSchema, inputFormat, tuningConfig).problems();
  }
}
